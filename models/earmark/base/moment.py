"""One second through all graphs of a bundle of kind "paper", on inputs that need no clip."""

from pathlib import Path

import torch
from torch import Tensor, nn

from earmark.base.contract import base_graphs
from earmark.base.encoders import piece_reader
from earmark.base.export import Parts
from earmark.contract import Graph
from earmark.export.reference import Moment
from earmark.segmentation.segment import Tensors

SECOND = 1  # of the window: there is one before it


def made_up_picture(side: int, seed: int) -> Tensor:
    """Blots of colour, uint8 [1, side, side, 3]."""
    coarse = torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(seed))
    fine = nn.functional.interpolate(coarse, size=(side, side), mode="bicubic").clamp(0, 1)
    return (fine * 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()


def made_up_sound(rate: int) -> Tensor:
    """A chord that swells, [1, rate] in -1..1."""
    time = torch.arange(rate) / rate
    chord = sum(torch.sin(2 * torch.pi * pitch * time) for pitch in (220.0, 440.0, 950.0))
    return (0.2 * time * chord)[None].to(torch.float32)


@torch.no_grad()
def made_up_moment(parts: Parts, tokenizer: Path, query: str) -> Moment:
    """The second second of a clip; the first is remembered, or part of the window. An input that a
    graph before gives is not stored: the graphs run as a chain."""
    config = parts.model.config
    graphs, modules = base_graphs(config), parts.modules()
    inputs: dict[str, Tensors] = {}
    outputs: dict[str, Tensors] = {}

    def run(graph: str, given: Tensors) -> Tensors:
        inputs[graph] = given
        values = modules[graph](*(given[name] for name in graphs[graph]["inputs"]))
        values = values if isinstance(values, tuple) else (values,)
        outputs[graph] = dict(zip(graphs[graph]["outputs"], values, strict=True))
        return outputs[graph]

    ids, mask = piece_reader(tokenizer, config.text_tokens)(query)
    waveform = made_up_sound(graphs["audio_encoder"]["inputs"]["waveform"][1][1])
    text = run("text_encoder", {"ids": ids, "mask": mask})
    audio = run("audio_encoder", {"waveform": waveform})
    before = run("visual_encoder", {"pixels": made_up_picture(config.swin.image_size, 1)})
    frame = run("visual_encoder", {"pixels": made_up_picture(config.swin.image_size, 2)})
    known = {"last_map": frame["last_map"], "switches": torch.ones(1, 4), **text}
    known |= around(graphs["cue_fusion"], before["last_map"], audio["audio_tokens"])
    if not config.released:
        first = run("cue_fusion", known | {"last_map": before["last_map"]})
        known |= {"memory": first["attended"], "memory_seconds": torch.ones(1, 1)}
    fused = run("cue_fusion", known)
    decoded = run("mask_decoder", {**frame, **fused})
    chained = {*graphs["visual_encoder"]["outputs"], "text_tokens", "prompt"}
    stored = {
        graph: {
            name: value
            for name, value in given.items()
            if name in graphs[graph]["inputs"] and name not in chained
        }
        for graph, given in inputs.items()
    }
    share = float((decoded["mask_logits"] > 0).float().mean())
    said = f"presence {float(decoded['presence']):.3f}, mask over {share:.1%} of the picture"
    return Moment(stored, outputs, said)


def around(fusion: Graph, last_map: Tensor, token: Tensor) -> Tensors:
    """What the fusion knows beside its own frame: the window, or nothing yet."""
    given = fusion["inputs"]
    rows = given["audio_tokens"][1][1]
    known = {"audio_tokens": token.expand(-1, rows, -1).clone()}
    if "window_maps" in given:
        second = torch.zeros(given["second"][1])
        second[0, SECOND] = 1.0
        seconds = given["window_maps"][1][1]
        return known | {
            "window_maps": last_map[:, None].repeat(1, seconds, 1, 1, 1),
            "second": second,
        }
    return known | {name: torch.zeros(given[name][1]) for name in ("memory", "memory_seconds")}
