"""The bundle contract, Python half. Its twin is `src/core/model/manifest.ts`; tests on both sides
compare it with `models/contract.json`, which `python -m earmark.contract` writes.

Every graph has static shapes and a batch of one. Shapes are written [batch, ...].
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Shape:
    """Sides and lengths shared by every graph of a bundle."""

    frame_size: int = 384  # side of the square picture, pixels
    mask_size: int = 96  # side of the mask logits (stride 4)
    grid_size: int = 24  # side of the coarse feature grid (stride 16)
    visual_tokens: int = 144  # a 12 x 12 grid
    width: int = 256  # common width d of the fusion
    name_width: int = 384  # width of the word space (MiniLM)
    pixel_width: int = 64  # channels of the pixel embeddings
    decoder_width: int = 128  # channels of the features that mask queries attend to
    queries: int = 16  # mask queries
    text_tokens: int = 25  # word pieces an expression, special tokens included
    window_seconds: int = 10  # seconds of sound that the fusion sees at once
    sample_rate: int = 16000  # Hz; one audio token stands for one second
    sound_tags: int = 521  # AudioSet classes that the audio encoder names

    @property
    def prompt_tokens(self) -> int:
        """Rows of the prompt Q_m: [Q_A; aud; Q_V; vis; Q_T]."""
        return self.window_seconds + 1 + self.visual_tokens + 1 + self.text_tokens


SHAPE = Shape()
SWITCHES = ("sound", "words", "memory", "modality")

Tensor = tuple[str, list[int]]
Graph = dict[str, dict[str, Tensor]]


def graphs(s: Shape = SHAPE) -> dict[str, Graph]:
    """Inputs and outputs of the five graphs: name -> (type, shape)."""

    def f(*shape: int) -> Tensor:
        return ("float32", [1, *shape])

    names = f(s.name_width, s.grid_size, s.grid_size)
    pixels = f(s.pixel_width, s.mask_size, s.mask_size)
    features = f(s.decoder_width, s.grid_size, s.grid_size)
    return {
        "visual_encoder": {
            "inputs": {"pixels": ("uint8", [1, s.frame_size, s.frame_size, 3])},
            "outputs": {
                "pixel_embeddings": pixels,
                "decoder_features": features,
                "visual_tokens": f(s.visual_tokens, s.width),
                "name_map": names,
            },
        },
        "audio_encoder": {
            "inputs": {"waveform": f(s.sample_rate)},
            "outputs": {
                "audio_tokens": f(1, s.width),
                "heard_names": f(1, s.name_width),
                "sound_tags": f(s.sound_tags),
            },
        },
        "text_encoder": {
            "inputs": {
                "ids": ("int32", [1, s.text_tokens]),
                "mask": ("int32", [1, s.text_tokens]),
            },
            "outputs": {
                "text_tokens": f(s.text_tokens, s.name_width),
                "sentence": f(s.name_width),
            },
        },
        "cue_fusion": {
            "inputs": {
                "visual_tokens": f(s.visual_tokens, s.width),
                "name_map": names,
                "audio_tokens": f(s.window_seconds, s.width),
                "heard_names": f(s.window_seconds, s.name_width),
                "audio_mask": f(s.window_seconds),
                "second": f(s.window_seconds),
                "text_tokens": f(s.text_tokens, s.name_width),
                "text_mask": f(s.text_tokens),
                "sentence": f(s.name_width),
                "visual_memory": f(s.visual_tokens, s.width),
                "audio_memory": f(1, s.width),
                "audio_memory_count": f(1),
                "switches": f(len(SWITCHES)),
            },
            "outputs": {
                "prompt": f(s.prompt_tokens, s.width),
                "name_queries": f(2, s.name_width),
                "presence_logit": f(1),
                "cue_weights": f(3),
                "visual_attended": f(s.visual_tokens, s.width),
                "audio_attended": f(s.window_seconds, s.width),
            },
        },
        "mask_decoder": {
            "inputs": {
                "pixel_embeddings": pixels,
                "decoder_features": features,
                "name_map": names,
                "prompt": f(s.prompt_tokens, s.width),
                "name_queries": f(2, s.name_width),
                "presence_logit": f(1),
            },
            "outputs": {
                "mask_logits": f(s.mask_size, s.mask_size),
                "query_mask_logits": f(s.queries, s.mask_size, s.mask_size),
                "object_scores": f(s.queries),
                "presence": f(1),
            },
        },
    }


def camel(name: str) -> str:
    """`frame_size` as the manifest spells it: `frameSize`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def shape_manifest(s: Shape = SHAPE) -> dict[str, int]:
    """`shape` of a manifest: the same numbers under the manifest's camelCase keys."""
    return {camel(name): value for name, value in asdict(s).items()}


CONTRACT_FILE = Path(__file__).parent.parent / "contract.json"


def contract_json() -> str:
    """Everything that both halves must agree on, under the names of the TypeScript half."""
    contract = {
        "shape": shape_manifest(),
        "switches": SWITCHES,
        "promptTokens": SHAPE.prompt_tokens,
        "graphs": graphs(),
    }
    return json.dumps(contract, indent=2) + "\n"


if __name__ == "__main__":
    CONTRACT_FILE.write_text(contract_json())
