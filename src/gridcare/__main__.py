"""``python -m gridcare``: look at working methods, check, draw and forecast them; needs the extra ``cli``."""

import sys

from gridcare.errors import MissingExtra

__all__ = ["run"]


def run() -> int:
    """Run the program, or tell which extra it needs."""
    try:
        from gridcare.adapters.commandline.program import main
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "rich":
            raise
        sys.stderr.write(f"{MissingExtra('python -m gridcare', 'cli')}\n")
        return 2
    return main()


if __name__ == "__main__":
    sys.exit(run())
