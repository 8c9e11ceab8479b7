"""The browser that the browser tests drive: the system's Chrome or Chromium, else Playwright's, else Debian's package.

`make test` runs this module before the tests; it exits with what to do where there is no browser to be had.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_COMMANDS = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
_MAC_APPS = ("Google Chrome", "Chromium")
_ADVICE = (
    "The browser tests need Chrome or Chromium, and none could be found or installed. Install one, or name it in "
    "CHROME_PATH, and run `make test` again. To run the other tests only: .venv/bin/python -m pytest -m 'not browser'"
)


def find_browser() -> Path | None:
    """Return a Chrome or Chromium that starts on this machine; CHROME_PATH comes first, the system's next."""
    mac = (f"/Applications/{app}.app/Contents/MacOS/{app}" for app in _MAC_APPS)
    for path in (os.environ.get("CHROME_PATH"), *map(shutil.which, _COMMANDS), *mac):
        if path and _starts(Path(path)):
            return Path(path)
    path = _playwright_browser()
    return Path(path) if path and _starts(Path(path)) else None


def install_browser() -> Path | None:
    """Return a browser that is there already or, by Playwright or apt-get, can be put there."""
    installers = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        installers.append([["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]])
    browser = find_browser()
    for commands in installers:
        if browser:
            break
        for command in commands:
            sys.stderr.write(f"Looking for a browser: {' '.join(command)}\n")
            subprocess.run(command, check=False, stdout=sys.stderr, timeout=900)
        browser = find_browser()
    return browser


def _playwright_browser() -> str | None:
    """Where Playwright would put its Chromium; asked in a process of its own, for pytest may run an event loop here."""
    code = "import playwright.sync_api as s\nwith s.sync_playwright() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None


def _starts(path: Path) -> bool:
    if not path.is_file():
        return False
    return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0


if __name__ == "__main__":
    if not install_browser():
        sys.exit(_ADVICE)
