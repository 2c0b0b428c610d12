"""A contact sheet to look at: scenes with masks, sentences, their clock and what is heard.

`python -m earmark.data.sheet --photos DIR --extra DIR --coco DIR --teacher FILE --foreground DIR
--cut-outs DIR --bank FILE --out FILE.png`
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from earmark.contract import SHAPE
from earmark.data.clips import Clip, clip_of
from earmark.data.prepare import Factory, PrepareConfig
from earmark.data.question import Question
from earmark.data.questions import Asker
from earmark.data.scenes import Kept, Scene
from earmark.data.sounds import read_bank
from earmark.data.store import Prepared

CELL, LINES = 224, 44  # pixels: side of a picture, height of the text below it


def tinted(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The picture [s, s, 3] with what the mask [m, m] covers in red."""
    side = len(picture) // len(mask)
    inside = np.kron(mask, np.ones((side, side))) > 0
    shown = picture.astype(np.float32)
    shown[inside] = shown[inside] * 0.4 + np.array([255, 40, 40]) * 0.6
    return shown.astype(np.uint8)


def cell(scene: Scene, clip: Clip, question: Question, second: int) -> Image.Image:
    """The picture of one second with the truth tinted; sentence, and a bar for each sound."""
    shown = clip.shown[second]
    picture = scene.pictures[shown]
    mask = np.zeros((SHAPE.mask_size, SHAPE.mask_size), bool)
    if question.targets:
        mask = scene.masks[shown, list(question.targets)].any(0)
    image = Image.new("RGB", (CELL, CELL + LINES), "black")
    image.paste(Image.fromarray(tinted(picture, mask)).resize((CELL, CELL)))
    draw = ImageDraw.Draw(image)
    draw.text((2, CELL), f"{question.sentence} [{question.kind}]"[:40], fill="white")
    known = ", ".join(thing.label for thing in scene.things)
    draw.text((2, CELL + 12), f"{'' if question.targets else 'nothing: '}{known}"[:40])
    step = CELL / len(clip.shown)
    draw.rectangle((second * step, CELL + 25, (second + 1) * step, CELL + 28), fill="yellow")
    for row, event in enumerate(clip.events):
        top = CELL + 30 + row * 7
        colour = "red" if set(event.things) & set(question.targets) else "grey"
        draw.rectangle((event.first * step, top, (event.last + 1) * step - 1, top + 5), fill=colour)
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("photos", "extra", "coco", "teacher", "foreground", "cut-outs", "bank", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--count", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    factory = Factory(options, PrepareConfig(seed=options.seed), Prepared())
    words = sorted(factory.labels)
    asker = Asker(words, np.stack([factory.labels[word].numpy() for word in words]))
    bank = read_bank(options.bank, False)
    scenes = []
    for index, photo in factory.photos[: options.count * 2]:
        scenes += [scene for scene, _ in factory.of_photo(index, photo)]
    made = (factory.composed(number) for number in range(1, options.count * 2))
    scenes += [scene for scene, _ in filter(None, made)]
    columns = 8
    sheet = Image.new("RGB", (columns * CELL, -(-options.count // columns) * (CELL + LINES)))
    for index, place in enumerate(rng.permutation(len(scenes))[: options.count]):
        scene = scenes[place]
        clip = clip_of(rng, Kept.of(scene, list(range(len(scene.pictures))), False), bank)
        picture = cell(scene, clip, asker.question(rng, clip), int(rng.integers(10)))
        sheet.paste(picture, (index % columns * CELL, index // columns * (CELL + LINES)))
    sheet.save(options.out)


if __name__ == "__main__":
    main()
