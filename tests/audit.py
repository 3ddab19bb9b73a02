"""Known vulnerabilities of the locked packages, by pip-audit: `make audit`.

Without a network it says so and passes; it says too of how many packages the service told nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
UNREACHABLE = (
    "ConnectionError",
    "Max retries exceeded",
    "ServiceError",
    "Timeout",
    "NameResolutionError",
    "ProxyError",
)


def main() -> int:
    """Return the exit code."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-r",
        str(LOCK),
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--format",
        "json",
    ]
    try:
        done = subprocess.run([*command, "--timeout", "10"], check=False, capture_output=True, text=True, timeout=180)
    except subprocess.TimeoutExpired:
        print("The vulnerability service is not reachable, skipped.")
        return 0
    if done.returncode and any(word in done.stderr for word in UNREACHABLE):
        print("The vulnerability service is not reachable, skipped.")
        return 0
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(done.stderr.strip() or "pip-audit said nothing.")
        return done.returncode or 1
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    for package in packages:
        for found in package.get("vulns", ()):
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, mended in {mended}")
    print(f"{len(packages) - len(unknown)} of {len(packages)} locked packages audited.")
    if unknown:
        print(f"The service told nothing of {len(unknown)}: {', '.join(unknown[:5])}{' ...' if unknown[5:] else ''}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
