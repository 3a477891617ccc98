"""Ask the advisory database about every package of the lock file; say loudly which could not be asked about.

pip-audit reports no vulnerability for a package that it could not look up. Here such a package counts as not
audited: the last lines name how many were, and a run that audited none says so in capitals.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
FOUND = 1


def summed(report: str) -> tuple[list[str], int, int]:
    """Return what pip-audit's report says: vulnerabilities as lines, packages audited, packages not audited.

    Example:
        >>> summed('{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]},'
        ...        ' {"name": "b", "skip_reason": "not found"}]}')
        (['a 1: CVE-1'], 1, 1)
    """
    packages = json.loads(report)["dependencies"]
    audited = [package for package in packages if "skip_reason" not in package]
    lines = [f"{each['name']} {each['version']}: {flaw['id']}" for each in audited for flaw in each["vulns"]]
    return lines, len(audited), len(packages) - len(audited)


def main() -> int:
    """Audit the lock file and return the exit status: 1 where a vulnerability is known."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--disable-pip", "--format", "json"]
    done = subprocess.run(
        [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False
    )
    try:
        flaws, audited, missed = summed(done.stdout)
    except (ValueError, KeyError):
        print(f"*** NO PACKAGE WAS AUDITED: pip-audit failed: {done.stderr.strip()[-300:]} ***")
        return 0
    for flaw in flaws:
        print(f"vulnerable: {flaw}")
    if not audited:
        print(f"*** NO PACKAGE WAS AUDITED: the advisory database cannot be reached ({missed} packages) ***")
    else:
        print(f"{audited} packages audited, {len(flaws)} vulnerabilities known")
        if missed:
            print(f"*** {missed} PACKAGES WERE NOT AUDITED ***")
    return FOUND if flaws else 0


if __name__ == "__main__":
    sys.exit(main())
