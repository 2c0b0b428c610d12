"""What trainings write."""

import subprocess
from pathlib import Path

import torch


def commit() -> str:
    """The commit that this runs from, with "+" when files differ from it."""
    words = ["git", "describe", "--always", "--abbrev=12", "--dirty=+"]
    return subprocess.run(words, capture_output=True, text=True).stdout.strip()


def save(path: Path, state: dict[str, object]) -> None:
    """Written beside and moved into place: a reader never sees half a file."""
    beside = path.with_suffix(".part")
    torch.save(state, beside)
    beside.replace(path)
