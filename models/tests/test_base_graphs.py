"""The exported graphs of both readings beside PyTorch, and their operators."""

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
from earmark.base.export import export_graph
from earmark.base.graphs import PaperFusionGraph, base_graphs, graph_modules
from earmark.base.paper import PaperModel
from earmark.base.split import save_split
from earmark.export.check import graph_faults
from earmark.export.graphs import export_module, random_inputs

GRAPHS = ("visual_encoder", "cue_fusion", "mask_decoder")


@pytest.fixture(scope="module")
def exported() -> dict[tuple[Reading, str], onnx.ModelProto]:
    made = {}
    for reading in READINGS:
        graphs = base_graphs(tiny_config(reading))
        for name, module in graph_modules(tiny_model(reading)).items():
            made[reading, name] = export_module(name, module, graphs[name], "model.")
    return made


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("reading", READINGS)
def test_a_graph_agrees_with_pytorch_and_runs_on_webgpu(
    exported: dict[tuple[Reading, str], onnx.ModelProto], reading: Reading, name: str
) -> None:
    graph, model = base_graphs(tiny_config(reading))[name], exported[reading, name]
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


def test_weights_lie_in_files_under_the_limit(tmp_path: Path) -> None:
    graph, limit = base_graphs(tiny_config("paper"))["cue_fusion"], 9000
    module = graph_modules(tiny_model("paper"))["cue_fusion"]
    exported = export_graph("cue_fusion", module, graph, tmp_path, limit)
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
    graph = PaperFusionGraph(model)
    visual, audio = torch.zeros(1, 9, 32), torch.zeros(1, 1, 32)
    for second in range(4):
        prompt, seen, heard = graph(
            last[:, second], clips.audio[:, second : second + 1], clips.text, visual, audio
        )
        torch.testing.assert_close(prompt, whole[:, second], rtol=1e-4, atol=1e-4)
        visual, audio = taken_in(visual, seen, second), taken_in(audio, heard, second)


def taken_in(mean: Tensor, value: Tensor, count: int) -> Tensor:
    return (mean * count + value) / (count + 1)
