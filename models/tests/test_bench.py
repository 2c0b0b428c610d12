"""The project's own benchmark, written small out of noise."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
import soundfile

from earmark.audio.recordings import RATE, Recordings
from earmark.data.bench import (
    COLUMNS,
    Material,
    ambiguous_questions,
    make_clip,
    sources_of,
    write_bench,
)
from earmark.data.bench_sounds import WaveBank, all_at_once, open_wave_bank
from earmark.data.clips import SECONDS, clip_of
from earmark.data.cut_outs import CutOut, CutOuts
from earmark.data.nouns import BACKGROUND, SOUNDING
from earmark.data.photos import Photo, Placed, Thing
from earmark.data.questions import Asker
from earmark.data.scenes import Kept, Scene
from earmark.data.store import View

LABELS = ("dog", "cat", "car", "rooster", "tuba")


@pytest.fixture
def bank() -> WaveBank:
    """A tone of its own for every class, always among the held-out ones."""
    recordings = Recordings()
    names = sorted({c for s in SOUNDING.values() for c in s.classes} | set(BACKGROUND))
    for place, name in enumerate(names):
        tone = np.sin(np.arange(3 * RATE) * (200 + 20 * place) * 2 * np.pi / RATE)
        for index in range(10):
            recordings.add((0.3 * tone).astype(np.float32), name if index == 0 else "other", 8)
    return WaveBank(recordings, np.random.default_rng(1))


@pytest.fixture
def material(tmp_path: Path, bank: WaveBank) -> Material:
    rng = np.random.default_rng(2)
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), rng.integers(0, 255, (384, 384, 3), np.uint8))
    mask = np.zeros((384, 384), bool)
    mask[200:300, 100:220] = True
    placed = [Placed(Thing("bench", True), mask)]
    cuts = CutOuts()
    for label in LABELS:
        rgba = rng.integers(60, 255, (120, 160, 4), np.uint8)
        rgba[:, :, 3] = 0
        rgba[20:100, 30:130, 3] = 255
        cuts.add(CutOut(label, rgba))
    view = View.of(Photo(photo, None, "test"), placed, True, ())
    vectors = np.eye(3)
    return Material([view], cuts, bank, Asker(["pizza", "umbrella", "kite"], vectors))


def test_writes_the_layout_of_ref_avs_bench(tmp_path: Path, material: Material) -> None:
    out = tmp_path / "bench"
    out.mkdir()
    count = write_bench(out, 12, 3, material)
    with (out / "metadata.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == count
    assert len({row["uid"] for row in rows}) == count
    assert {"test_s", "test_n"} <= {row["split"] for row in rows}
    for row in rows:
        is_null = row["split"] == "test_n"
        assert row["uid"].startswith("null_m-") == is_null
        media = out / "media" / (f"null_m-{row['vid']}" if is_null else row["vid"])
        assert len(list((media / "frames").glob("*.jpg"))) == SECONDS
        wave, rate = soundfile.read(media / "audio.wav")
        assert (rate, len(wave)) == (RATE, SECONDS * RATE)
        masks = sorted((out / "gt_mask" / row["vid"] / f"fid_{row['fid']}").glob("*.png"))
        assert len(masks) == (0 if is_null else SECONDS)
        drawn = [cv2.imread(str(mask), cv2.IMREAD_GRAYSCALE) for mask in masks]
        assert is_null or any(mask.any() for mask in drawn)
        assert all(mask.shape == (384, 384) and set(np.unique(mask)) <= {0, 255} for mask in drawn)
        assert ("_tuba_" in row["uid"]) <= (row["split"] in ("test_u", "ambiguous"))


def test_a_clip_depends_on_its_number_alone(material: Material) -> None:
    first = make_clip(4, 3, material)
    make_clip(1, 3, material)
    again = make_clip(4, 3, material)
    assert [q.sentence for q in first.questions] == [q.sentence for q in again.questions]
    np.testing.assert_array_equal(first.track, again.track)
    np.testing.assert_array_equal(first.scene.truths, again.scene.truths)


def test_truths_are_the_scenes_own_masks_at_full_size(material: Material) -> None:
    for number in range(4):
        scene = make_clip(number, 3, material).scene
        small = scene.scene.masks
        large = scene.truths.reshape(*small.shape[:2], 96, 4, 96, 4).mean((3, 5)) > 0.5
        shown = small.mean((2, 3)) >= 0.004
        assert scene.truths.shape == (SECONDS, len(scene.scene.things), 384, 384)
        np.testing.assert_array_equal(large[shown], small[shown])
        assert not scene.truths[~shown].any()


def test_several_things_sound_at_once(bank: WaveBank) -> None:
    """Each of the families is heard, the first loudest."""
    things = [Thing(label, True) for label in ("dog", "cat", "car", "rooster")]
    masks = np.zeros((SECONDS, 4, 96, 96), bool)
    masks[:, :, 20:60, 20:60] = True
    scene = Kept.of(Scene([], things, masks, "crowded", ""), list(range(SECONDS)), True)
    rng = np.random.default_rng(5)
    clip = all_at_once(rng, clip_of(rng, scene, bank), bank, 4)
    assert clip is not None
    assert sources_of(clip) == 4
    spectrum = np.abs(np.fft.rfft(bank.track(clip)))
    names = sorted({c for s in SOUNDING.values() for c in s.classes} | set(BACKGROUND))
    levels = []
    for event in clip.events:
        hertz = [200 + 20 * names.index(c) for c in SOUNDING[event.family].classes]
        levels.append(max(spectrum[h * SECONDS - 5 : h * SECONDS + 6].max() for h in hertz))
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] > 10 * np.median(spectrum)
    del things[3], things[2]
    two = Kept.of(Scene([], things, masks[:, :2], "crowded", ""), list(range(SECONDS)), True)
    assert all_at_once(rng, clip_of(rng, two, bank), bank, 4) is None


def test_two_of_a_kind_are_ambiguous(bank: WaveBank) -> None:
    things = [Thing(label, True) for label in ("dog", "cat", "dog")]
    masks = np.zeros((SECONDS, 3, 96, 96), bool)
    masks[:, :, 20:60, 20:60] = True

    def asked() -> list[tuple[str, tuple[int, ...]]]:
        scene = Kept.of(Scene([], things, masks, "crowded", ""), list(range(SECONDS)), True)
        clip = clip_of(np.random.default_rng(1), scene, bank)
        return [(q.sentence, q.targets) for q in ambiguous_questions(clip)]

    assert asked() == [("the dog", (0,)), ("the dog", (2,))]
    masks[4, 2] = False  # away for a second: then "the dog" is the other one
    assert asked() == []


def test_says_so_where_there_are_no_recordings(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="held-out"):
        open_wave_bank(tmp_path, 1)
