"""`python -m earmark.export --eemc FILE --audio FILE --out DIR`: checkpoints -> bundle."""

import argparse
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from earmark.contract import graphs
from earmark.export.calibration import input_grams
from earmark.export.check import check
from earmark.export.checkpoints import load_trained
from earmark.export.graphs import random_inputs, to_onnx
from earmark.export.manifest import SOUND_NAMES_FILE, TOKENIZER_FILES, write_manifest
from earmark.export.quantise import quantise
from earmark.model.text_encoder import TextEncoder, weights_folder

SOUND_NAMES = Path(__file__).parent.parent / "names" / "audioset.txt"
# A DFT basis in int8 would drown quiet sounds in the rounding noise of loud ones.
KEPT_FLOAT = {"audio_encoder": ("log_mel.",)}
# The bundle must stay under 40 MB; the feed-forward layers of MiniLM bear 4 bits best.
FOUR_BITS = (".up.weight", ".down.weight")
TOLERANCE = 1e-4  # relative, of the float graph against PyTorch


def disagreement(model: onnx.ModelProto, name: str, module: nn.Module) -> float:
    """Largest relative error of the graph's outputs against PyTorch on random inputs."""
    inputs = random_inputs(graphs()[name], seed=1)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    got = session.run(None, {key: value.numpy() for key, value in inputs.items()})
    with torch.no_grad():
        expected = [value.numpy() for value in module(*inputs.values())][: len(got)]
    return max(
        float(np.abs(a - b).max() / max(1.0, np.abs(b).max()))
        for a, b in zip(got, expected, strict=True)
    )


def export_bundle(eemc: Path, audio: Path, out: Path, name: str, version: str) -> None:
    trained = load_trained(eemc, audio)
    out.mkdir(parents=True, exist_ok=True)
    for step, (graph, module) in enumerate(trained.modules.items(), 1):
        print(f"{step}/{len(trained.modules)} {graph}: exporting", flush=True)
        model = to_onnx(graph, module)
        error = disagreement(model, graph, module)
        if not error < TOLERANCE:
            raise ValueError(f"{graph} differs from PyTorch by {error:.1e}")
        grams = input_grams(module, FOUR_BITS) if isinstance(module, TextEncoder) else None
        quantise(model, KEPT_FLOAT.get(graph, ()), grams)
        onnx.checker.check_model(model)
        onnx.save(model, out / f"{graph}.onnx")
        size = model.ByteSize() / 1e6
        nodes = len(model.graph.node)
        print(f"    {nodes} nodes, {size:.2f} MB, float graph within {error:.0e} of PyTorch")
    for file in TOKENIZER_FILES.values():
        shutil.copyfile(weights_folder() / file, out / file)
    sounds = SOUND_NAMES.read_text(encoding="utf-8").splitlines()
    (out / SOUND_NAMES_FILE).write_text(json.dumps(sounds, indent=0, ensure_ascii=False) + "\n")
    write_manifest(
        out,
        {
            "name": name,
            "version": version,
            "title": f"Earmark {name.capitalize()} (EEMC)",
            "licence": "Apache-2.0",
            "thresholds": trained.thresholds,
            "training": trained.training,
            "results": trained.results,
        },
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="earmark.export", description=__doc__)
    parser.add_argument("--eemc", type=Path, required=True, help="checkpoint of the trained half")
    parser.add_argument("--audio", type=Path, required=True, help="checkpoint of the audio encoder")
    parser.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    parser.add_argument("--name", default="lite")
    parser.add_argument("--version", default="0.1.0")
    options = parser.parse_args()
    export_bundle(options.eemc, options.audio, options.out, options.name, options.version)
    return check(options.out)


if __name__ == "__main__":
    sys.exit(main())
