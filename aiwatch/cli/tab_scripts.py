"""What each shell runs once, so that Tab asks aiwatch what could stand at the cursor.

The scripts are ours and not Typer's, because what is offered is text of an archive, which anybody
may have written: Typer's for zsh hands the answer to `eval`, its for bash lets it match files, and
none keeps our order.
"""

from aiwatch.cli.streams import answer, say
from aiwatch.domain.errors import AiwatchError, InvalidInput

VARIABLE = "_AIWATCH_COMPLETE"
"""Set, to `complete_bash` and the like, where a shell asks what could stand at the cursor."""

_BASH = r"""
_aiwatch_completion() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(_AIWATCH_COMPLETE=complete_bash _TYPER_COMPLETE_ARGS="${COMP_LINE:0:COMP_POINT}" \
        _AIWATCH_COMPLETE_TYPE=$COMP_TYPE "$1" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} == 0 ]]; then
        compopt +o nosort
    fi
}
complete -o nosort -o default -F _aiwatch_completion aiwatch
"""

_ZSH = r"""
#compdef aiwatch
_aiwatch_completion() {
    local -a found
    found=(${(f)"$(_AIWATCH_COMPLETE=complete_zsh _TYPER_COMPLETE_ARGS="${(j: :)words[1,CURRENT]}" \
        ${~words[1]} 2>/dev/null)"})
    if (( $#found )); then
        _describe -V aiwatch found
    else
        _files
    fi
}
if [[ $funcstack[1] == _aiwatch ]]; then
    _aiwatch_completion "$@"
else
    compdef _aiwatch_completion aiwatch
fi
"""

_FISH = r"""
function __aiwatch_completion
    set -l line (commandline -cp | string collect)
    set -l program (commandline -opc)[1]
    set -l found (env _AIWATCH_COMPLETE=complete_fish _TYPER_COMPLETE_ARGS="$line" \
        $program 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete --command aiwatch --no-files --keep-order --arguments '(__aiwatch_completion)'
"""

_POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName aiwatch -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString()
    $length = [Math]::Min($line.Length, $cursorPosition - $commandAst.Extent.StartOffset)
    $encoding = [Console]::OutputEncoding
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    $Env:_AIWATCH_COMPLETE = "complete_powershell"
    $Env:_TYPER_COMPLETE_ARGS = $line.Substring(0, $length)
    $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = $wordToComplete
    aiwatch 2>$null | ForEach-Object {
        $value, $shown, $help = $_ -Split "`t"
        [System.Management.Automation.CompletionResult]::new(
            $value, $shown, 'ParameterValue', $help)
    }
    $Env:_AIWATCH_COMPLETE = ""
    $Env:_TYPER_COMPLETE_ARGS = ""
    $Env:_TYPER_COMPLETE_WORD_TO_COMPLETE = ""
    [Console]::OutputEncoding = $encoding
}
"""

SCRIPTS = {
    "bash": _BASH,
    "zsh": _ZSH,
    "fish": _FISH,
    "powershell": _POWERSHELL,
    "pwsh": _POWERSHELL,
}
"""What each shell runs once for Tab to work."""


def show(shell: str) -> None:
    """Write what `shell`, the one in use for an empty name, runs for Tab to work."""
    answer(f"{SCRIPTS[_named(shell)].strip()}\n")


def install(shell: str) -> None:
    """Put the script of `shell`, the one in use for an empty name, where that shell reads it at
    its start. Raises AiwatchError where that does not work."""
    from subprocess import SubprocessError

    from typer import _completion_shared as typers

    name = _named(shell)
    own = {shell: text.replace("%", "%%") for shell, text in SCRIPTS.items()}
    typers._completion_scripts.update(own)
    try:
        _, path = typers.install(name, "aiwatch", VARIABLE)
    except (OSError, RuntimeError, ValueError, SubprocessError) as error:
        problem = getattr(error, "strerror", None) or error
        raise AiwatchError(
            f"Completion for {name} could not be installed: {problem}. What is to be put where "
            f"{name} reads it at its start is shown by: aiwatch --show-completion {name}"
        ) from None
    say(f"Completion for {name} is in {path}; it works in terminals opened from now on.")


def _named(shell: str) -> str:
    from typer._completion_shared import _get_shell_name

    found = shell or _get_shell_name() or ""
    if found not in SCRIPTS:
        problem = f"No completion for {found!r}." if found else "Your shell was not recognized."
        raise InvalidInput(f"{problem} Name one of {', '.join(SCRIPTS)}.")
    return found
