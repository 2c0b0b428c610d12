"""Contact sheets: photos with their instances, names, and what is asked of them.

`python -m earmark.data.contact LABELS... --root DIR --out sheet.png [--count N] [--seed N]`: photos
of label files, each with its instances and six queries. What a query means is written behind it by
the numbers of its instances, "?" before what nobody knows.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from pycocotools import mask as coco

from earmark.data.instances import Photo, load_photos, photo_of
from earmark.data.queries import Query, QueryConfig, generate_queries, scene_of
from earmark.names.nouns import the_nouns

TILE = 330  # pixels of a picture's longer side
LINE = 12
QUERIES = 6
_COLOURS = np.random.default_rng(1).integers(60, 255, (64, 3))


def drawn(image: Image.Image, photo: Photo) -> Image.Image:
    """The photo with masks tinted, boxes (cyan without a mask) and the probable names."""
    pixels = np.asarray(image.resize((photo.width, photo.height))).astype(np.float32)
    for number, instance in enumerate(photo.instances):
        if instance.rle is not None:
            inside = coco.decode(instance.rle) > 0
            pixels[inside] = pixels[inside] * 0.55 + _COLOURS[number % 64] * 0.45
    picture = Image.fromarray(pixels.astype(np.uint8))
    picture.thumbnail((TILE, TILE))
    pen = ImageDraw.Draw(picture)
    for number, instance in enumerate(photo.instances):
        left, top, right, bottom = (
            v * s for v, s in zip(instance.box, picture.size * 2, strict=True)
        )
        colour = "cyan" if instance.rle is None else "lime" if instance.by_people else "yellow"
        pen.rectangle((left, top, right, bottom), outline="red" if instance.is_salient else colour)
        names = " ".join(f"{n} {p:.2f}" for n, p in list(instance.names.items())[:2])
        at = (min(left + 2, picture.width - 70), min(top + 1, picture.height - LINE))
        pen.text(at, f"{number} {names}", fill="white", stroke_width=1, stroke_fill="black")
    return picture


def tile_of_line(image: Image.Image, line: Mapping[str, Any]) -> Image.Image:
    return _tile(drawn(image, photo_of([line], the_nouns())), [])


def said(query: Query) -> str:
    """A query with what it means."""
    meant = [str(i) for i, m in enumerate(query.meant) if m]
    unknown = [f"?{i}" for i, m in enumerate(query.meant) if m is None]
    return f"{query.text} [{' '.join(meant + unknown[:6])}]"


def tile_of(photo: Photo, root: Path, rng: np.random.Generator) -> Image.Image:
    queries = generate_queries(scene_of(photo), rng, QueryConfig(), QUERIES)
    image = Image.open(root / photo.file).convert("RGB")
    return _tile(drawn(image, photo), [said(q) for q in queries])


def _tile(picture: Image.Image, lines: Sequence[str]) -> Image.Image:
    height = TILE + (QUERIES * LINE + 4 if lines else 0)
    tile = Image.new("RGB", (TILE + 4, height + 4), "black")
    tile.paste(picture, (0, 0))
    pen = ImageDraw.Draw(tile)
    for row, line in enumerate(lines):
        pen.text((2, TILE + 2 + row * LINE), line[:64], fill="white")
    return tile


def sheet_of(tiles: Sequence[Image.Image], columns: int) -> Image.Image:
    width, height = tiles[0].size
    sheet = Image.new("RGB", (columns * width, -(-len(tiles) // columns) * height), "white")
    for number, tile in enumerate(tiles):
        sheet.paste(tile, (number % columns * width, number // columns * height))
    return sheet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--root", type=Path, default=Path("."))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    photos = load_photos(options.labels, options.root)
    print(json.dumps(statistics(photos)))
    chosen = rng.permutation(len(photos))[: options.count]
    tiles = [tile_of(photos[i], options.root, rng) for i in chosen]
    sheet_of(tiles, 5).save(options.out)


def statistics(photos: Sequence[Photo]) -> dict[str, float]:
    """What there is, in figures."""
    instances = [i for p in photos for i in p.instances]
    return {
        "photos": len(photos),
        "instances": len(instances),
        "with a mask": sum(i.rle is not None for i in instances),
        "drawn by people": sum(i.by_people for i in instances),
        "sure": sum(max(i.names.values()) >= 0.6 for i in instances),
        "nouns": len({i.noun for i in instances}),
    }


if __name__ == "__main__":
    main()
