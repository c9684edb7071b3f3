"""What the checks of deploy/ and helm/ share: how one is written and run, and what the platform says of settings."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULTS = ROOT / "services" / "platform" / "src" / "defaults.toml"
SERVICES = ["notifications", "partners", "registrations", "reviews"]
CHECKS = []


class Wrong(Exception):
    """What a check found."""


def expect(condition, said):
    if not condition:
        raise Wrong(said)


def check(sentence):
    def remember(function):
        CHECKS.append((sentence, function))
        return function
    return remember


def run(*command, **variables):
    """A tool with these variables and no others of this machine's."""
    environment = {"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir(), **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def settings():
    """Every setting of the platform: its name as a variable has it, and the range that defaults.toml allows."""
    found, section, allowed = {}, "", ""
    for line in DEFAULTS.read_text().splitlines():
        if match := re.match(r"\[(\w+)\]", line):
            section = match[1] + "__"
        elif line.startswith("# Allowed: "):
            allowed = line
        elif match := re.match(r"(\w+) = ", line):
            limits = re.match(r"# Allowed: (\d+) to (\d+)", allowed)
            found[(section + match[1]).upper()] = tuple(map(int, limits.groups())) if limits else None
    return found


def last_telemetry():
    """How many seconds it may take to send the last telemetry, after everything else has ended."""
    source = (ROOT / "services" / "platform" / "src" / "telemetry.rs").read_text()
    return int(re.search(r"const FLUSH: Duration = Duration::from_secs\((\d+)\)", source)[1])


def refused_by_the_platform(environment):
    answer = run(sys.argv[1], "config", **environment)
    return answer.stderr if answer.returncode else ""


def run_all():
    """A line for each check; how many failed."""
    failed = 0
    for sentence, function in CHECKS:
        try:
            function()
        except Exception as problem:  # A broken file breaks parsers in many ways; the other checks still run.
            failed += 1
            print(f"FAILED  {sentence}\n        {type(problem).__name__}: {str(problem).strip()}")
        else:
            print(f"ok      {sentence}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return failed
