import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from earmark.data.colours import shares, words_of
from earmark.data.instances import load_photos, photo_of
from earmark.data.naming import names_of
from earmark.data.sources import SOURCES, own_label
from earmark.data.sources.polygons import coco_polygons, yolo_polygons
from earmark.data.sources.registry import kept_path
from earmark.data.teachers.label import rle_of
from earmark.data.teachers.outline import on_plain_ground
from earmark.data.teachers.yolo import letterboxed, suppressed
from earmark.names.nouns import the_nouns

NOUNS = the_nouns()


def line(file: str, instances: list[dict]) -> dict:
    return {"file": file, "width": 100, "height": 100, "instances": instances}


def seen(box: list[float], *names: tuple[str, float, str], masked: bool = True) -> dict:
    mask = np.zeros((100, 100), bool)
    left, top, right, bottom = (int(v * 100) for v in box)
    mask[top:bottom, left:right] = True
    return {"box": box, "mask": rle_of(mask) if masked else None, "names": [list(n) for n in names]}


def test_teachers_that_agree_are_surer():
    alone = names_of([("dog", 0.5, "yolov8n-seg")])["dog"]
    both = names_of([("dog", 0.5, "yolov8n-seg"), ("Dog", 0.5, "oiv7")])["dog"]
    assert both > alone
    cat_too = names_of([("dog", 0.9, "yolov8n-seg"), ("cat", 0.3, "oiv7")])
    assert cat_too["cat"] < names_of([("cat", 0.3, "oiv7")])["cat"]


def test_man_or_woman_is_a_person_where_teachers_disagree():
    agreed = names_of([("person", 0.9, "yolov8n-seg"), ("woman", 0.8, "oiv7")])
    assert agreed["woman"] > 0.8
    parted = names_of(
        [("person", 0.9, "yolov8n-seg"), ("woman", 0.5, "oiv7"), ("man", 0.45, "oiv7")]
    )
    assert parted["person"] > 0.9 and max(parted["man"], parted["woman"]) < 0.6


def test_what_a_person_wears_is_no_name_of_the_person():
    photo = photo_of(
        [
            line(
                "a.jpg",
                [seen([0, 0, 0.5, 1], ("person", 0.9, "yolov8n-seg"), ("dress", 0.8, "oiv7"))],
            )
        ],
        NOUNS,
    )
    (person,) = photo.instances
    assert "dress" not in person.names and person.wears["dress"] > 0.6


def test_a_box_that_tells_again_what_is_masked_goes():
    twice = [
        seen([0.1, 0.1, 0.5, 0.5], ("dog", 0.9, "yolov8n-seg")),
        seen([0.0, 0.0, 0.9, 0.9], ("dog", 0.5, "oiv7"), masked=False),
        seen([0.6, 0.6, 0.9, 0.9], ("cat", 0.7, "oiv7"), masked=False),
    ]
    photo = photo_of([line("a.jpg", twice)], NOUNS)
    assert [i.noun for i in photo.instances] == ["dog", "cat"]


def test_weak_names_may_be_there():
    photo = photo_of([line("a.jpg", [seen([0, 0, 0.1, 0.1], ("bird", 0.13, "oiv7"))])], NOUNS)
    assert photo.instances == () and photo.perhaps == {"bird"}


def test_a_photos_own_label_outranks_the_detector():
    said = line(
        "photos/n02676566_acoustic_guitar.jpg",
        [seen([0.1, 0.1, 0.9, 0.9], ("bench", 0.4, "yolov8n-seg"))],
    )
    (instance,) = photo_of([said], NOUNS).instances
    assert instance.noun == "acoustic guitar" and instance.names["bench"] < 0.25
    assert instance.is_salient


def test_what_a_photos_own_label_denies_is_not_there():
    lion = seen([0.1, 0.1, 0.7, 0.9], ("dog", 0.9, "yolov8n-seg"), ("cow", 0.3, "oiv7"))
    cow = seen([0.7, 0.5, 0.9, 0.7], ("cow", 0.8, "oiv7"))
    photo = photo_of([line("popular_animals/lion/1.jpg", [lion, cow])], NOUNS)
    assert photo.instances[0].noun == "lion"
    assert "dog" not in photo.perhaps and {"lion", "cow"} <= photo.perhaps


def test_what_is_mistaken_once_in_a_photo_is_mistaken_twice():
    first = seen([0.1, 0.1, 0.6, 0.9], ("sheep", 0.8, "yolov8n-seg"))
    second = seen([0.6, 0.2, 0.9, 0.7], ("sheep", 0.7, "yolov8n-seg"), ("cow", 0.3, "oiv7"))
    bird = seen([0.0, 0.0, 0.1, 0.1], ("bird", 0.8, "yolov8n-seg"))
    photo = photo_of([line("popular_animals/pig/1.jpg", [first, second, bird])], NOUNS)
    assert [i.noun for i in photo.instances] == ["pig", "pig", "bird"]
    assert "sheep" not in photo.perhaps
    # A sheep that was called one says nothing against the others.
    photo = photo_of([line("popular_animals/sheep/1.jpg", [first, second, bird])], NOUNS)
    assert [i.noun for i in photo.instances] == ["sheep", "sheep", "bird"]


def test_what_is_seen_where_one_thing_is_outlined_is_that_thing():
    outline = seen([0.1, 0.1, 0.9, 0.6], ("tambourine", 1.0, "outline"))
    cake = seen([0.2, 0.1, 0.8, 0.5], ("cake", 0.7, "oiv7"), masked=False)
    file = "instruments30/tambourine/1.jpg"
    (instance,) = photo_of([line(file, [outline, cake])], NOUNS).instances
    assert instance.noun == "tambourine" and instance.names["cake"] < 0.25


