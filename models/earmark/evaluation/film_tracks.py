"""Whether an object keeps its track through a film: `python -m earmark.evaluation.film_tracks
--bench DIR --bundle DIR`.

DIR holds `clips.csv` and folders of pictures with masks by people, one frame a second
(docs/evaluation.md). A box fits from an IoU of 0.5 with the truth's box on, whether it is meant or
not: tracks know nothing of the sentence. The object keeps its track as long as a box of that track
fits; then the track of the box that fits best is its next one.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from earmark.data.instance_cache import box_iou
from earmark.data.instance_labels import box_of
from earmark.data.mask_crops import Pixels
from earmark.export.weights import open_instances_bundle
from earmark.segmentation.instance_masks import Mask
from earmark.segmentation.segment import FrameAnswer, answer

FOUND_IOU = 0.5


@dataclass(frozen=True)
class Film:
    name: str
    query: str
    frames: Pixels  # [T, H, W, 3]
    truth: list[Mask]  # T of [H, W]


@dataclass(frozen=True)
class Followed:
    """Of one film: frames that show the object, those in which a box fits it, how often its track
    changes, and in how many of them a fitting box is meant."""

    shown: int
    found: int
    changes: int
    meant: int


def read_films(bench: Path) -> Iterator[Film]:
    with (bench / "clips.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            pictures = [
                np.asarray(Image.open(f).convert("RGB")) for f in _files(bench, row["clip"])
            ]
            masks = [
                np.asarray(Image.open(f).convert("L")) > 0 for f in _files(bench, row["masks"])
            ]
            count = min(len(pictures), len(masks))
            name = Path(row["clip"]).name
            yield Film(name, row["expression"], np.stack(pictures[:count]), masks[:count])


def _files(bench: Path, folder: str) -> list[Path]:
    return sorted(f for f in (bench / folder).iterdir() if f.suffix in {".jpg", ".png"})


def follow(truth: Sequence[Mask], answers: Sequence[FrameAnswer]) -> Followed:
    shown, found, changes, meant = 0, 0, 0, 0
    last: int | None = None
    for mask, frame in zip(truth, answers, strict=True):
        box = box_of(mask)
        if box is None:
            continue
        shown += 1
        overlap = box_iou(np.array([box], np.float32), frame.instances.boxes)[0]
        fitting = [int(row) for row in np.argsort(-overlap) if overlap[row] >= FOUND_IOU]
        if not fitting:
            continue
        found += 1
        meant += any(row in frame.meant for row in fitting)
        tracks = [frame.tracks[row] for row in fitting]
        if last not in tracks:
            changes += last is not None
            last = tracks[0]
    return Followed(shown, found, changes, meant)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bench", "bundle"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    model = open_instances_bundle(options.bundle)
    print("| Film | Sentence | Frames | Found | Changes of track | Meant |\n" + "|---" * 6 + "|")
    all_of = np.zeros(4, int)
    for film in read_films(options.bench):
        silence = np.zeros(0, np.float32)
        followed = follow(film.truth, answer(model, film.frames, silence, film.query))
        counts = (followed.shown, followed.found, followed.changes, followed.meant)
        all_of += counts
        print(f"| {film.name} | {film.query} | {' | '.join(map(str, counts))} |", flush=True)
    print(f"| all | | {' | '.join(map(str, all_of))} |")


if __name__ == "__main__":
    main()
