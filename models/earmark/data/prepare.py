"""Write the scenes' features once: `python -m earmark.data.prepare --photos DIR --extra DIR
--coco DIR --teacher FILE --detector DIR --foreground DIR --cut-outs DIR --out DIR`.

First every photo as it is, and further parts of the hand-drawn ones; then scenes composed of these.
Features are those of the frozen backbone, one memory-mapped file each, a row a picture.
Deterministic by seed; stopped and started again it goes on where it was.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from earmark.data.besides import PERHAPS, besides, perhaps_there
from earmark.data.cut_outs import CutOuts, cut_from, held_out_stamps, of_part, worth_cutting
from earmark.data.detector import NAMES, Detector
from earmark.data.foreground import foreground_file
from earmark.data.nouns import UNSEEN, VOC
from earmark.data.photos import Photo, Teacher, all_photos, read_picture, things_in
from earmark.data.scenes import Kept, Scene, assemble, beside, crowded, moving, part_of
from earmark.data.store import FEATURES, Prepared, View, read, write
from earmark.model.backbone import Backbone, Tail
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.visual_encoder import NameMap, photo_prompts, unit


@dataclass(frozen=True)
class PrepareConfig:
    parts: int = 16  # of every hand-drawn photo
    beside: int = 400
    moving: int = 900
    crowded: int = 700
    drawn_share: float = 0.4  # of the photos that scenes are composed of: with hand-drawn masks
    held_out_every: int = 12  # photo; and as many composed scenes
    seed: int = 1


def new_name_map(text: TextEncoder) -> tuple[NameMap, torch.Tensor]:
    """The untrained name map, and the mean of its class names' embeddings."""
    names = (Path(__file__).parents[1] / "names" / "imagenet.txt").read_text().splitlines()
    vectors = embed(text, photo_prompts(names))[2]
    name_map = NameMap()
    name_map.set_names(vectors)
    return name_map, vectors.mean(0, keepdim=True)


def new_backbone() -> Backbone:
    """As published. Channels last: two and a half times as fast on a CPU."""
    return Backbone.pretrained().to(memory_format=torch.channels_last)


@torch.no_grad()
def seen_by(backbone: Backbone, pixels: torch.Tensor) -> dict[str, torch.Tensor]:
    """Features s4 and s8 of pictures [U, 384, 384, 3] uint8."""
    s4, s8 = backbone(pixels.permute(0, 3, 1, 2).float())
    return {"s4": s4, "s8": s8}


class Extractor:
    """The backbone as published, and what its own tail calls each place."""

    def __init__(self, name_map: NameMap) -> None:
        self.backbone = new_backbone()
        self.tail = Tail().to(memory_format=torch.channels_last)
        self.tail.copy_published()
        self.name_map = name_map
        self.last: tuple[np.ndarray, dict[str, torch.Tensor]] | None = None

    def to(self, device: str) -> "Extractor":
        for module in (self.backbone, self.tail, self.name_map):
            module.to(device)
        return self

    @torch.no_grad()
    def features(self, pixels: torch.Tensor) -> dict[str, torch.Tensor]:
        """FEATURES of pictures [U, 384, 384, 3] uint8."""
        seen = seen_by(self.backbone, pixels)
        conse = self.name_map.conse(self.tail.classifier(self.tail(seen["s8"])[1]))
        return {**seen, "conse": conse}

    def __call__(self, picture: np.ndarray) -> dict[str, torch.Tensor]:
        """FEATURES of one picture [384, 384, 3]; once if the same is asked for again."""
        if self.last is None or self.last[0] is not picture:
            found = self.features(torch.tensor(picture)[None])
            self.last = (picture, {name: values[0] for name, values in found.items()})
        return self.last[1]


