"""`aiwatch` and `python -m aiwatch`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # A command is over before its garbage matters; looking for it takes a twentieth of the time.
    gc.disable()
    sys.unraisablehook = _unraisable
    code: int | None = None
    try:
        from aiwatch.cli import run

        code = run(sys.argv[1:])

        import signal

        # All is done and told; Ctrl-C comes too late to say anything else.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        if code is None:  # while the program loads, before anything could be changed
            print("aiwatch: Interrupted.", file=sys.stderr)
            code = 130
    # All is written, closed and waited for. For the interpreter to take the program apart, too,
    # would be a tenth of a command's time.
    os._exit(code)


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    """Let a Ctrl-C that came where Python can raise nothing come again a moment later; Python would
    print a traceback and go on."""
    if isinstance(told.exc_value, KeyboardInterrupt):
        import _thread
        import signal

        # In this function it would be lost, too; another thread's turn comes after it.
        if hasattr(signal, "pthread_kill"):  # which also ends a wait
            _thread.start_new_thread(signal.pthread_kill, (_thread.get_ident(), signal.SIGINT))
        else:
            _thread.start_new_thread(_thread.interrupt_main, ())
    else:
        sys.__unraisablehook__(told)


if __name__ == "__main__":
    main()
