"""Its hook raises, and not even an `Exception`."""

from gridcare.hookspecs import hookimpl


@hookimpl
def gridcare_playbooks():
    raise SystemExit(3)
