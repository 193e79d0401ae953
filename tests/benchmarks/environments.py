"""A virtual environment for each program, its bytecode compiled."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .measure import SCRIPTS

ROOT = Path(__file__).parents[2]
PEERS = {"sqlite-utils": "4.2.1", "buku": "5.1", "jrnl": "4.6", "tinydb": "4.9.0"}
"""The peers, by the name of their package, at the version that is measured."""


def peer_environment(cache: Path, name: str) -> Path:
    """Return the scripts folder of the peer `name`, made once and kept in `cache`."""
    python = ".".join(map(str, sys.version_info[:3]))
    folder = cache / f"{name}-{PEERS[name]}-python-{python}"
    done = folder / "complete"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _install(folder, f"{name}=={PEERS[name]}")
        done.touch()
    return folder / "bin"


def own_environment(folder: Path) -> Path:
    """Install this checkout into `folder`, and a bare program beside it; return its scripts.

    The bare program starts by a script of the same form as aiwatch's own.
    """
    _install(folder, f"{ROOT}[docx,feeds]", beside=[SCRIPTS / "bare.py"])
    script = (folder / "bin" / "aiwatch").read_text("utf-8")
    bare = folder / "bin" / "bare"
    bare.write_text(script.replace("aiwatch.__main__", "bare"), "utf-8")
    bare.chmod(0o755)
    return folder / "bin"


def _install(folder: Path, requirement: str, beside: list[Path] | None = None) -> None:
    python = folder / "bin" / "python"
    _do(sys.executable, "-m", "venv", folder)
    _do(python, "-m", "pip", "install", "-qq", requirement)
    (packages,) = folder.glob("lib/python*/site-packages")
    for module in beside or []:
        shutil.copy(module, packages)
    # Not a few packages carry files for other Pythons, which do not compile: never mind those.
    _do(python, "-m", "compileall", "-q", packages, check=False)


def _do(*command: str | Path, check: bool = True) -> None:
    subprocess.run(
        command,
        check=check,
        stdout=sys.stderr if check else subprocess.DEVNULL,
        env={name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"},
    )
