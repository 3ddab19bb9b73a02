"""A folder of this process's own, for what the cache folder does not take."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


def scratch_folder() -> Path:
    """Make a folder that nobody else may write to, and that ends with the process."""
    folder = Path(tempfile.mkdtemp(prefix="jianbao-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
