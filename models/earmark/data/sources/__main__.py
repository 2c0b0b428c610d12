"""Brings the photos of public repositories to one size, and what people drew on them.

`python -m earmark.data.sources --root DIR --out DIR [--only NAME...]`: below `--root` lies each
repository as a git directory or work tree, in a folder OWNER/NAME or OWNER+NAME. Writes
OUT/NAME/*.jpg, long side at most 640 pixels, and OUT/NAME.people.jsonl where people drew outlines;
photos that their folder may name, OUT/NAME/FOLDER/*.jpg.
Photos named in `--without` (files of a set that is only measured on) are passed over.
"""

import argparse
import io
import json
import random
import re
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image

from earmark.data.sources import SOURCES
from earmark.data.sources.registry import Blobs, Source, kept_path

LONG_SIDE = 640
PHOTOS = (".jpg", ".jpeg", ".png")


def repository_of(root: Path, name: str) -> Path | None:
    """The git directory or plain folder of OWNER/NAME below `root`."""
    for folder in (root / name, root / name.replace("/", "+")):
        for place in (folder / ".git", folder / "repo" / ".git", folder / "repo", folder):
            if place.is_dir():
                return place
    return None


def blobs_of(place: Path) -> Blobs:
    """Every file of a git directory's HEAD, or of a plain folder."""
    listed = subprocess.run(
        ["git", "-C", str(place), "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=False
    )
    if listed.returncode != 0:
        files = sorted(f for f in place.rglob("*") if f.is_file())
        return {f.relative_to(place).as_posix(): f.read_bytes for f in files}
    found: dict[str, Callable[[], bytes]] = {}
    for line in listed.stdout.decode(errors="replace").split("\0"):
        if line:
            meta, path = line.split("\t", 1)
            found[path] = partial(_blob, place, meta.split()[2])
    return found


def _blob(place: Path, number: str) -> bytes:
    command = ["git", "-C", str(place), "cat-file", "blob", number]
    return subprocess.run(command, capture_output=True, check=True).stdout


def chosen(source: Source, blobs: Blobs, without: set[str]) -> list[str]:
    """Paths of the source's photos, each photo once, in an order that a seed mixes."""
    seen: set[str] = set()
    found = []
    for path in blobs:
        if not re.match(source.pattern, path) or not path.lower().endswith(PHOTOS):
            continue
        same = source.same(path) if source.same else path
        if same not in seen and Path(path).name.lower() not in without:
            seen.add(same)
            found.append(path)
    random.Random(1).shuffle(found)
    return found[: source.limit or None]


def bring(blob: bytes, target: Path) -> None:
    """Writes the photo with its long side at most LONG_SIDE; small JPEGs stay as they are."""
    image = Image.open(io.BytesIO(blob)).convert("RGB")
    if max(image.size) > LONG_SIDE:
        image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
        image.save(target, quality=92)
    elif blob[:2] == b"\xff\xd8":
        target.write_bytes(blob)
    else:
        image.save(target, quality=92)


def bring_source(source: Source, place: Path, out: Path, without: set[str]) -> None:
    blobs = blobs_of(place)
    folder = out / source.name
    folder.mkdir(parents=True, exist_ok=True)
    there = set()
    for path in chosen(source, blobs, without):
        target = folder / kept_path(source, path)
        try:
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                bring(blobs[path](), target)
            there.add(path)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{source.name}: {path}: {error}")
    print(f"{source.name}: {len(there)} photos", flush=True)
    if source.read_labels is None:
        return
    with (out / f"{source.name}.people.jsonl").open("w") as lines:
        count = 0
        for line in source.read_labels(blobs):
            if line["file"] in there:
                line["file"] = f"{out.name}/{source.name}/{kept_path(source, line['file'])}"
                lines.write(json.dumps(line) + "\n")
                count += 1
    print(f"{source.name}: outlines by people on {count} photos", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=sorted(SOURCES), default=sorted(SOURCES))
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    without = {f.name.lower() for d in options.without for f in d.rglob("*") if f.is_file()}
    for name in options.only:
        place = repository_of(options.root, SOURCES[name].repository)
        if place is None:
            print(f"{name}: {SOURCES[name].repository} is not below {options.root}")
        else:
            bring_source(SOURCES[name], place, options.out, without)


if __name__ == "__main__":
    main()
