"""`aiwatch` and `python -m aiwatch`."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # A command is over before its garbage matters; looking for it takes a twentieth of the time.
    gc.disable()
    try:
        from aiwatch.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program loads, before anything could be changed
        print("aiwatch: Interrupted.", file=sys.stderr)
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