class Factory:
    """Makes scenes of photos; what it has seen and cut out is in `done`."""

    def __init__(self, options: argparse.Namespace, config: PrepareConfig, done: Prepared) -> None:
        self.config, self.done = config, done
        self.foreground: Path = options.foreground
        photos = all_photos(options.photos, options.extra, options.coco)
        order = np.random.default_rng(config.seed).permutation(len(photos))
        self.photos = [(int(i), photos[i]) for i in order]
        text = TextEncoder.pretrained()
        name_map, mean = new_name_map(text)
        self.extract = Extractor(name_map)
        self.teacher, self.detector = Teacher(options.teacher), Detector(options.detector)
        words = sorted({p.label.lower() for p in photos if p.label} | {*VOC, *NAMES})
        vectors = unit(embed(text, photo_prompts(words))[2] - mean, 1)
        self.labels = dict(zip(words, vectors, strict=True))
        self.stamps = held_out_stamps(options.cut_outs, config.held_out_every)

    def of_photo(self, index: int, photo: Photo) -> Iterator[tuple[Scene, bool]]:
        """The photo as a scene, and further parts of it when its masks are drawn by hand."""
        try:
            picture = read_picture(photo.path)
        except OSError:
            return
        by_hand = bool(photo.polygons or photo.palette)
        voc, stands_out, perhaps = None, None, ()
        if not by_hand:
            voc = self.teacher(picture)
            file = foreground_file(self.foreground, photo)
            stands_out = np.asarray(Image.open(file)) if file.exists() else None
        name_map = self.extract(picture)["conse"]
        placed, cut = things_in(photo, picture, voc, stands_out, name_map, self.labels)
        if voc is not None and photo.label is not None and stands_out is not None:
            detections = self.detector(picture, PERHAPS)
            placed = besides(
                photo.label.lower(), picture, voc, stands_out > 127, detections, placed, self.labels
            )
            perhaps = perhaps_there(detections, voc)
        if not placed:
            return
        unseen = any(p.thing.family in UNSEEN for p in placed)
        held_out = unseen or index % self.config.held_out_every == 0
        self.done.views.append(View.of(photo, placed, held_out, perhaps))
        whole = [p for p in placed if worth_cutting(p)] if by_hand else [cut] if cut else []
        for thing in whole:
            self.done.cuts.append((cut_from(picture, thing, stands_out), held_out))
        scene = assemble([picture], [placed], "photo", photo.source, False)
        if scene is not None:
            yield replace(scene, perhaps=perhaps), held_out
        if by_hand and not held_out:
            for part in range(self.config.parts):
                rng = np.random.default_rng((self.config.seed, 1, index, part))
                scene = part_of(rng, picture, placed)
                if scene is not None:
                    yield scene, False

    def composed(self, number: int) -> tuple[Scene, bool] | None:
        """The composed scene of this number: first those beside each other and those that move,
        mixed, then the crowded ones."""
        rng = np.random.default_rng((self.config.seed, 2, number))
        held_out = number % self.config.held_out_every == 0
        views = [view for view in self.done.views if view.held_out == held_out]
        drawn = [view for view in views if view.photo.label is None]
        by_hand = len(drawn) > 0 and rng.random() < self.config.drawn_share
        first = (drawn if by_hand else views)[rng.integers(len(drawn if by_hand else views))]
        perhaps = first.perhaps
        changing = self.config.beside + self.config.moving
        if number < changing and number * self.config.beside % changing < self.config.beside:
            second = views[rng.integers(len(views))]
            perhaps += second.perhaps
            a, b = first.read(), second.read()
            kinds = [{n for p in placed for n in p.thing.names} for _, placed in (a, b)]
            scene = beside(a, b) if not kinds[0] & kinds[1] else None
        else:
            cuts = CutOuts()
            for cut in of_part(self.stamps + self.done.cuts, held_out):
                cuts.add(cut)
            # Room for what comes: seldom before an object that fills the picture.
            for _ in range(3):
                if first.covered < 0.4:
                    break
                first = views[rng.integers(len(views))]
                perhaps = first.perhaps
            compose = moving if number < changing else crowded
            scene = compose(rng, *first.read(), cuts)
        return (replace(scene, perhaps=perhaps), held_out) if scene is not None else None


def prepare(options: argparse.Namespace, config: PrepareConfig) -> None:
    out: Path = options.out
    done = read(out) if (out / "scenes.pickle").exists() else Prepared()
    factory = Factory(options, config, done)
    composed = config.beside + config.moving + config.crowded
    most = len(factory.photos) + 200 * config.parts + 4 * composed
    mode = "r+" if done.rows else "w+"
    files = {
        name: np.lib.format.open_memmap(out / f"{name}.npy", mode, kind, (most, *shape))
        for name, (shape, kind) in FEATURES.items()
    }
    started, first, steps = time.monotonic(), done.photos_done + done.composed, 0
    total = len(factory.photos) + composed

    def keep(scene: Scene, held_out: bool) -> None:
        rows = list(range(done.rows, done.rows + len(scene.pictures)))
        for row, picture in zip(rows, scene.pictures, strict=True):
            for name, value in factory.extract(picture).items():
                files[name][row] = value.numpy()
        done.scenes.append(Kept.of(scene, rows, held_out))

    while done.photos_done + done.composed < total:
        if done.photos_done < len(factory.photos):
            for scene, held_out in factory.of_photo(*factory.photos[done.photos_done]):
                keep(scene, held_out)
            done.photos_done += 1
        else:
            made = factory.composed(done.composed)
            if made is not None:
                keep(*made)
            done.composed += 1
        steps += 1
        if steps % 250 == 0:
            write(out, done)
            left = (time.monotonic() - started) / steps * (total - first - steps)
            print(
                f"{first + steps} of {total}: {len(done.scenes)} scenes, {done.rows} pictures, "
                f"{len(done.cuts)} cut-outs, {left:.0f} s left",
                flush=True,
            )
    write(out, done)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    folders = ("photos", "extra", "coco", "teacher", "detector", "foreground", "cut-outs", "out")
    for name in folders:
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--moving", type=int, default=PrepareConfig.moving)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    prepare(options, PrepareConfig(moving=options.moving))


if __name__ == "__main__":
    main()
