"""Where the shared data lies that tests marked real_data read."""

import os
from pathlib import Path


def shared() -> Path | None:
    """The folder that CPITG_SHARED names, else ../shared beside the checkout, if it is there."""
    told = os.environ.get("CPITG_SHARED")
    found = Path(told) if told else Path(__file__).parents[2] / "shared"
    return found if (found / "data").is_dir() else None
