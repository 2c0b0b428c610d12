"""The exported graphs of both readings beside PyTorch, and their operators."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import helper, numpy_helper
from tiny_base import tiny_clips, tiny_config, tiny_model
from torch import Tensor

from earmark.base.config import READINGS, Reading
from earmark.base.contract import base_graphs
from earmark.base.export import Storage, export_graph, store_weights
from earmark.base.graphs import graph_modules
from earmark.base.moment import made_up_picture
from earmark.base.paper import PaperModel
from earmark.base.released import ReleasedModel
from earmark.base.split import save_split
from earmark.export.check import graph_faults
from earmark.export.graphs import export_module, random_inputs

GRAPHS = ("visual_encoder", "cue_fusion", "mask_decoder")


# Both readings see by one module.
EXPORTED = [("paper", name) for name in GRAPHS] + [("released", name) for name in GRAPHS[1:]]


@cache
def exported(reading: Reading, name: str) -> onnx.ModelProto:
    module = graph_modules(tiny_model(reading))[name]
    return export_module(name, module, base_graphs(tiny_config(reading))[name], "model.")


@pytest.mark.parametrize(("reading", "name"), EXPORTED)
def test_a_graph_agrees_with_pytorch_and_runs_on_webgpu(reading: Reading, name: str) -> None:
    graph, model = base_graphs(tiny_config(reading))[name], exported(reading, name)
    assert graph_faults(model, graph) == []
    operators = {node.op_type for node in model.graph.node}
    assert "NonZero" not in operators
    assert ("GridSample" in operators) == (name == "visual_encoder")
    inputs = random_inputs(graph, seed=2)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    got = session.run(None, {key: value.numpy() for key, value in inputs.items()})
    with torch.no_grad():
        expected = graph_modules(tiny_model(reading))[name](*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    for ours, theirs in zip(got, expected, strict=True):
        error = float(np.abs(ours - theirs.numpy()).max())
        assert error < 1e-4 * max(1.0, theirs.abs().max().item())


@pytest.mark.parametrize(("storage", "most"), [("int8", 0.1), ("float16", 0.02)])
def test_stored_weights_give_the_logits_of_pytorch(storage: Storage, most: float) -> None:
    """All three graphs after one another, on a smooth picture. Masks of made-up weights are noise
    around zero: what rounding does to masks is tested where they were learned
    (`test_base_training.py`)."""
    graphs, modules = base_graphs(tiny_config("paper")), graph_modules(tiny_model("paper"))
    sessions = {}
    for name in GRAPHS:
        model = onnx.ModelProto()
        model.CopyFrom(exported("paper", name))
        store_weights(model, modules[name].get_submodule("model"), storage)
        assert model.ByteSize() < exported("paper", name).ByteSize()
        sessions[name] = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )

    def ours(name: str, given: dict[str, Tensor]) -> list[Tensor]:
        fed = {key: given[key].numpy() for key in graphs[name]["inputs"]}
        return [torch.from_numpy(value) for value in sessions[name].run(None, fed)]

    @torch.no_grad()
    def theirs(name: str, given: dict[str, Tensor]) -> list[Tensor]:
        out = modules[name](*(given[key] for key in graphs[name]["inputs"]))
        return list(out) if isinstance(out, tuple) else [out]

    def logits(run: Callable[[str, dict[str, Tensor]], list[Tensor]]) -> Tensor:
        given = random_inputs(graphs["cue_fusion"], seed=1) | {"switches": torch.ones(1, 4)}
        given["pixels"] = made_up_picture(96, seed=1)
        for name in GRAPHS:
            given |= dict(zip(graphs[name]["outputs"], run(name, given), strict=True))
        return given["mask_logits"]

    expected = logits(theirs)
    error = float(
        (logits(ours) - expected).square().mean().sqrt() / expected.square().mean().sqrt()
    )
    assert 1e-6 < error < most


def test_weights_lie_in_files_under_the_limit(tmp_path: Path) -> None:
    graph, limit = base_graphs(tiny_config("paper"))["cue_fusion"], 9000
    module = graph_modules(tiny_model("paper"))["cue_fusion"]
    exported = export_graph("cue_fusion", module, graph, tmp_path, max_bytes=limit)
    graph_file, *parts = exported.paths
    assert len(parts) > 5
    assert all(part.stat().st_size <= limit for part in parts)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        p.name for p in exported.paths
    )
    inputs = random_inputs(graph, seed=3)
    session = onnxruntime.InferenceSession(str(graph_file), providers=["CPUExecutionProvider"])
    prompt, *_ = session.run(None, {key: value.numpy() for key, value in inputs.items()})
    with torch.no_grad():
        expected = module(*inputs.values())[0].numpy()
    difference = float(np.sqrt(np.square(prompt - expected).mean() / np.square(expected).mean()))
    assert 1e-5 < difference < 0.05  # int8 weights


@pytest.mark.parametrize("rows", [1, 7, 64])
def test_a_tensor_too_large_for_a_file_is_cut(tmp_path: Path, rows: int) -> None:
    values = np.random.default_rng(0).normal(size=(64, 300)).astype(np.float32)
    node = helper.make_node("MatMul", ["x", "table"], ["y"])
    one = [
        helper.make_tensor_value_info(name, 1, [1, size]) for name, size in (("x", 64), ("y", 300))
    ]
    weights = [numpy_helper.from_array(values, "table")]
    model = helper.make_model(
        helper.make_graph([node], "one", one[:1], one[1:], weights),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=10,
    )
    paths = save_split(model, tmp_path, "one", rows * 1200)
    assert len(paths) == 1 + -(-64 // rows)
    x = np.random.default_rng(1).normal(size=(1, 64)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(paths[0]), providers=["CPUExecutionProvider"])
    np.testing.assert_allclose(session.run(None, {"x": x})[0], x @ values, atol=1e-4)


@torch.no_grad()
def test_seconds_one_by_one_give_the_prompt_of_the_whole_clip() -> None:
    model, clips = tiny_model("paper"), tiny_clips("paper")
    assert isinstance(model, PaperModel)
    last = model.model_v.backbone(clips.frames[0])[-1][None]
    whole = model.prompt(last, clips.audio, clips.text)
    graph = graph_modules(model)["cue_fusion"]
    memory = torch.zeros(1, 1 + 9, 32)
    for second in range(4):
        sound, count = clips.audio[:, second : second + 1], torch.full((1, 1), float(second))
        prompt, attended = graph(
            last[:, second], sound, clips.text, memory, count, torch.ones(1, 4)
        )
        torch.testing.assert_close(prompt, whole[:, second], rtol=1e-4, atol=1e-4)
        memory = (memory * second + attended) / (second + 1)


@torch.no_grad()
def test_a_frame_in_its_window_has_the_prompt_of_the_published_code() -> None:
    model, clips = tiny_model("released"), tiny_clips("released")
    assert isinstance(model, ReleasedModel)
    last = model.model_v.backbone(clips.frames[0])[-1][None]
    whole = model.prompt(last, clips.audio, clips.text)
    graph = graph_modules(model)["cue_fusion"]
    for second in range(4):
        window, own = last.clone(), torch.zeros(1, 4)
        window[:, second] = 7.0  # the frame stands in for it
        own[0, second] = 1.0
        prompt = graph(last[:, second], window, own, clips.audio, clips.text, torch.ones(1, 4))
        torch.testing.assert_close(prompt, whole[:, second], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("cue", range(4))
@pytest.mark.parametrize("reading", READINGS)
@torch.no_grad()
def test_a_cue_that_is_switched_off_changes_the_prompt(reading: Reading, cue: int) -> None:
    graph = base_graphs(tiny_config(reading))["cue_fusion"]
    module = graph_modules(tiny_model(reading))["cue_fusion"]
    inputs = random_inputs(graph, seed=4) | {"switches": torch.ones(1, 4)}
    prompts = []
    for value in (1.0, 0.0):
        inputs["switches"][0, cue] = value
        out = module(*inputs.values())
        prompts.append(out if isinstance(out, Tensor) else out[0])
    assert not torch.allclose(*prompts, rtol=1e-3)


@pytest.mark.parametrize("reading", READINGS)
@torch.no_grad()
def test_cue_weights_are_shares_of_attention(reading: Reading) -> None:
    graph = base_graphs(tiny_config(reading))["mask_decoder"]
    out = graph_modules(tiny_model(reading))["mask_decoder"](*random_inputs(graph).values())
    weights = out[-1]
    torch.testing.assert_close(weights.sum(1), torch.ones(1))
    assert weights.min() > 0
