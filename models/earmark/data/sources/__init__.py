"""Public sources of photos: where they are, their licence, how photos and labels are read."""

from pathlib import PurePosixPath

from earmark.data.sources import classed, coco, scenes
from earmark.data.sources.registry import Source, by_name

SOURCES: dict[str, Source] = by_name([*coco.SOURCES, *classed.SOURCES, *scenes.SOURCES])

__all__ = ["SOURCES", "Source", "own_label"]


def own_label(file: str) -> str | None:
    """What a photo shows by its own folder or file name: `.../SOURCE/FILE` as the command of this
    package writes it, or a file below the folder of a source that was unpacked as it is."""
    parts = PurePosixPath(file).parts
    for depth, part in enumerate(reversed(parts[:-1])):
        source = SOURCES.get(part)
        if source is not None and source.label is not None:
            return source.label("/".join(parts[len(parts) - 1 - depth :]))
    return None
