"""What else a photo shows: a graph computed as TensorFlow.js would, boxes, and who is believed."""

import json
from pathlib import Path

import numpy as np
import torch

from earmark.data.besides import SIDE, besides, box_of, of_class, perhaps_there, within
from earmark.data.detector import Detection, Graph, box_overlap
from earmark.data.nouns import VOC
from earmark.data.photos import Placed, Thing, small_picture

S = 384


def box_mask(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    mask = np.zeros((S, S), bool)
    mask[top:bottom, left:right] = True
    return mask


def detection(name: str, mask: np.ndarray, score: float = 0.7) -> Detection:
    return Detection(name, score, box_of(mask))


def labels(**alike: tuple[float, float]) -> dict[str, torch.Tensor]:
    return {name.replace("_", " "): torch.tensor(vector) for name, vector in alike.items()}


def test_a_graph_model_is_computed_from_its_two_files(tmp_path: Path) -> None:
    kernel = np.arange(8, dtype=np.float16).reshape(2, 2, 1, 2)
    pads = np.array([[0, 0], [1, 0], [1, 0], [0, 0]], np.int32)
    (tmp_path / "weights.bin").write_bytes(kernel.tobytes() + pads.tobytes())
    nodes = [
        {"name": "x", "op": "Placeholder"},
        {"name": "pad", "op": "Pad", "input": ["x", "pads"]},
        {"name": "y", "op": "Conv2D", "input": ["pad", "kernel"], "attr": {
            "padding": {"s": "VkFMSUQ="}, "strides": {"list": {"i": ["1", "1", "1", "1"]}}}},
        {"name": "z", "op": "LeakyRelu", "input": ["y"], "attr": {"alpha": {"f": 0.5}}},
    ]  # fmt: skip
    weights = [
        {"name": "kernel", "shape": [2, 2, 1, 2], "dtype": "float32",
         "quantization": {"dtype": "float16", "original_dtype": "float32"}},
        {"name": "pads", "shape": [4, 2], "dtype": "int32"},
    ]  # fmt: skip
    model = {
        "modelTopology": {"node": nodes},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": weights}],
    }
    (tmp_path / "model.json").write_text(json.dumps(model))
    (found,) = Graph(tmp_path / "model.json")({"x": torch.tensor([[[[-1.0], [2.0]]]])}, ["z"])
    # One row of two pixels, a zero above and to the left: sums over the kernel's lower row.
    assert found.tolist() == [[[[-3.0, -3.5], [8.0, 9.0]]]]


def test_boxes_overlap_by_their_shared_area() -> None:
    assert box_overlap((0, 0, 1, 1), (0, 0, 0.5, 1)) == 0.5
    assert box_overlap((0, 0, 0.4, 1), (0.5, 0, 1, 1)) == 0.0
    assert box_of(box_mask(96, 0, 192, 384)) == (0.25, 0.0, 0.5, 1.0)


def test_pieces_of_a_class_outside_of_its_boxes_do_not_count() -> None:
    inside, outside = box_mask(20, 20, 100, 100), box_mask(200, 200, 300, 300)
    assert np.array_equal(of_class(inside | outside, [box_of(inside)]), inside)
    assert not of_class(box_mask(20, 20, 40, 40), [box_of(inside)]).any(), "hardly fills its box"


def test_what_fills_a_box_is_told_from_what_is_around_it() -> None:
    truth = box_mask(120, 120, 220, 240)
    picture = np.full((S, S, 3), 60, np.uint8)
    picture[truth] = (220, 40, 40)
    around = (112 / S, 110 / S, 228 / S, 250 / S)
    nothing = np.zeros((S, S), bool)
    found = within(small_picture(picture, SIDE), around, nothing)
    assert (found & truth).sum() > 0.9 * (found | truth).sum()
    assert not within(np.full((SIDE, SIDE, 3), 60, np.uint8), around, nothing).any()
    assert not within(small_picture(picture, SIDE), around, truth).any(), "it is another thing"


def test_what_both_teachers_see_is_added() -> None:
    couch, nothing = box_mask(200, 200, 380, 380), np.zeros((S, S), bool)
    dog = Placed(Thing("dog", False), box_mask(20, 20, 150, 150))
    voc = np.where(couch, VOC.index("couch"), 0).astype(np.uint8)
    picture = np.zeros((S, S, 3), np.uint8)
    seen = [detection("couch", couch, 0.4)]
    known = labels(dog=(1.0, 0.0), couch=(0.0, 1.0))
    found = besides("dog", picture, voc, nothing, seen, [dog], known)
    assert [p.thing.label for p in found] == ["dog", "couch"]
    assert np.array_equal(found[1].mask, couch)
    assert besides("dog", picture, voc, couch, seen, [dog], known) == [dog], "it is the dog"
    unseen = np.zeros((S, S), np.uint8)
    assert besides("dog", picture, unseen, nothing, seen, [dog], known) == [dog]


def test_a_fitting_name_is_a_further_name_and_another_is_not() -> None:
    thing = Placed(Thing("rocking chair", False), box_mask(50, 50, 300, 300))
    voc, nothing = np.zeros((S, S), np.uint8), np.zeros((S, S), bool)
    seen = [detection("chair", thing.mask), detection("giraffe", thing.mask)]
    known = labels(rocking_chair=(1.0, 0.0), chair=(0.9, 0.1), giraffe=(0.0, 1.0))
    picture = np.zeros((S, S, 3), np.uint8)
    (found,) = besides("rocking chair", picture, voc, nothing, seen, [thing], known)
    assert found.thing.names == ("rocking chair", "rocking chair", "chair")


def test_what_one_teacher_suspects_is_not_denied() -> None:
    voc = np.zeros((S, S), np.uint8)
    voc[:60] = VOC.index("television")
    names = perhaps_there([detection("cup", box_mask(0, 0, 50, 50), 0.3)], voc)
    assert {"tv", "television", "screen", "cup", "mug"} <= set(names)
    assert "background" not in names
