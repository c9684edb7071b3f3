"""Checks deploy/ and helm/ without a container runtime or a cluster: what can be read wrong there is found here.

Run by tests/run, which installs the tools and gives the path of the executable: the platform itself is asked whether it
would start with the settings that compose and the chart give it. A line for each check; 1 when any failed.
"""

import os
import sys

# The checks are read anew each time; nothing is left beside them.
sys.dont_write_bytecode = True

if len(sys.argv) != 2 or not os.access(sys.argv[1], os.X_OK):
    sys.exit("Usage: manifests EXECUTABLE; `tests/run manifests` builds it and calls this")

import checks
import deploy  # noqa: F401  Its checks are remembered when it is read.
import chart  # noqa: F401  The same.

sys.exit(checks.run_all() > 0)
