"""What makes each sound: AudioSet's tags as objects that can be seen, in the word space."""

from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from earmark.model.audio_encoder import AudioEncoder
from earmark.model.text_encoder import TextEncoder, embed

NAMES = Path(__file__).parent.parent / "names"
NOTHING = "-"  # a tag that names no object: a genre, a room, a bang


def sound_sources() -> list[str]:
    """The object behind each of the 521 tags, or `NOTHING`."""
    return (NAMES / "sound_sources.txt").read_text().splitlines()


@cache
def source_embeddings() -> tuple[Tensor, Tensor]:
    """Embeddings [521, 384] of the sources and which of them name an object [521].

    The template is that of the visual names, so that what is heard and seen can be compared.
    """
    sources = sound_sources()
    prompts = [f"a photo of a {source}" for source in sources]
    embeddings = embed(TextEncoder.pretrained(), prompts)[2]
    return embeddings, torch.tensor([source != NOTHING for source in sources])


def name_tags(model: AudioEncoder) -> None:
    """Gives the encoder the names of its tags."""
    model.set_names(*source_embeddings())
