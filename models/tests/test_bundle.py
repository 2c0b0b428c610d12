"""The committed bundle is sound, and `check` finds what is not."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from earmark.contract import graphs
from earmark.export.check import check, graph_faults
from earmark.export.graphs import random_inputs
from earmark.export.manifest import faults, stored_faults
from earmark.export.weights import load_bundle

BUNDLE = Path(__file__).parents[1] / "bundles" / "lite"
pytestmark = pytest.mark.skipif(
    not (BUNDLE / "manifest.json").exists(), reason="models/bundles/lite is absent: export it first"
)


@pytest.fixture
def manifest() -> dict:
    return json.loads((BUNDLE / "manifest.json").read_text())


def test_the_bundle_passes_the_check() -> None:
    assert check(BUNDLE) == 0


def test_every_graph_computes_what_pytorch_computes_with_its_weights() -> None:
    modules = load_bundle(BUNDLE)
    for name, graph in graphs().items():
        inputs = random_inputs(graph, seed=3)
        session = onnxruntime.InferenceSession(BUNDLE / f"{name}.onnx")
        got = session.run(None, {key: value.numpy() for key, value in inputs.items()})
        with torch.no_grad():
            expected = modules[name](*inputs.values())
        for key, a, b in zip(graph["outputs"], got, expected[: len(got)], strict=True):
            scale = max(1.0, float(np.abs(a).max()))
            assert float(np.abs(a - b.numpy()).max()) < 1e-3 * scale, f"{name}.{key}"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema", "earmark-bundle/2"),
        ("name", "Lite!"),
        ("version", "1.0"),
        ("title", "x" * 121),
        ("thresholds", {"mask": 1.5, "presence": 0.5}),
        ("shape", {}),
        ("training", "none"),
        ("files", []),
    ],
)
def test_a_manifest_that_breaks_the_schema_is_refused(
    manifest: dict, key: str, value: object
) -> None:
    assert faults(manifest) == []
    assert faults(manifest | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("path", "../secret.onnx"),
        ("path", ".hidden"),
        ("bytes", 0),
        ("bytes", 65 * 1024 * 1024),
        ("sha256", "0"),
        ("role", "readme"),
        ("role", "text_encoder"),  # then there are two of them
    ],
)
def test_a_file_entry_that_breaks_the_schema_is_refused(
    manifest: dict, key: str, value: object
) -> None:
    manifest["files"][0][key] = value
    assert faults(manifest)


def test_a_changed_a_missing_and_an_extra_file_are_found(manifest: dict, tmp_path: Path) -> None:
    for file in manifest["files"]:
        shutil.copyfile(BUNDLE / file["path"], tmp_path / file["path"])
    assert stored_faults(tmp_path, manifest) == []
    (tmp_path / "sound_names.json").write_text("[]")
    (tmp_path / "tokenizer.json").unlink()
    (tmp_path / "notes.txt").write_text("")
    assert len(stored_faults(tmp_path, manifest)) == 3


def test_a_graph_of_another_shape_or_operator_is_found() -> None:
    model = onnx.load(BUNDLE / "audio_encoder.onnx")
    graph = graphs()["audio_encoder"]
    assert graph_faults(model, graph) == []
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 8000
    assert graph_faults(model, graph)
    model = onnx.load(BUNDLE / "audio_encoder.onnx")
    next(node for node in model.graph.node if node.op_type == "Relu").op_type = "Selu"
    assert graph_faults(model, graph)
