"""Labels become crops, crops become samples, and none of the photos that are only measured on."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from earmark.data.crop_samples import CropStore, SampleConfig, draw
from earmark.data.detected_boxes import DetectedBoxes
from earmark.data.human_masks import from_coco, from_outlines, from_polygons
from earmark.data.instance_labels import (
    box_of,
    coco_id,
    label_line,
    photo_key,
    read_labels,
)
from earmark.data.mask_crops import (
    BEYOND_FRAME,
    STORED_SIZE,
    box_in_square,
    crop_square,
    cut_square,
    make_crops,
)
from earmark.model.detector import CLASSES
from earmark.model.mask_network import CROP_SIZE

PLAIN = SampleConfig(shake=0.0, colour_share=0.0, blur_share=0.0, blocks_share=0.0, noise_share=0.0)


def red_square_photo(folder: Path, name: str) -> tuple[Path, np.ndarray]:
    """A grey photo 200 x 120 with a red thing 80 x 40 at (60, 50), and its mask."""
    picture = np.full((120, 200, 3), 90, np.uint8)
    mask = np.zeros((120, 200), bool)
    mask[50:90, 60:140] = True
    picture[mask] = (250, 0, 0)
    path = folder / name
    Image.fromarray(picture).save(path)
    return path, mask


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    file = tmp_path / "some.jsonl"
    with file.open("w") as out:
        for name in ("000000000007.png", "000000000009.png", "other.png"):
            path, mask = red_square_photo(tmp_path, name)
            out.write(label_line(path, (200, 120), [("thing", mask)], "human"))
    return file


def test_a_line_is_read_back_and_an_unfinished_one_passed_over(labels: Path) -> None:
    whole = labels.read_text()
    labels.write_text(whole + whole[:200])
    photos = list(read_labels(labels, Path("/")))
    assert len(photos) == 3
    (instance,) = photos[0].instances
    assert instance.mask().sum() == 80 * 40
    assert instance.box == pytest.approx((0.3, 50 / 120, 0.7, 0.75))
    assert instance.names == [("thing", 1.0, "human")]


def test_copies_of_a_photo_have_one_key() -> None:
    assert photo_key(Path("train2017_000000000790.jpg")) == photo_key(Path("000000000790.jpg"))
    assert coco_id(Path("a/000000000790.jpg")) == 790
    assert coco_id(Path("20240000000000790.jpg")) is None


def test_nothing_is_learned_from_photos_that_are_measured_on(labels: Path, tmp_path: Path) -> None:
    out = tmp_path / "crops"
    photos = list(read_labels(labels, Path("/")))
    assert make_crops(photos, out, "some", 1.0, {7}, {}) == 2
    (facts,) = [json.loads(file.read_text()) for file in out.glob("*.json")]
    assert facts["photos"] == ["coco 9", "other"]
    assert make_crops(photos, out, "some", 1.0, {7}, {}) == 0, "what is there is passed over"


def test_what_people_drew_is_not_taken_from_teachers(labels: Path, tmp_path: Path) -> None:
    photos = list(read_labels(labels, Path("/")))
    drawn = {"coco 7": [photos[0].instances[0].box], "other": [(0.0, 0.0, 0.1, 0.1)]}
    assert make_crops(photos, tmp_path / "crops", "some", 1.0, {9}, drawn) == 1


def test_a_square_may_reach_beyond_the_frame() -> None:
    picture = np.full((50, 100, 3), 10, np.uint8)
    box = (0.0, 0.0, 0.2, 0.4)
    square = crop_square(box, (100, 50), 2.0)
    assert square == (-10, -10, 40)
    crop = cut_square(picture, square, 80, BEYOND_FRAME)
    assert (crop[0, 0] == BEYOND_FRAME).all() and (crop[40, 40] == 10).all()
    assert box_in_square(box, (100, 50), square) == pytest.approx((0.25, 0.25, 0.75, 0.75))


def test_pixels_mask_and_box_of_a_sample_agree(labels: Path, tmp_path: Path) -> None:
    make_crops(read_labels(labels, Path("/")), tmp_path / "crops", "some", 1.0, set(), {})
    pictures, masks, boxes = CropStore(tmp_path / "crops").shards[0]
    assert pictures.shape[1:] == (STORED_SIZE, STORED_SIZE, 3)
    for seed in range(6):  # turned and not
        rng = np.random.default_rng(seed)
        crop, mask, box = draw(rng, pictures[0], masks[0], boxes[0], PLAIN)
        assert crop.shape == (CROP_SIZE, CROP_SIZE, 3)
        red = crop[..., 0].astype(int) - crop[..., 1] > 80
        assert (red != (mask > 127)).mean() < 0.02
        assert box == pytest.approx(box_of(mask > 127), abs=0.02)
        assert 1.25 < 1 / (box[2] - box[0]) < 1.55


def test_a_batch_is_decided_by_its_seed_and_spoilt(labels: Path, tmp_path: Path) -> None:
    make_crops(read_labels(labels, Path("/")), tmp_path / "crops", "some", 1.0, set(), {})
    store = CropStore(tmp_path / "crops")
    batches = [store.batch(np.random.default_rng(5), 16, SampleConfig()) for _ in range(2)]
    assert (batches[0].crops == batches[1].crops).all()
    assert batches[0].masks.min() >= 0 and batches[0].masks.max() <= 1
    assert len({tuple(box.tolist()) for box in batches[0].boxes}) == 16


def cache_of(folder: Path, photos: list[Path], boxes: list[tuple[float, ...]]) -> Path:
    """What `earmark.data.instance_cache` would write of photos with the same boxes, the first one
    the surest."""
    folder.mkdir()
    rows = len(photos) * len(boxes)
    scores = np.zeros((rows, CLASSES), np.float16)
    scores[:, 0] = np.tile(np.linspace(0.9, 0.3, len(boxes)), len(photos))
    np.array(boxes * len(photos), np.float32).tofile(folder / "boxes.f32")
    scores.tofile(folder / "scores.f16")
    np.zeros(rows, np.float16).tofile(folder / "objects.f16")
    with (folder / "index.jsonl").open("w") as index:
        for number, photo in enumerate(photos):
            line = {"file": str(photo), "start": number * len(boxes), "count": len(boxes)}
            index.write(json.dumps(line) + "\n")
    return folder


def test_crops_around_boxes_of_the_detector(labels: Path, tmp_path: Path) -> None:
    photos = list(read_labels(labels, Path("/")))
    loose, cut, elsewhere = (0.3, 0.3, 0.8, 0.8), (0.3, 0.4, 0.6, 0.75), (0.7, 0.1, 0.9, 0.3)
    cache = cache_of(tmp_path / "cache", [photos[2].file], [elsewhere, loose, cut])
    detected = DetectedBoxes.read(cache, Path("/"))
    assert detected.on(photos[0], photos[0].instances[0]) == [], "is not cached"
    found = detected.on(photos[2], photos[2].instances[0])
    assert found == [pytest.approx(loose), pytest.approx(cut)], "the surest one first"

    out = tmp_path / "crops"
    assert make_crops(photos, out, "detected-some", 1.0, set(), {}, detected) == 2
    assert make_crops(photos, out, "some", 1.0, set(), {}) == 3
    store = CropStore(out)
    assert store.detected == [True, False]
    pictures, masks, boxes = store.shards[0]
    plain = replace(PLAIN, detected_shake=0.0)
    crop, mask, box = draw(np.random.default_rng(0), pictures[0], masks[0], boxes[0], plain)
    red = crop[..., 0].astype(int) - crop[..., 1] > 80
    assert (red != (mask > 127)).mean() < 0.02
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(0.5 * 200 / (0.5 * 120), abs=0.1)


def test_a_box_on_two_instances_shows_neither(tmp_path: Path) -> None:
    path, mask = red_square_photo(tmp_path, "two.png")
    other = np.roll(mask, 60, axis=1)
    (tmp_path / "two.jsonl").write_text(
        label_line(path, (200, 120), [("thing", mask), ("thing", other)], "human")
    )
    (photo,) = read_labels(tmp_path / "two.jsonl", Path("/"))
    both = (0.3, 50 / 120, 1.0, 0.75)
    detected = DetectedBoxes.read(cache_of(tmp_path / "cache", [path], [both]), Path("/"))
    assert all(detected.on(photo, instance) == [] for instance in photo.instances)


def test_polygons_of_both_kinds_and_outlines_are_filled(tmp_path: Path) -> None:
    path, mask = red_square_photo(tmp_path, "a.png")
    (tmp_path / "a.txt").write_text("3 0.3 0.41667 0.7 0.41667 0.7 0.75 0.3 0.75\n")
    corners = [60, 50, 140, 50, 140, 90, 60, 90]
    found = {
        "images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 120}],
        "categories": [{"id": 3, "name": "Dog"}],
        "annotations": [
            {"image_id": 1, "category_id": 3, "segmentation": [corners], "iscrowd": 0},
            {"image_id": 1, "category_id": 3, "segmentation": {"counts": []}, "iscrowd": 1},
        ],
    }
    (tmp_path / "all.json").write_text(json.dumps(found))
    outlines = tmp_path / "outlines"
    outlines.mkdir()
    Image.fromarray(mask.astype(np.uint8) * 255).resize((100, 60)).save(outlines / "a.png")
    drawn = [
        *from_coco(tmp_path / "all.json", tmp_path, None),
        *from_polygons(tmp_path, tmp_path, None),
        *from_outlines(outlines, tmp_path, "horse"),
    ]
    names = [named[0][0] for _, _, named in drawn[:1] + drawn[1:2] + drawn[-1:]]
    assert names == ["dog", "3", "horse"]
    for file, size, named in drawn:
        if file == path:
            assert size == (200, 120)
            assert (named[0][1] != mask).mean() < 0.01
