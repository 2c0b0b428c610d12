from pathlib import Path

import numpy as np
import pytest
import torch

from earmark.data.instance_cache import append
from earmark.data.instance_rows import (
    NOBODY,
    CachedPhoto,
    InstanceCache,
    labelled_nouns,
    read_maps,
)
from earmark.data.instances import Instance, Photo
from earmark.export.weights import load_instance_modules
from earmark.model.instance_encoder import COLOURS, MAP_SHAPE, InstanceEncoder
from earmark.training.rate import rate_share
from earmark.training.train_names import NameData, NameLearner, NamesConfig, named_share

CONFIG = NamesConfig(photos=2, rows=2)
NOUNS = {"dog": 0, "cat": 1, "bowl": 2}
DOG = Instance((0.1, 0.1, 0.5, 0.6), {"dog": 0.9, "cat": 0.1})
BOWL = Instance((0.5, 0.5, 0.9, 0.9), {"bowl": 0.8, "vessel": 0.7})


def data() -> NameData:
    rng = np.random.default_rng(1)
    photo = Photo("a.jpg", 64, 48, (DOG, BOWL))
    boxes = np.array([DOG.box, BOWL.box, (0, 0, 1, 1)] * 2, np.float32)
    scores = rng.random((6, 80)).astype(np.float16)
    regions = rng.random((6, 100)).astype(np.float16)
    owners = np.array([0, 1, NOBODY]), np.array([NOBODY, 1, 0])
    fit = np.zeros(3, np.float32)
    photos = tuple(CachedPhoto(photo, 3 * n, 3, o, o, fit, n) for n, o in enumerate(owners))
    maps = rng.random((2, *MAP_SHAPE)).astype(np.float16)
    return NameData(InstanceCache(boxes, scores, regions, photos), maps, NOUNS)


def test_what_nobody_labels_is_no_target() -> None:
    # "cat" is doubtful, "vessel" no noun of the table.
    assert labelled_nouns(data().cache.photos) == {"bowl": 0, "dog": 1}


def test_a_batch_has_the_rows_of_instances() -> None:
    given = data()
    maps, colours, scores, boxes, targets, known, other = given.batch(
        list(given.cache.photos), None, CONFIG
    )
    assert maps.shape == (2, *MAP_SHAPE) and colours.shape == (2, 2, COLOURS)
    assert known.tolist() == [[1, 1], [1, 1]] and not other.any()
    assert np.array_equal(scores[1].numpy(), given.cache.scores[[4, 5]].astype(np.float32))
    assert torch.allclose(boxes[0], torch.tensor([DOG.box, BOWL.box]))
    assert torch.allclose(targets[0], torch.tensor([[0.9, 0.1, 0], [0, 0, 0.8]]))


def test_in_training_other_rows_come_along() -> None:
    given = data()
    batch = given.batch(list(given.cache.photos), np.random.default_rng(1), CONFIG)
    assert batch.known.sum(1).tolist() == [2, 2] and batch.other.sum(1).tolist() == [1, 1]
    assert not (batch.known * batch.other).any() and not batch.targets[batch.other > 0].any()


def test_mirrored_photos_have_mirrored_boxes_and_maps() -> None:
    given = data()
    still = NamesConfig(photos=1, rows=2, other_rows=0, jitter=0.0)
    photo = [given.cache.photos[0]]
    plain = given.batch(photo, None, still)
    seen = set()
    for seed in range(8):
        maps, _, _, boxes, targets, *_ = given.batch(photo, np.random.default_rng(seed), still)
        is_mirrored = not torch.equal(maps, plain[0])
        seen.add(is_mirrored)
        if is_mirrored:
            assert torch.equal(maps.flip(3), plain[0])
        dog = int(targets[0, :, 0].argmax())
        left = 1 - DOG.box[2] if is_mirrored else DOG.box[0]
        assert boxes[0, dog, 0].item() == pytest.approx(left)
    assert seen == {True, False}


def test_learns_what_is_not_depthwise_nor_the_fusions() -> None:
    modules = load_instance_modules(Path("bundles/lite"))
    encoder = modules["instance_encoder"]
    assert isinstance(encoder, InstanceEncoder)
    vectors = torch.nn.functional.normalize(
        torch.randn(3, 384, generator=torch.Generator().manual_seed(1)), dim=1
    )
    learner = NameLearner(encoder, vectors, CONFIG)
    before = {key: value.clone() for key, value in learner.state_dict().items()}
    given = data()
    optimizer = torch.optim.SGD([w for w in learner.parameters() if w.requires_grad], 0.005)
    losses = []
    for _ in range(4):
        loss = learner.loss(given.batch(list(given.cache.photos), None, CONFIG))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    changed = {k for k, v in learner.state_dict().items() if not torch.equal(v, before[k])}
    assert "regions.tail.stages.0.0.project.conv.weight" in changed
    assert "head.to_name.weight" in changed
    assert not any("depthwise" in k or "backbone" in k or "classifier" in k for k in changed)
    assert not any(k.startswith(("head.to_token", "head.from_box")) for k in changed)
    assert 0.0 <= named_share(learner, given) <= 1.0


def test_forgetting_costs() -> None:
    encoder = load_instance_modules(Path("bundles/lite"))["instance_encoder"]
    assert isinstance(encoder, InstanceEncoder)
    vectors = torch.nn.functional.normalize(
        torch.randn(3, 384, generator=torch.Generator().manual_seed(1)), dim=1
    )
    given = data()
    batch = given.batch(list(given.cache.photos), np.random.default_rng(1), CONFIG)
    # No labels: what is left is what is held.
    unlabelled = batch._replace(targets=0 * batch.targets, known=0 * batch.known)
    learner = NameLearner(encoder, vectors, CONFIG)
    with torch.no_grad():
        assert learner.loss(unlabelled).item() == pytest.approx(0.0, abs=1e-4)
        learner.head.to_name.weight.mul_(-1.0)
        names_lost = learner.loss(unlabelled).item()
        learner.head.to_name.weight.mul_(-1.0)
        learner.regions.tail.head.conv.weight.mul_(0.5)
        assert names_lost > 0.01 and learner.loss(unlabelled).item() > 0.1


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_share(step, step / 800, 100, last=0.05) for step in (0, 99, 400, 799)]
    assert rates[0] < rates[2] < rates[1]
    assert rates[3] == pytest.approx(0.05, rel=0.01)


def test_maps_of_a_run_that_was_stopped_are_cut(tmp_path: Path) -> None:
    file = tmp_path / "maps.f16"
    one = np.ones((1, *MAP_SHAPE), np.float32)
    append(file, 0, one)
    append(file, 1, 2 * one)
    append(file, 1, 3 * one)  # the index did not know the second
    with file.open("ab") as stream:
        stream.write(b"half of a map")
    maps = read_maps(tmp_path)
    assert maps.shape == (2, *MAP_SHAPE)
    assert [float(m.max()) for m in maps] == [1.0, 3.0]
