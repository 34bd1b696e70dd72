"""Named points at which the fault tests strike. Without ``PILOT_FAULTS`` in the environment they do nothing."""

import os
import time
from pathlib import Path

FOLDER = os.environ.get("PILOT_FAULTS", "")


def reach(name):
    """Wait here when a file with this name lies in the faults folder, so that a test can kill this process."""
    if not FOLDER:
        return
    trap = Path(FOLDER) / name
    if not trap.exists():
        return
    (Path(FOLDER) / f"{name}.reached").write_text(str(os.getpid()))
    deadline = time.monotonic() + 60
    while trap.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
