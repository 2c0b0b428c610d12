"""Labels photos with the teachers: named instances with boxes and masks, one JSON line a photo.

`python -m earmark.data.teachers FOLDER... --teachers DIR --out labels.jsonl [--sheet sheet.png]`.
Files that OUT already has are passed over, so it can be stopped and started again. A photo whose
folder or file name says what it shows, on white ground, gets that outline and name as well.
"""

import argparse
import json
from pathlib import Path

from PIL import Image

from earmark.data.contact import sheet_of, tile_of_line
from earmark.data.instance_labels import box_of
from earmark.data.sources import own_label
from earmark.data.teachers.label import Seen, Teachers, line_of
from earmark.data.teachers.outline import on_plain_ground
from earmark.names.nouns import Nouns, the_nouns

LONG_SIDE = 640
PHOTOS = {".jpg", ".jpeg", ".png", ".webp"}
TILES = 24


def hint_of(label: str | None, labels: list[str], nouns: Nouns) -> frozenset[str]:
    """Detector labels that name the same as a photo's own label."""
    noun = nouns.canonical(label) if label else None
    if noun is None:
        return frozenset()
    return frozenset(known for known in labels if nouns.canonical(known) == noun)


def outlined(image: Image.Image, label: str) -> Seen | None:
    mask = on_plain_ground(image)
    if mask is None:
        return None
    box = box_of(mask)
    assert box is not None  # an outline on plain ground has pixels
    return Seen(box, mask, [(label, 1.0, "outline")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--teachers", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    nouns = the_nouns()
    done = set()
    if options.out.exists():
        with options.out.open() as lines:
            done = {json.loads(line)["file"] for line in lines if line.endswith("\n")}
    files = [f for d in options.folders for f in sorted(d.rglob("*")) if f.suffix.lower() in PHOTOS]
    files = [f for f in files if str(f) not in done][: options.limit or None]
    teachers, tiles = Teachers(options.teachers, options.threads), []
    with options.out.open("a", buffering=1) as out:
        for count, file in enumerate(files):
            try:
                image = Image.open(file).convert("RGB")
            except OSError as error:
                print(f"{file}: {error}")
                continue
            image.thumbnail((LONG_SIDE, LONG_SIDE))
            label = own_label(str(file))
            seen = teachers(image, hint_of(label, teachers.oiv7, nouns))
            alone = outlined(image, label) if label and nouns.canonical(label) else None
            line = line_of(str(file), image, [alone, *seen] if alone else seen)
            out.write(json.dumps(line) + "\n")
            if options.sheet and len(tiles) < TILES:
                tiles.append(tile_of_line(image, line))
            if count % 50 == 0:
                print(f"{count + 1} of {len(files)}", flush=True)
    if tiles:
        sheet_of(tiles, 6).save(options.sheet)


if __name__ == "__main__":
    main()
