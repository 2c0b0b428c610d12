"""Bundles of contract 2, kind "paper": sizes, and what the five graphs take and give.

Its twin is `src/core/model/manifestPaper.ts`; tests on both sides compare with
`models/paper.contract.json`. All shapes are static, with a batch of one and one second of a clip.
"""

from earmark.base.config import BaseConfig, Reading
from earmark.contract import SWITCHES, Graph, Tensor

KIND = "paper"
SAMPLE_RATE = 16000  # Hz; one audio token a second
LEVELS = 3  # maps that the mask decoder reads; their sides are 1/8, 1/4 and 1/2 of the mask's
CUES = 3  # sound, sight, words

Sizes = dict[str, int]


def sizes_of(config: BaseConfig) -> Sizes:
    """`sizes` of a manifest."""
    return {
        "frameSize": config.swin.image_size,
        "maskSize": config.swin.sides[0],
        "lastWidth": config.swin.widths[-1],
        "width": config.width,
        "fusionWidth": config.fusion_width,
        "queries": config.queries,
        "textTokens": config.text_tokens,
        "textWidth": config.text_width,
        "audioWidth": config.audio_width,
        "windowSeconds": config.window_seconds,
        "sampleRate": SAMPLE_RATE,
    }


def floats(*shape: int) -> Tensor:
    return ("float32", [1, *shape])


def encoder_graphs(text_tokens: int, text_width: int, audio_width: int) -> dict[str, Graph]:
    """The graphs of `Vggish` and `Roberta`."""
    pieces = ("int32", [1, text_tokens])
    return {
        "audio_encoder": {
            "inputs": {"waveform": floats(SAMPLE_RATE)},
            "outputs": {"audio_tokens": floats(1, audio_width)},
        },
        "text_encoder": {
            "inputs": {"ids": pieces, "mask": pieces},
            "outputs": {"text_tokens": floats(text_tokens, text_width)},
        },
    }


def paper_graphs(sizes: Sizes, reading: Reading) -> dict[str, Graph]:
    """name -> {"inputs": {name: (type, shape)}, "outputs": ...}, in the order of arguments."""
    frame, side, width = sizes["frameSize"], sizes["maskSize"], sizes["width"]
    last = side // 2**LEVELS
    levels = {f"level_{i}": floats(width, last << i, last << i) for i in range(LEVELS)}
    features, last_map = floats(width, side, side), floats(sizes["lastWidth"], last, last)
    fusion = fusion_graph(sizes, reading)
    return {
        "visual_encoder": {
            "inputs": {"pixels": ("uint8", [1, frame, frame, 3])},
            "outputs": {"last_map": last_map, **levels, "mask_features": features},
        },
        **encoder_graphs(sizes["textTokens"], sizes["textWidth"], sizes["audioWidth"]),
        "cue_fusion": fusion,
        "mask_decoder": {
            "inputs": {
                **levels,
                "mask_features": features,
                "prompt": fusion["outputs"]["prompt"],
            },
            "outputs": {
                "mask_logits": floats(side, side),
                "object_scores": floats(sizes["queries"]),
                "presence": floats(1),
                "cue_weights": floats(CUES),
            },
        },
    }


def fusion_graph(sizes: Sizes, reading: Reading) -> Graph:
    """Paper: a second with the memory of those before. Released: the whole window at once."""
    last = sizes["maskSize"] // 2**LEVELS
    places, seconds = last * last, sizes["windowSeconds"]
    audio_rows = seconds if reading == "released" else 1
    prompt = floats(audio_rows + 1 + places + 1 + sizes["textTokens"], sizes["width"])
    last_map = (sizes["lastWidth"], last, last)
    encoded = {
        "audio_tokens": floats(audio_rows, sizes["audioWidth"]),
        "text_tokens": floats(sizes["textTokens"], sizes["textWidth"]),
    }
    switches = {"switches": floats(len(SWITCHES))}
    if reading == "released":
        window = {"window_maps": floats(seconds, *last_map), "second": floats(seconds)}
        inputs = {"last_map": floats(*last_map), **window, **encoded, **switches}
        return {"inputs": inputs, "outputs": {"prompt": prompt}}
    memory = floats(1 + places, sizes["fusionWidth"])
    known = {"memory": memory, "memory_seconds": floats(1)}
    inputs = {"last_map": floats(*last_map), **encoded, **known, **switches}
    return {"inputs": inputs, "outputs": {"prompt": prompt, "attended": memory}}


def base_graphs(config: BaseConfig) -> dict[str, Graph]:
    return paper_graphs(sizes_of(config), config.reading)