def test_own_labels_are_read_from_paths():
    assert own_label("x/photos/n01440764_tench.jpg") == "tench"
    assert own_label("photos/instruments30/Drum_kit/train_Drum_kit_012.jpg") == "drum kit"
    assert own_label("data/instruments30/steel_drum/3.jpg") == "steel drum"
    assert own_label("data/instruments30/train/saxaphone/3.jpg") == "saxophone"
    assert own_label("photos/coco_yolo/coco_images_1.jpg") is None


@pytest.mark.parametrize(
    ("name", "path", "kept"),
    [
        ("instruments30", "train/Drum kit/12.jpg", "Drum_kit/train_Drum_kit_12.jpg"),
        ("popular_animals", "lion/lion (3).PNG", "lion/lion_lion_3_.jpg"),
        ("photos", "n01440764_tench.JPEG", "n01440764_tench.jpg"),
        ("coco_yolo", "coco/images/1.jpg", "coco_images_1.jpg"),
    ],
)
def test_a_photo_is_kept_where_its_own_label_is_read(name: str, path: str, kept: str):
    source = SOURCES[name]
    assert kept_path(source, path) == kept
    assert own_label(f"photos/{name}/{kept}") == (source.label(path) if source.label else None)


def test_every_source_names_commit_and_licence():
    for source in SOURCES.values():
        assert source.repository.count("/") == 1 and source.commit and source.licence


def test_peoples_outlines_win_over_the_teachers():
    by_hand = seen([0.1, 0.1, 0.5, 0.5], ("dog", 1.0, "people"))
    by_teacher = seen([0.1, 0.1, 0.52, 0.52], ("cat", 0.4, "yolov8n-seg"))
    photo = photo_of([line("a.jpg", [by_teacher]), line("a.jpg", [by_hand])], NOUNS)
    (instance,) = photo.instances
    assert instance.noun == "dog" and instance.by_people and instance.rle == by_hand["mask"]


@pytest.mark.parametrize(
    ("pixel", "word"),
    [
        ((220, 20, 20), "red"),
        ((20, 20, 22), "black"),
        ((240, 240, 240), "white"),
        ((40, 160, 60), "green"),
        ((30, 60, 200), "blue"),
        ((110, 70, 35), "brown"),
        ((250, 220, 40), "yellow"),
        ((130, 130, 130), "grey"),
    ],
)
def test_colour_words(pixel, word):
    assert shares(words_of(np.full((4, 4, 3), pixel, np.uint8))) == {word: 1.0}


def test_photos_with_colours_are_kept_beside_the_labels(tmp_path: Path):
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[:, :50] = (220, 20, 20)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    labels = tmp_path / "labels.jsonl"
    said = line("a.png", [seen([0, 0, 0.5, 1], ("car", 0.9, "yolov8n-seg"))])
    labels.write_text(json.dumps(said) + "\n" + '{"file": "half')
    (photo,) = load_photos([labels], tmp_path)
    assert photo.instances[0].colours == {"red": pytest.approx(1, abs=0.06)}
    (tmp_path / "a.png").unlink()
    assert load_photos([labels], tmp_path) == [photo]


def test_one_thing_on_white_ground_is_outlined():
    pixels = np.full((60, 80, 3), 255, np.uint8)
    pixels[20:40, 30:50] = 90
    mask = on_plain_ground(Image.fromarray(pixels))
    assert mask is not None and mask[30, 40] and 380 < mask.sum() <= 400
    assert on_plain_ground(Image.fromarray(np.full((60, 80, 3), 120, np.uint8))) is None


def test_letterbox_and_back():
    pixels, place = letterboxed(Image.new("RGB", (200, 100)), 64)
    assert pixels.shape == (64, 64, 3)
    assert place.to_photo(np.array([0, 16, 64, 48])) == (0, 0, 1, 1)


def test_the_better_of_two_boxes_stays():
    corners = np.array([[0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 30]], float)
    assert suppressed(corners, np.array([0.5, 0.9, 0.4])) == [1, 2]


def test_what_people_drew_is_read():
    table = {
        "categories": [{"id": 3, "name": "bear"}],
        "images": [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 20}],
        "annotations": [
            {"image_id": 1, "category_id": 3, "segmentation": [[0, 0, 20, 0, 20, 20, 0, 20]]}
        ],
    }
    blobs = {"d/_a.json": lambda: json.dumps(table).encode(), "d/a.jpg": lambda: b""}
    (said,) = coco_polygons(r"d/_a\.json")(blobs)
    assert said["file"] == "d/a.jpg" and said["instances"][0]["box"] == [0, 0, 0.5, 1]
    assert said["instances"][0]["names"] == [["bear", 1.0, "people"]]


def test_yolo_polygons_are_read(tmp_path: Path):
    Image.new("RGB", (40, 20)).save(tmp_path / "a.png")
    picture = (tmp_path / "a.png").read_bytes()
    blobs = {
        "data.yaml": lambda: b"names: [hammer, tape_measure]",
        "train/labels/a.txt": lambda: b"1 0 0 0.5 0 0.5 1 0 1\n",
        "train/images/a.jpg": lambda: picture,
    }
    (said,) = yolo_polygons("train/labels/", r"data\.yaml")(blobs)
    assert said["file"] == "train/images/a.jpg"
    assert said["instances"][0]["names"][0][0] == "tape measure"
