"""The bundle that ships is sound, and `check` finds what is not."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from bundles import INSTANCES
from earmark.export.check import check, graph_faults
from earmark.export.graphs import random_inputs
from earmark.export.manifest import bundle_graphs, faults, stored_faults
from earmark.export.weights import load_instances_bundle

pytestmark = pytest.mark.skipif(INSTANCES is None, reason="no bundle of kind instances")


@pytest.fixture
def bundle() -> Path:
    assert INSTANCES is not None
    return INSTANCES


def manifest_of(bundle: Path) -> dict:
    return json.loads((bundle / "manifest.json").read_text("utf-8"))


def test_the_bundle_passes_the_check(bundle: Path) -> None:
    assert check(bundle) == 0


def test_every_graph_computes_what_pytorch_computes_with_its_weights(bundle: Path) -> None:
    run = load_instances_bundle(bundle).run
    for name, graph in bundle_graphs(manifest_of(bundle)).items():
        inputs = random_inputs(graph, seed=3)
        session = onnxruntime.InferenceSession(bundle / f"{name}.onnx")
        got = session.run(None, {key: value.numpy() for key, value in inputs.items()})
        with torch.no_grad():
            expected = tuple(run(name, inputs).values())
        for key, a, b in zip(graph["outputs"], got, expected, strict=True):
            scale = max(1.0, float(np.abs(a).max()))
            assert float(np.abs(a - b.numpy()).max()) < 1e-3 * scale, f"{name}.{key}"


DESCRIBING = [
    ("schema", "earmark-bundle/3"),
    ("name", "Lite!"),
    ("version", "1.0"),
    ("title", "x" * 121),
    ("licence", None),
    ("thresholds", {"mask": 1.5, "instance": 0.5, "presence": 0.5}),
    ("training", "none"),
    ("results", []),
    ("files", []),
]


@pytest.mark.parametrize(("key", "value"), DESCRIBING)
def test_a_manifest_that_breaks_the_schema_is_refused(
    bundle: Path, key: str, value: object
) -> None:
    manifest = manifest_of(bundle)
    assert faults(manifest) == []
    assert faults(manifest | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema", "earmark-bundle/1"),
        ("kind", "queries"),
        ("cropContext", 0.9),
        ("cropContext", True),
        ("thresholds", {"mask": 0.5, "presence": 0.5}),
        ("sizes", None),
    ],
)
def test_instances_say_kind_context_and_thresholds(bundle: Path, key: str, value: object) -> None:
    assert faults(manifest_of(bundle) | {key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("instances", 0),
        ("width", 190),  # no multiple of the heads
        ("windowSeconds", 61),
        ("cropSize", 128.5),
        ("detectorCells", 100_000),  # with 80 classes: too many scores
        ("maskSize", None),
    ],
)
def test_sizes_out_of_bounds_are_refused(bundle: Path, key: str, value: object) -> None:
    manifest = manifest_of(bundle)
    manifest["sizes"][key] = value
    assert faults(manifest)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("path", "../secret.onnx"),
        ("path", ".hidden"),
        ("bytes", 0),
        ("bytes", 65 * 1024 * 1024),
        ("bytes", 30_000_000),  # more than 40 MB in all
        ("sha256", "0"),
        ("role", "readme"),
        ("role", "text_encoder"),  # then there are two of them
    ],
)
def test_a_file_entry_that_breaks_the_schema_is_refused(
    bundle: Path, key: str, value: object
) -> None:
    manifest = manifest_of(bundle)
    manifest["files"][0][key] = value
    assert faults(manifest)


def test_a_changed_a_missing_and_an_extra_file_are_found(bundle: Path, tmp_path: Path) -> None:
    manifest = manifest_of(bundle)
    for file in manifest["files"]:
        shutil.copyfile(bundle / file["path"], tmp_path / file["path"])
    assert stored_faults(tmp_path, manifest) == []
    (tmp_path / "sound_names.json").write_text("[]")
    (tmp_path / "tokenizer.json").unlink()
    (tmp_path / "notes.txt").write_text("")
    assert len(stored_faults(tmp_path, manifest)) == 3


def test_a_graph_of_another_shape_or_operator_is_found(bundle: Path) -> None:
    model = onnx.load(bundle / "audio_encoder.onnx")
    graph = bundle_graphs(manifest_of(bundle))["audio_encoder"]
    assert graph_faults(model, graph) == []
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 8000
    assert graph_faults(model, graph)
    model = onnx.load(bundle / "audio_encoder.onnx")
    next(node for node in model.graph.node if node.op_type == "Relu").op_type = "Selu"
    assert graph_faults(model, graph)
