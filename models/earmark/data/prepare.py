"""Write the scenes' features once: `python -m earmark.data.prepare --photos DIR --extra DIR
--coco DIR --teacher FILE --cut-outs DIR --out DIR`.

Features are those of the frozen backbone, float16, one memory-mapped file each, a row a picture.
Deterministic by seed. What is written so far can be trained on while the rest is prepared.
"""

import argparse
import pickle
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from earmark.contract import SHAPE
from earmark.data.nouns import VOC
from earmark.data.photos import Photo, Teacher, Thing, all_photos, read_picture, things_in
from earmark.data.scenes import Kept, Scene, appearing, beside, read_cut_outs
from earmark.model.backbone import Backbone
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.visual_encoder import NameMap, photo_prompts, unit

FEATURES = {
    "s4": (24, 96, 96),
    "s8": (48, 48, 48),
    "s16": (120, 24, 24),
    "head": (1280, 24, 24),
    "conse": (SHAPE.name_width, 24, 24),
}


@dataclass(frozen=True)
class PrepareConfig:
    pictures: int = 4200  # at most
    appearing_share: float = 0.16  # of the photos get cut-outs
    beside_share: float = 0.22  # of the photos are shown again beside another
    seed: int = 1


def new_name_map(text: TextEncoder) -> tuple[NameMap, torch.Tensor]:
    """The untrained name map, and the mean of its class names' embeddings."""
    names = (Path(__file__).parents[1] / "names" / "imagenet.txt").read_text().splitlines()
    vectors = embed(text, photo_prompts(names))[2]
    name_map = NameMap()
    name_map.set_names(vectors)
    return name_map, vectors.mean(0, keepdim=True)


class Extractor:
    """Pictures [384, 384, 3] uint8 -> the features of FEATURES, one picture at a time."""

    def __init__(self, name_map: NameMap) -> None:
        self.backbone = Backbone.pretrained()
        self.name_map = name_map

    @torch.no_grad()
    def __call__(self, picture: np.ndarray) -> dict[str, torch.Tensor]:
        pixels = torch.tensor(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float()
        s4, s8, s16, head = self.backbone(pixels)
        conse = self.name_map.conse(self.backbone.classifier(head))
        return {"s4": s4[0], "s8": s8[0], "s16": s16[0], "head": head[0], "conse": conse[0]}


def colour_of(picture: np.ndarray, mask: np.ndarray) -> str | None:
    """The word for a thing's colour where one is plainly right, else None."""
    step = SHAPE.frame_size // SHAPE.mask_size
    pixels = picture[::step, ::step][mask].astype(float) / 255
    if len(pixels) < 20:
        return None
    high, low = pixels.max(1), pixels.min(1)
    value, chroma = float(np.median(high)), float(np.median(high - low))
    if chroma < 0.10:
        return (
            "white"
            if value > 0.75
            else "black"
            if value < 0.28
            else "grey"
            if chroma < 0.06
            else None
        )
    if chroma < 0.25:
        return None
    red, green, blue = np.median(pixels, axis=0)
    hue = np.degrees(np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue)) % 360
    if hue < 18 or hue > 340:
        return "red"
    if hue < 42:
        return "orange" if value > 0.7 else "brown"
    if hue < 70:
        return "yellow"
    if 80 < hue < 165:
        return "green"
    return "blue" if 190 < hue < 260 else None


