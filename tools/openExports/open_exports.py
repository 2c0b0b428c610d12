"""Opens exports with the programs they are made for and prints what agrees as Markdown.

    python tools/openExports/open_exports.py FOLDER

FOLDER holds what makeExports.spec.ts wrote: the exports, and truth.json, which says what was drawn.
Ends with 1 when anything differs.
"""

import contextlib
import importlib
import io
import sys
from collections.abc import Callable
from pathlib import Path

from truth import CHECKS, unpack

PROGRAMS = {"ffmpeg", "ffprobe"}


def run(check: Callable[[Path], str], path: Path) -> tuple[bool, str]:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return True, check(path)
    except Exception as error:
        # A file that an export lacks is its fault; a program that this machine lacks is not.
        if isinstance(error, ModuleNotFoundError) or getattr(error, "filename", None) in PROGRAMS:
            return True, f"not opened here: {error}"
        return (
            False,
            f"**differs**: {type(error).__name__}: {error} {error.__cause__ or ''}".strip(),
        )


for module in ("open_labels", "open_moments", "open_films"):
    importlib.import_module(module)
outcomes = [(row, *run(check, unpack(name))) for name, row, check in CHECKS]
print("| Format | Opened by | Result |\n|---|---|---|")
for row, _, text in outcomes:
    print(f"| {row} | {text} |")
sys.exit(0 if all(agrees for _, agrees, _ in outcomes) else 1)
