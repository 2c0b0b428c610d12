"""The bundles that tests read, by kind."""

import json
import os
from pathlib import Path

from earmark.export.manifest import INSTANCES_SCHEMA, SCHEMA

ROOT = Path(__file__).parents[2]
FOLDERS = (
    ROOT / "tests" / "fixtures" / "bundles" / "queries",
    ROOT / "models" / "bundles" / "lite",
)


def find_bundle(schema: str) -> Path | None:
    """The first bundle with a manifest of this schema. EARMARK_TEST_BUNDLE may name one more, which
    comes before."""
    named = os.environ.get("EARMARK_TEST_BUNDLE")
    for folder in (*((Path(named),) if named else ()), *FOLDERS):
        manifest = folder / "manifest.json"
        if manifest.exists() and json.loads(manifest.read_text("utf-8"))["schema"] == schema:
            return folder
    return None


QUERIES, INSTANCES = find_bundle(SCHEMA), find_bundle(INSTANCES_SCHEMA)
