"""What is known of a photo's instances: boxes, masks, names with probabilities, colours.

Labels are JSON lines as `earmark.data.teachers` writes them. `load_photos` makes typed records of
them: names become canonical nouns of `earmark.names`, scores become probabilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Box = tuple[float, float, float, float]  # left, top, right, bottom in 0..1 of the picture
Rle = dict[str, Any]  # COCO run lengths: {"size": [height, width], "counts": str}
Shares = Mapping[str, float]  # colour word -> share of the pixels, at most 1 in sum

SURE, DOUBTFUL = 0.6, 0.25  # at least this probable: surely so; less than this: surely not


@dataclass(frozen=True)
class Instance:
    """One object of a photo. `names` are canonical nouns with the probability that it is one.

    `colours` are of all pixels inside the mask, `upper` and `lower` of a person's upper and lower
    body; None where there is no mask or they cannot be told. `area` is the share of the picture.
    """

    box: Box
    names: Mapping[str, float]
    rle: Rle | None = None
    area: float = 0.0
    colours: Shares | None = None
    upper: Shares | None = None
    lower: Shares | None = None
    is_salient: bool = False

    @property
    def noun(self) -> str:
        """The most probable name."""
        return max(self.names, key=lambda noun: self.names[noun])


@dataclass(frozen=True)
class Photo:
    """A labelled photo. `perhaps` are nouns that may be there, though no instance says so."""

    file: str
    width: int
    height: int
    instances: tuple[Instance, ...]
    source: str = ""
    perhaps: frozenset[str] = field(default=frozenset())


def load_photos(label_files: Sequence[Path], root: Path = Path(".")) -> list[Photo]:
    """The photos of label files, whose `file` is relative to `root` (or absolute).

    Colours are computed from the pixels once and kept beside the labels as NAME.colours.jsonl;
    a later call computes only what is new.
    """
    raise NotImplementedError
