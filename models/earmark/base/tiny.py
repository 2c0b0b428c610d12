"""`python -m earmark.base.tiny --out DIR [--reading released] [--reference DIR]`: a bundle of kind
"paper" of about one MB, with weights that are drawn by their names, and what PyTorch computes with
them on made-up inputs. It finds nothing; tests of the app load it."""

import argparse
import json
import tempfile
from pathlib import Path

import torch
from torch import nn

from earmark.base.build import build_model
from earmark.base.config import READINGS, BaseConfig, Reading, SwinConfig
from earmark.base.export import Labels, Parts, export_bundle
from earmark.base.moment import made_up_moment
from earmark.base.readback import read_back
from earmark.base.roberta import Roberta, RobertaConfig
from earmark.base.synthetic import synthetic_state, synthetic_weight
from earmark.base.tokens import byte_level_tokenizer
from earmark.base.vggish import Vggish
from earmark.export.reference import write_reference

WORDS = (
    *("the", "a", "that", "is", "on", "of", "in", "with", "and", "making", "sound", "object"),
    *("first", "loudest", "dog", "cow", "cat", "sheep", "pig", "duck", "bird", "horses", "kitten"),
    *("car", "man", "woman", "grey", "white", "bright", "dark", "slope", "bar", "last", "barking"),
    *("bear", "animal", "water", "right", "left", "heard", "can", "be"),
)
VGGISH_CHANNELS = ((4,), (8,), (8, 8), (16, 16))
VGGISH_HIDDEN = 16
TEXT_WIDTH = 32
QUERY = "the dog that is making the first sound"


def tiny_config(reading: Reading) -> BaseConfig:
    """All that the full size has, with one layer where it has many."""
    return BaseConfig(
        reading=reading,
        swin=SwinConfig(width=8, depths=(2, 1, 1, 1), heads=(1, 2, 4, 4)),
        width=32,
        heads=4,
        pixel_layers=1,
        pixel_feed_forward=32,
        adapter_width=8,
        decoder_layers=3,
        decoder_feed_forward=32,
        queries=8,
        text_width=TEXT_WIDTH,
        fusion_heads=4,
        prompt_heads=4,
        projection_width=32,
        layers=2,
    )


def drawn(module: nn.Module) -> nn.Module:
    """The module with weights drawn by their names."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(synthetic_weight(name, tuple(parameter.shape)))
    return module.eval()


def tiny_parts(reading: Reading, folder: Path) -> Parts:
    """Writes the tokenizer into `folder`."""
    tokenizer, config, pieces = byte_level_tokenizer(WORDS)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    model = build_model(tiny_config(reading))
    model.load_state_dict(synthetic_state(model))
    roberta = Roberta(
        RobertaConfig(
            vocabulary=pieces, width=TEXT_WIDTH, layers=1, heads=4, feed_forward=32, positions=32
        )
    )
    vggish = Vggish(VGGISH_HIDDEN, VGGISH_CHANNELS)
    return Parts(model.eval(), drawn(vggish), drawn(roberta), folder)


def write_tiny(reading: Reading, out: Path, reference: Path | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = tiny_parts(reading, Path(folder))
        labels = Labels(
            name=f"tiny-{reading}",
            version="0.0.1",
            title=f"EEMC, {reading} reading, tiny, not trained",
            licence="Apache-2.0",
            training={"weights": "drawn by their names"},
        )
        export_bundle(parts, out, labels)
    if reference:
        manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        moment = made_up_moment(read_back(out, parts), out, QUERY)
        write_reference(reference, manifest, QUERY, moment)


def main() -> None:
    parser = argparse.ArgumentParser(prog="earmark.base.tiny", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reading", choices=READINGS, default="paper")
    parser.add_argument("--reference", type=Path, help="folder for PyTorch's outputs")
    options = parser.parse_args()
    write_tiny(options.reading, options.out, options.reference)


if __name__ == "__main__":
    main()
