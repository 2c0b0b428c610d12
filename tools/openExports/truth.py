"""What was drawn before the export, and how what a program reads is compared with it.

Pixels are those of the label maps as Pillow reads them; open_labels.py compares them with what was
drawn and with the mattes.
"""

import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

Key = tuple[int, int]  # frame from 0, track from 1
Box = tuple[float, float, float, float]  # left, top, width, height

FOLDER = Path(sys.argv[1])
TRUTH = json.loads((FOLDER / "truth.json").read_text())
WIDTH, HEIGHT = TRUTH["size"]
TRACKS = {number: track for number, track in enumerate(TRUTH["tracks"], 1)}
CATEGORIES = [thing["category"] for thing in TRUTH["objects"]]
DRAWN = {(frame, number) for number, track in TRACKS.items() for frame in track["frames"]}
UNPACKED = tempfile.TemporaryDirectory()
CHECKS: list[tuple[str, str, Callable[[Path], str]]] = []


def opened_by(name: str, label: str, tool: str):
    """Registers a check of the export of this name; a ZIP is unpacked into the folder it gets."""

    def register(check: Callable[[Path], str]) -> None:
        CHECKS.append((name, f"{label} | {tool}", check))

    return register


def same(found: object, expected: object, what: str) -> None:
    assert found == expected, f"{what}: {found} instead of {expected}"


def unpack(name: str) -> Path:
    path = next(FOLDER.glob(f"{name}.*"))
    if path.suffix != ".zip":
        return path
    target = Path(UNPACKED.name) / name
    with zipfile.ZipFile(path) as archive:
        same(archive.testzip(), None, "damaged")
        archive.extractall(target)
    return target


def pixels(path: Path) -> np.ndarray:
    return np.array(Image.open(path))


def pixels_by_frame(folder: Path) -> dict[int, np.ndarray]:
    return {int(path.stem): pixels(path) for path in sorted(folder.glob("*.png"))}


def track_masks(folder: Path) -> dict[Key, np.ndarray]:
    maps = pixels_by_frame(folder)
    same(list(maps), TRUTH["searched"], "frames")
    return {
        (frame, int(track)): indices == track
        for frame, indices in maps.items()
        for track in np.unique(indices[indices > 0])
    }


def object_masks(place: int) -> dict[int, np.ndarray]:
    """Of each frame that shows the object."""
    masks: dict[int, np.ndarray] = {}
    for (frame, track), mask in MASKS.items():
        if TRACKS[track]["object"] == place:
            masks[frame] = masks.get(frame, np.zeros_like(mask)) | mask
    return masks


def shown(frame: int) -> np.ndarray:
    masks = [mask for (other, _), mask in MASKS.items() if other == frame]
    return np.any([*masks, np.zeros((HEIGHT, WIDTH), bool)], axis=0)


def box_of(mask: np.ndarray) -> Box:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]


def large_parts(mask: np.ndarray) -> np.ndarray:
    """Without parts under a tenth of the largest, as labels are written."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return np.isin(parts, 1 + np.flatnonzero(areas >= 0.1 * areas.max()))


def compare_boxes(found: dict[Key, Box], tolerance: float = 0.001) -> str:
    same(sorted(found), sorted(DRAWN), "frames and tracks")
    furthest = max(np.abs(np.subtract(found[key], box_of(LABELS[key]))).max() for key in found)
    assert furthest <= tolerance, f"boxes differ by up to {furthest:.3f} px"
    return f"{len(found)} of {len(DRAWN)} boxes equal"


def compare_masks(found: dict[Key, np.ndarray], expected: dict[Key, np.ndarray]) -> str:
    same(sorted(found), sorted(DRAWN), "frames and tracks")
    equal = sum(np.array_equal(found[key], expected[key]) for key in found)
    same(equal, len(DRAWN), "equal masks")
    return f"{equal} of {len(DRAWN)} masks equal"


def lowest_iou(pairs: Iterable[tuple[np.ndarray, np.ndarray]], least: float) -> str:
    iou = min((a & b).sum() / max(1, (a | b).sum()) for a, b in pairs)
    assert iou >= least, f"IoU {iou:.4f}"
    return f"lowest IoU {iou:.3f}"


def compare_outlines(pairs: Iterable[tuple[np.ndarray, np.ndarray]]) -> str:
    """Polygons in pixels, filled by pycocotools, beside the masks; they fill holes."""
    from pycocotools import mask as coder

    square = np.ones((3, 3), np.uint8)
    for points, mask in pairs:
        runs = coder.frPyObjects([points.ravel().tolist()], HEIGHT, WIDTH)
        drawn, own = coder.decode(runs)[..., 0], mask.astype(np.uint8)
        whole = np.zeros_like(own)
        outer, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(whole, outer, -1, 1, cv2.FILLED)
        outside = cv2.dilate(whole, square) == 0
        inside = cv2.erode(own, square, borderValue=1) > 0
        far = int((drawn[outside] > 0).sum() + (drawn[inside] == 0).sum())
        same(far, 0, "pixels of a polygon that lie further than one from the mask's edge")
    return "polygons within a pixel of the masks"


MASKS = track_masks(unpack("label-maps") / "Annotations/Full-Resolution/paddock")
LABELS = {key: large_parts(mask) for key, mask in MASKS.items()}
