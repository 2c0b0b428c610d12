"""Golden files: how parts are cut and compared, and the published code's own numbers.

`EARMARK_GOLDEN` names golden files or folders of them, with `:` between; without it the tests that
need one are skipped. A pass over a clip takes about half a minute.
"""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from tiny_base import tiny_clips, tiny_config, tiny_model

from earmark.base import parity
from earmark.base.golden import (
    Collector,
    Golden,
    compare,
    kept_indices,
    read_golden,
    seconds_of,
)
from earmark.base.released import ReleasedModel
from earmark.base.steps import Steps, all_steps
from earmark.base.synthetic import draw, synthetic_weight


def golden_files() -> list[Path]:
    files = []
    for name in filter(None, os.environ.get("EARMARK_GOLDEN", "").split(os.pathsep)):
        path = Path(name)
        files += sorted(path.glob("*.npz")) if path.is_dir() else [path]
    return files


FILES = golden_files()


@pytest.mark.skipif(not FILES, reason="EARMARK_GOLDEN names no file")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_released_reading_gives_the_published_numbers(file: Path) -> None:
    result = parity.compare_with(read_golden(file), parity.synthetic_model())
    assert result.passes, parity.report(result)
    for each in result.compared:
        if each.name.startswith("pred"):
            assert each.relative <= 1e-3
        if each.name.startswith("prompt"):
            assert each.largest <= 1e-4


def steps_of(*prefixes: str) -> list[Steps]:
    model = tiny_model("released")
    assert isinstance(model, ReleasedModel)
    return list(all_steps(model, tiny_clips("released", *prefixes), unprompted=True))


@pytest.fixture(scope="module")
def one() -> Steps:
    return steps_of("a.")[0]


@pytest.fixture(scope="module")
def two() -> list[Steps]:
    return steps_of("a.", "b.")


def collected(golden: Golden, clips: list[Steps]) -> Collector:
    collector = Collector(golden)
    for steps in clips:
        collector.add(steps)
    return collector


def test_steps_end_in_the_answers_of_the_forward(two: list[Steps]) -> None:
    with torch.no_grad():
        answers = tiny_model("released")(tiny_clips("released", "a.", "b."))
    for clip, steps in enumerate(two):
        torch.testing.assert_close(steps["pred"].value, answers.mask_logits[clip])
        torch.testing.assert_close(steps["class_logits"].value, answers.class_logits[clip])
        torch.testing.assert_close(steps["prompt_256"].value, answers.prompt[clip])


def test_parts_are_cut_by_their_shapes(one: Steps) -> None:
    masks = one["dec_masks"].value.numpy()  # 4 predictions, 4 frames, 6 queries, 24, 24
    maps = one["swin2"].value.numpy()  # 4 frames, 32 channels, 12, 12
    flat = maps.reshape(-1)
    parts = {
        "dec_masks": masks[:, [0, 1, 3], ::2, ::8, ::8],
        "pred": one["pred"].value.numpy()[[0, 1, 3]],
        "queries_in": one["queries_in"].value.numpy()[:, [0, 3]],
        "prompt_256": one["prompt_256"].value.numpy()[[0, 1, 3], :, ::2],
        "swin2_stats": np.stack([maps.mean((1, 2, 3)), maps.std((1, 2, 3))], 1),
        "swin2_sample": flat[[k * (flat.size - 1) // 31 for k in range(32)]],
    }
    collector = collected(Golden(["a."], parts), [one])
    assert not collector.unknown
    assert not collector.misfits
    for name, array in collector.arrays().items():
        result = compare(name, array, parts[name])
        assert result.largest < 1e-6, name
        assert result.passes


@pytest.mark.parametrize("own_axis", [True, False])
def test_clips_have_an_axis_or_are_joined(two: list[Steps], own_axis: bool) -> None:
    def join(name: str, axis: int, clips: list[np.ndarray]) -> tuple[str, np.ndarray]:
        return name, np.stack(clips) if own_axis else np.concatenate(clips, axis)

    def each(name: str) -> list[np.ndarray]:
        return [steps[name].value.numpy() for steps in two]

    statistics = [np.stack([x.mean((1, 2, 3)), x.std((1, 2, 3))], 1) for x in each("pix0")]
    parts = dict(
        [
            join("pred_small", 0, [x[:, ::8, ::8] for x in each("pred_small")]),
            join("queries_in", 1, each("queries_in")),
            join("Q_T", 0, each("Q_T")),
            join("pix0_stats", 0, statistics),
        ]
    )
    golden = Golden(["a.", "b."], parts)
    assert seconds_of(golden, 99) == 4
    collector = collected(golden, two)
    assert not collector.misfits
    arrays = collector.arrays()
    assert set(arrays) == set(parts)
    assert all(compare(name, arrays[name], parts[name]).largest < 1e-6 for name in parts)


def test_one_sample_over_all_clips(two: list[Steps]) -> None:
    flat = np.concatenate([steps["pix1"].value.numpy().reshape(-1) for steps in two])
    sample = flat[[k * (flat.size - 1) // 31 for k in range(32)]]
    collector = collected(Golden(["a.", "b."], {"pix1_sample": sample}), two)
    assert np.array_equal(collector.arrays()["pix1_sample"], sample)


def test_unknown_arrays_and_odd_shapes_are_named(one: Steps) -> None:
    parts = {"note": np.zeros(3), "pred": np.zeros((3, 63, 64)), "Q_A": one["Q_A"].value.numpy()}
    collector = collected(Golden(["a."], parts), [one])
    assert collector.unknown == {"note"}
    assert "63 of 64" in collector.misfits["pred"]
    result = parity.Result([compare("Q_A", parts["Q_A"], parts["Q_A"])], ["note"], {})
    assert result.passes
    assert not parity.Result(result.compared, [], collector.misfits).passes
    assert not parity.Result([], ["note"], {}).passes


def test_an_error_over_its_tolerance_is_reported(one: Steps) -> None:
    golden = one["prompt_256"].value.numpy()
    result = parity.Result([compare("prompt_256", golden + 1e-3, golden)], [], {})
    assert not result.passes
    assert "over it: prompt_256" in parity.report(result)
    assert not compare("pred", golden * np.nan, golden).passes


def test_a_file_must_name_its_inputs(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", pred=np.zeros((3, 256, 256)))
    with pytest.raises(ValueError, match="input_prefix"):
        read_golden(tmp_path / "other.npz")


def test_kept_indices() -> None:
    assert kept_indices("frame", 10, 3).tolist() == [0, 4, 9]
    assert kept_indices("query", 100, 20).tolist() == list(range(0, 100, 5))
    assert kept_indices("row", 181, 181).tolist() == list(range(181))


def test_made_up_numbers_depend_on_names_only() -> None:
    assert draw("input.audio", (10, 128)).flatten()[:2] * 0.5 == pytest.approx([1.34631, 0.6586707])
    weight = synthetic_weight("audio_proj.0.weight", (2048, 128)).flatten()[0].item()
    assert weight == pytest.approx(-0.06694314)
    name = "model_v.model.transformer_module.decoder.layers.0.self_attn.out_proj.weight"
    assert synthetic_weight(name, (256, 256))[0, 0].item() == pytest.approx(0.02205704)
    assert tiny_config("released").prompt_rows == 4 + 1 + 9 + 1 + 5
