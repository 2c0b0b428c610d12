"""The paper's model in a size that tests can run in a second."""

from pathlib import Path
from typing import NamedTuple

from earmark.base.build import build_model
from earmark.base.config import BaseConfig, Reading, SwinConfig
from earmark.base.model import BaseModel, Clips
from earmark.base.synthetic import synthetic_clips, synthetic_state

SWIN = SwinConfig(image_size=96, width=16, depths=(2, 1, 1, 2), heads=(1, 2, 4, 8), window_size=3)
RELEASED_STATE = Path(__file__).with_name("released_state.txt")


def tiny_config(reading: Reading) -> BaseConfig:
    return BaseConfig(
        reading=reading,
        swin=SWIN,
        width=32,
        heads=4,
        pixel_layers=1,
        pixel_feed_forward=48,
        adapter_width=8,
        decoder_layers=3,
        decoder_feed_forward=64,
        queries=6,
        map_size=64,
        text_tokens=5,
        window_seconds=4,
        fusion_heads=4,
        prompt_heads=2,
        projection_width=24,
        layers=4,
    )


def tiny_model(reading: Reading) -> BaseModel:
    model = build_model(tiny_config(reading))
    model.load_state_dict(synthetic_state(model))
    return model.eval()


def tiny_clips(reading: Reading, *prefixes: str) -> Clips:
    return synthetic_clips(list(prefixes) or ["input."], tiny_config(reading))


class Entry(NamedTuple):
    """One entry of the published code's state dict."""

    name: str
    shape: tuple[int, ...]
    kind: str  # trained, frozen or buffer


def released_state() -> list[Entry]:
    """All entries of `released_state.txt`, ranges of numbers written out."""
    entries = []
    for line in RELEASED_STATE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, shape, kind = line.split()
        sizes = tuple(int(size) for size in shape.split("x"))
        entries += [Entry(each, sizes, kind) for each in written_out(name)]
    return entries


def written_out(name: str) -> list[str]:
    """`a.0..2.b` -> `a.0.b`, `a.1.b`, `a.2.b`."""
    head, dots, tail = name.partition("..")
    if not dots:
        return [name]
    stem, _, first = head.rpartition(".")
    last, _, rest = tail.partition(".")
    numbers = range(int(first), int(last) + 1)
    return [done for number in numbers for done in written_out(f"{stem}.{number}.{rest}")]