def scenes(
    photos: list[Photo], teacher: Teacher, extract: Extractor, labels: dict[str, torch.Tensor],
    cuts: list, config: PrepareConfig, start: int = 0,
) -> Iterator[tuple[Scene, bool, dict[str, torch.Tensor] | None, int]]:  # fmt: skip
    """Scenes of the photos from place `start` of a fixed order: with whether they are held out,
    the features of plain photos, and the photo's place."""
    order = np.random.default_rng(config.seed).permutation(len(photos))
    drawn = [i for i, p in enumerate(photos) if p.polygons or p.palette]
    order = np.concatenate([drawn, [i for i in order if i not in set(drawn)]]).astype(int)
    # Everyone gets to know photos of every source early: COCO first, then all mixed.
    waiting: dict[bool, tuple[np.ndarray, list[Thing]] | None] = {True: None, False: None}
    for place in range(start, len(order)):
        index = order[place]
        photo = photos[index]
        rng = np.random.default_rng((config.seed, int(index)))
        try:
            picture = read_picture(photo.path)
        except OSError:
            continue
        features = extract(picture)
        voc = None if photo.polygons or photo.palette else teacher(picture)
        things = things_in(photo, picture, voc, features["conse"], labels)
        if not things:
            continue
        held_out = index % 12 == 0
        yield Scene([picture], [things], "photo", photo.source), held_out, features, place
        chance = rng.random()
        if chance < config.appearing_share:
            scene = appearing(rng, picture, things, cuts)
            if scene is not None:
                yield scene, held_out, None, place
        elif chance < config.appearing_share + 2 * config.beside_share:
            other = waiting[held_out]
            if other is None:
                waiting[held_out] = (picture, things)
                continue
            waiting[held_out] = None
            if not {n for t in other[1] for n in t.names} & {n for t in things for n in t.names}:
                scene = beside(rng, other, (picture, things))
                if scene is not None:
                    yield scene, held_out, None, place


def prepare(arguments: argparse.Namespace, config: PrepareConfig) -> None:
    out: Path = arguments.out
    text = TextEncoder.pretrained()
    name_map, mean = new_name_map(text)
    extract = Extractor(name_map)
    photos = all_photos(arguments.photos, arguments.extra, arguments.coco)
    words = sorted({p.label for p in photos if p.label} | set(VOC))
    vectors = unit(embed(text, photo_prompts(words))[2] - mean, 1)
    labels = dict(zip(words, vectors, strict=True))
    kept, start = read(out)
    files = {
        name: np.lib.format.open_memmap(
            out / f"{name}.npy", "r+" if kept else "w+", np.float16, (config.pictures, *shape)
        )
        for name, shape in FEATURES.items()
    }
    first = row = kept[-1].rows[-1] + 1 if kept else 0
    started = time.monotonic()
    source = scenes(
        photos,
        Teacher(arguments.teacher),
        extract,
        labels,
        read_cut_outs(arguments.cut_outs),
        config,
        start,
    )
    for scene, held_out, features, place in source:
        if row + len(scene.pictures) > config.pictures:
            break
        rows = []
        for picture in scene.pictures:
            found = features if features is not None else extract(picture)
            for name, value in found.items():
                files[name][row] = value.numpy().astype(np.float16)
            rows.append(row)
            row += 1
        colours = [colour_of(scene.pictures[-1], t.mask) for t in scene.things[-1]]
        kept.append(Kept(rows, scene.things, scene.kind, scene.source, colours, held_out))
        if len(kept) % 100 == 0:
            write(out, kept, place)
            left = (time.monotonic() - started) / (row - first) * (config.pictures - row)
            print(
                f"{len(kept)} scenes, {row} of {config.pictures} pictures, {left:.0f} s left",
                flush=True,
            )
    write(out, kept, place)


def write(out: Path, kept: list[Kept], place: int) -> None:
    """The scenes so far; moved into place whole, so that training may read while this runs."""
    beside = out / "scenes.part"
    beside.write_bytes(pickle.dumps({"scenes": kept, "place": place}))
    beside.replace(out / "scenes.pickle")


def read(out: Path) -> tuple[list[Kept], int]:
    """The scenes written so far, and the place of the photo to go on with."""
    path = out / "scenes.pickle"
    if not path.exists():
        return [], 0
    stored = pickle.loads(path.read_bytes())
    return stored["scenes"], stored["place"] + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("photos", "extra", "coco", "teacher", "cut-outs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=PrepareConfig.pictures)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    prepare(arguments, PrepareConfig(pictures=arguments.pictures))


if __name__ == "__main__":
    main()
