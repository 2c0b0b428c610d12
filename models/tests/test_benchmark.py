"""A benchmark is written whole, its truth lies on what is meant, and it is the same again."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from earmark.audio.recordings import RATE
from earmark.data.benchmark import (
    COLUMNS,
    HEIGHT,
    SECONDS,
    make_clip,
    mask_at,
    picture_at,
    read_waves,
    write_clip,
)
from earmark.data.instance_labels import label_line
from earmark.data.instances import Photo, load_photos

DOG, CAT = (200, 40, 30), (30, 60, 210)


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    """A red dog and a blue cat beside each other, and a dog alone."""
    lines = []
    for name, animals in (
        ("both", (("dog", DOG, 30), ("cat", CAT, 180))),
        ("one", (("dog", DOG, 90),)),
    ):
        picture = np.full((240, 320, 3), 128, np.uint8)
        masks = []
        for noun, colour, left in animals:
            mask = np.zeros((240, 320), bool)
            mask[80:200, left : left + 90] = True
            picture[mask] = colour
            masks.append((noun, mask))
        Image.fromarray(picture).save(tmp_path / f"{name}.png")
        lines.append(label_line(Path(f"{name}.png"), (320, 240), masks, "people"))
    (tmp_path / "labels.jsonl").write_text("".join(lines))
    return load_photos([tmp_path / "labels.jsonl"], tmp_path)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for name in ("dog", "cat"):
        folder = tmp_path / "sounds" / "set" / name
        folder.mkdir(parents=True)
        soundfile.write(folder / "1.wav", rng.normal(0, 0.2, 3 * RATE), RATE)
    return tmp_path / "sounds"


def test_the_truth_lies_on_what_is_meant(photos: list[Photo], sounds: Path, tmp_path: Path) -> None:
    bank = read_waves(sounds, 1)
    asked = 0
    for number in range(12):
        clip = make_clip(number, 3, photos, bank)
        assert len(clip.track) == SECONDS * RATE
        assert all(q.is_absent for q in clip.queries) == (number % 6 == 5)
        for query in clip.queries:
            if query.noun not in ("dog", "cat") or query.is_absent or len(query.text) > 8:
                continue
            for second in (0, 9):
                picture, mask = picture_at(clip, second, tmp_path), mask_at(clip, second, query)
                assert picture.shape == (HEIGHT, clip.size[0], 3)
                if mask.any():
                    colour = picture[mask].mean(0)
                    assert (colour.argmax() == 0) == (query.noun == "dog")
                    asked += 1
    assert asked > 3


def test_clips_are_written_in_the_layout_and_the_same_again(
    photos: list[Photo], sounds: Path, tmp_path: Path
) -> None:
    bank = read_waves(sounds, 1)
    first, again = (make_clip(1, 3, photos, bank) for _ in range(2))
    assert [q.text for q in first.queries] == [q.text for q in again.queries]
    assert np.array_equal(first.track, again.track)

    rows = write_clip(tmp_path / "out", 1, first, tmp_path)
    vid, _, split, fid, *_ = rows[0]
    assert len(rows[0]) == len(COLUMNS) and split == "test_s"
    media = tmp_path / "out" / "media" / vid
    assert len(list((media / "frames").glob("*.jpg"))) == SECONDS
    assert len(soundfile.read(media / "audio.wav")[0]) == SECONDS * RATE
    masks = sorted((tmp_path / "out" / "gt_mask" / vid / f"fid_{fid}").glob("*.png"))
    assert [m.name for m in masks] == [f"{n:05d}.png" for n in range(SECONDS)]
