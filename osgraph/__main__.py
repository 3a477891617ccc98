"""What ``python -m osgraph`` runs: the command line."""

from __future__ import annotations

from osgraph.cli import main

if __name__ == "__main__":
    main()
