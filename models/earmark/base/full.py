"""`python -m earmark.base.full --out DIR [--reading released] [--storage float16]`: a bundle at
full size with made-up weights (`discs.py`), and how its graphs compare with PyTorch. It finds
nothing but discs; it shows size, time and memory to whoever has no checkpoint."""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import onnx
import onnxruntime
import torch
from torch import Tensor

from earmark.base.build import build_model
from earmark.base.config import READINGS, BaseConfig, Reading
from earmark.base.contract import base_graphs
from earmark.base.discs import disc_pictures, learn_discs
from earmark.base.encoders import piece_reader
from earmark.base.export import STORAGES, THRESHOLDS, Labels, Parts, Storage, export_bundle
from earmark.base.moment import around, made_up_sound
from earmark.base.roberta import Roberta, RobertaConfig
from earmark.base.synthetic import synthetic_state
from earmark.base.tiny import QUERY, WORDS, drawn
from earmark.base.tokens import byte_level_tokenizer
from earmark.base.vggish import Vggish
from earmark.export.check import graph_faults
from earmark.segmentation.segment import Tensors

Run = Callable[[str, Tensors], Tensors]
LEARNED_SEED, SHOWN_SEED = 0, 1


def full_parts(reading: Reading, folder: Path) -> Parts:
    """Writes the tokenizer, whose few pieces are the first rows of a table of full size, into
    `folder`."""
    tokenizer, config, _ = byte_level_tokenizer(WORDS)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    model = build_model(BaseConfig(reading=reading))
    model.load_state_dict(synthetic_state(model))
    model.eval().requires_grad_(False)
    print(f"discs learned: IoU {learn_discs(model, seed=LEARNED_SEED):.3f}", flush=True)
    return Parts(model, drawn(Vggish()), drawn(Roberta(RobertaConfig())), folder)


def torch_run(parts: Parts) -> Run:
    graphs, modules = base_graphs(parts.model.config), parts.modules()

    @torch.no_grad()
    def run(name: str, given: Tensors) -> Tensors:
        values = modules[name](*(given[key] for key in graphs[name]["inputs"]))
        values = values if isinstance(values, tuple) else (values,)
        return dict(zip(graphs[name]["outputs"], values, strict=True))

    return run


def bundle_run(folder: Path, config: BaseConfig) -> Run:
    """As the app runs it: weights are made floats when a graph is loaded."""
    graphs, options = base_graphs(config), onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")

    def run(name: str, given: Tensors) -> Tensors:
        session = onnxruntime.InferenceSession(str(folder / f"{name}.onnx"), options)
        begin = time.monotonic()
        values = session.run(None, {key: given[key].numpy() for key in graphs[name]["inputs"]})
        print(f"    {name}: {time.monotonic() - begin:.1f} s", flush=True)
        return {
            key: torch.from_numpy(value)
            for key, value in zip(graphs[name]["outputs"], values, strict=True)
        }

    return run


def mask_logits(run: Run, config: BaseConfig, tokenizer: Path, pixels: Tensor) -> Tensor:
    """Of the first second of a clip."""
    graphs = base_graphs(config)
    ids, mask = piece_reader(tokenizer, config.text_tokens)(QUERY)
    sound = made_up_sound(graphs["audio_encoder"]["inputs"]["waveform"][1][1])
    known = {"switches": torch.ones(1, 4)}
    known |= run("text_encoder", {"ids": ids, "mask": mask})
    frame = run("visual_encoder", {"pixels": pixels})
    token = run("audio_encoder", {"waveform": sound})["audio_tokens"]
    known |= around(graphs["cue_fusion"], frame["last_map"], token)
    prompt = run("cue_fusion", known | {"last_map": frame["last_map"]})
    return run("mask_decoder", {**frame, **prompt})["mask_logits"]


def iou(first: Tensor, second: Tensor) -> float:
    return float((first & second).sum() / (first | second).sum())


def compare(parts: Parts, folder: Path, pictures: int) -> None:
    """Prints errors of the masks of new pictures, after rounding and in the bundle's graphs."""
    config = parts.model.config
    pixels, truth = disc_pictures(pictures, config.swin.image_size, SHOWN_SEED)
    cut = float(torch.logit(torch.tensor(THRESHOLDS["mask"])))
    for i in range(pictures):
        theirs, ours = (
            mask_logits(run, config, folder, pixels[i : i + 1])[0]
            for run in (torch_run(parts), bundle_run(folder, config))
        )
        error = (ours - theirs).square().mean().sqrt() / theirs.square().mean().sqrt()
        print(
            f"picture {i}: mask IoU {iou(ours > cut, theirs > cut):.4f} with PyTorch,"
            f" error of the logits {float(error):.2%} rms,"
            f" {float((ours - theirs).abs().max() / theirs.abs().max()):.2%} at most;"
            f" IoU with the disc {iou(theirs > cut, truth[i] > 0.5):.3f}",
            flush=True,
        )


def list_nodes(folder: Path, config: BaseConfig) -> None:
    """Prints operators of every graph, and nodes that WebGPU would not run."""
    for name, graph in base_graphs(config).items():
        model = onnx.load(folder / f"{name}.onnx", load_external_data=False)
        faults = graph_faults(model, graph)
        operators = sorted({node.op_type for node in model.graph.node})
        print(f"{name}: {len(model.graph.node)} nodes, not on WebGPU: {faults or 'none'}")
        print(f"    {' '.join(operators)}")


def write_full(reading: Reading, storage: Storage, out: Path, pictures: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = full_parts(reading, Path(folder))
        labels = Labels(
            name="base-made-up",
            version="0.0.1",
            title=f"EEMC at full size, {reading} reading, not trained",
            licence="Apache-2.0",
            training={"weights": "drawn by their names, with a mask head that knows discs"},
        )
        export_bundle(parts, out, labels, storage)
        list_nodes(out, parts.model.config)
        compare(parts, out, pictures)


def main() -> None:
    parser = argparse.ArgumentParser(prog="earmark.base.full", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reading", choices=READINGS, default="paper")
    parser.add_argument("--storage", choices=STORAGES, default="int8")
    parser.add_argument("--pictures", type=int, default=2, help="to compare masks on")
    options = parser.parse_args()
    write_full(options.reading, options.storage, options.out, options.pictures)


if __name__ == "__main__":
    main()
