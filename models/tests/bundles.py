"""The bundle of kind "instances" that tests read."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).parents[2]


def find_bundle() -> Path | None:
    """EARMARK_TEST_BUNDLE, which may name a bundle, or the one that ships."""
    folder = Path(os.environ.get("EARMARK_TEST_BUNDLE", ROOT / "models" / "bundles" / "lite"))
    manifest = folder / "manifest.json"
    if not manifest.exists() or json.loads(manifest.read_text("utf-8"))["kind"] != "instances":
        return None
    return folder


INSTANCES = find_bundle()
