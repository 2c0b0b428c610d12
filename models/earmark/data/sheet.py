"""A contact sheet to look at: scenes with masks, sentences and their clock.

`python -m earmark.data.sheet --photos DIR --extra DIR --coco DIR --teacher FILE --cut-outs DIR
--bank FILE --out FILE.png`
"""

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from earmark.contract import SHAPE
from earmark.data.nouns import VOC
from earmark.data.photos import Teacher, all_photos
from earmark.data.prepare import Extractor, PrepareConfig, colour_of, new_name_map, scenes
from earmark.data.questions import Asker, Clip, Question
from earmark.data.scenes import Kept, Scene, read_cut_outs
from earmark.data.sounds import read_bank
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.visual_encoder import photo_prompts, unit

CELL, LINES = 224, 44  # pixels: side of a picture, height of the text below it


def cell(scene: Scene, clip: Clip, question: Question, second: int) -> Image.Image:
    """The picture of one second with the truth tinted; sentence, and a bar for each sound."""
    shown = clip.shown[second]
    picture = scene.pictures[shown].astype(np.float32)
    things = scene.things[shown]
    if question.target is not None and question.target < len(things):
        scale = SHAPE.frame_size // SHAPE.mask_size
        mask = np.kron(things[question.target].mask, np.ones((scale, scale))) > 0
        picture[mask] = picture[mask] * 0.4 + np.array([255, 40, 40]) * 0.6
    image = Image.new("RGB", (CELL, CELL + LINES), "black")
    image.paste(Image.fromarray(picture.astype(np.uint8)).resize((CELL, CELL)))
    draw = ImageDraw.Draw(image)
    draw.text((2, CELL), f"{question.sentence} [{question.kind}]"[:40], fill="white")
    known = ", ".join(t.label for t in scene.things[-1])
    draw.text((2, CELL + 12), f"{'nothing' if question.target is None else ''} {known}"[:40])
    step = CELL / len(clip.shown)
    draw.rectangle((second * step, CELL + 25, (second + 1) * step, CELL + 28), fill="yellow")
    for row, event in enumerate(clip.events):
        top = CELL + 30 + row * 7
        colour = "red" if event.thing == question.target else "grey"
        draw.rectangle((event.first * step, top, (event.last + 1) * step - 1, top + 5), fill=colour)
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("photos", "extra", "coco", "teacher", "cut-outs", "bank", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    text = TextEncoder.pretrained()
    name_map, mean = new_name_map(text)
    photos = all_photos(arguments.photos, arguments.extra, arguments.coco)
    photos = [photos[i] for i in rng.choice(len(photos), arguments.count * 2, replace=False)]
    words = sorted({p.label for p in photos if p.label} | set(VOC))
    vectors = unit(embed(text, photo_prompts(words))[2] - mean, 1)
    asker = Asker(read_bank(arguments.bank, False), words, vectors.numpy())
    made = scenes(
        photos, Teacher(arguments.teacher), Extractor(name_map),
        dict(zip(words, vectors, strict=True)), read_cut_outs(arguments.cut_outs),
        PrepareConfig(seed=arguments.seed),
    )  # fmt: skip
    columns = 8
    rows = -(-arguments.count // columns)
    sheet = Image.new("RGB", (columns * CELL, rows * (CELL + LINES)))
    for index, (scene, held_out, _, _) in enumerate(islice(made, arguments.count)):
        colours = [colour_of(scene.pictures[-1], t.mask) for t in scene.things[-1]]
        places = list(range(len(scene.pictures)))
        clip = asker.clip(rng, Kept(places, scene.things, scene.kind, "", colours, held_out))
        picture = cell(scene, clip, asker.question(rng, clip), int(rng.integers(10)))
        sheet.paste(picture, (index % columns * CELL, index // columns * (CELL + LINES)))
    sheet.save(arguments.out)


if __name__ == "__main__":
    main()
