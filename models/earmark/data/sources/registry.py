"""What a photo source is, and all of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

Blobs = Mapping[str, Callable[[], bytes]]  # a path in the repository -> reads its bytes
Line = dict[str, Any]  # a label line as `earmark.data.teachers` writes it; `file` a repository path


@dataclass(frozen=True)
class Source:
    """A public repository of photos.

    `pattern` is matched at the start of a photo's path in the repository. `label` tells from the
    path what the photo shows, where the path says it. `same` names what is the same photo under
    several paths. `read_labels` reads what people drew: lines in the teachers' form, scores 1,
    teacher "people". `limit` of 0: all.
    """

    name: str
    repository: str
    commit: str
    licence: str
    pattern: str
    shows: str
    limit: int = 0
    label: Callable[[str], str | None] | None = None
    same: Callable[[str], str] | None = None
    read_labels: Callable[[Blobs], Iterator[Line]] | None = None


def kept_path(source: Source, path: str) -> str:
    """Where below the source's folder the photo of a repository path is kept: a flat name, below
    the folder that it stood in where that may say what it shows."""
    flat = PurePosixPath(_plain(path)).stem + ".jpg"
    parent = PurePosixPath(path).parent.name
    return flat if source.label is None or not parent else f"{_plain(parent)}/{flat}"


def _plain(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", path)


def by_name(sources: Iterable[Source]) -> dict[str, Source]:
    return {source.name: source for source in sources}
