"""Batches as the model learns them: drafts with everything that is frozen computed."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from earmark.data.clips import Clip
from earmark.data.prepare import Extractor, new_name_map
from earmark.data.question import Question
from earmark.data.questions import Asker
from earmark.data.scenes import labels_shown
from earmark.data.sounds import SoundBank, read_bank
from earmark.data.store import read
from earmark.model.eemc import EEMC, Clips
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.vectors import unit
from earmark.model.visual_encoder import photo_prompts
from earmark.training.drafts import Draft, Drafts, StoredScenes, Truth


@dataclass
class Batch:
    """A draft, encoded."""

    clips: Clips
    truth: Truth
    published: Tensor  # [U, 384, 24, 24] what the published tail calls each place
    name_vectors: Tensor  # [n, 384] the embeddings under which the name map should know the names
    played: list[Clip]
    questions: list[Question]


class Encoder:
    """Drafts -> batches on a device: words by the text encoder, each sentence once; pixels by the
    backbone as published, where a draft brings pixels."""

    def __init__(self, bank: SoundBank, text: TextEncoder, device: str = "cpu") -> None:
        self.device = device
        self.tokens, self.heard = bank.tokens.to(device), bank.heard.to(device)
        self.text = text.to(device)
        self.known: dict[str, tuple[Tensor, Tensor, Tensor]] = {}
        self.extract: Extractor | None = None

    def words(self, sentences: list[str]) -> tuple[Tensor, Tensor, Tensor]:
        """text_tokens, text_mask and sentence of each."""
        new = sorted(set(sentences) - self.known.keys())
        if new:
            tokens, mask, vector = embed(self.text, new)
            rows = zip(tokens.half(), mask, vector, strict=True)
            self.known.update(zip(new, rows, strict=True))
        found = [self.known[s] for s in sentences]
        tokens, mask, vector = (torch.stack(part) for part in zip(*found, strict=True))
        return tokens.float(), mask, vector

    def features(self, shown: dict[str, Tensor]) -> dict[str, Tensor]:
        """FEATURES of each picture, float32."""
        here = {name: values.to(self.device, non_blocking=True) for name, values in shown.items()}
        if "pixels" not in here:
            return {name: values.float() for name, values in here.items()}
        if self.extract is None:
            self.extract = Extractor(new_name_map(self.text)[0]).to(self.device)
        with torch.autocast(self.device, torch.bfloat16, enabled=self.device != "cpu"):
            found = self.extract.features(here["pixels"])
        return {name: values.float() for name, values in found.items()}

    def __call__(self, draft: Draft) -> Batch:
        def here(values: Tensor) -> Tensor:
            return values.to(self.device, non_blocking=True)

        features = self.features(draft.shown)
        published = features.pop("conse")
        tokens, mask, vector = self.words([q.sentence for q in draft.questions])
        sounds, audible = here(draft.sounds), here(draft.audio_mask)
        clips = Clips(
            **features,
            pictures=here(draft.pictures),
            seconds=here(draft.seconds),
            earlier=here(draft.earlier),
            audio_tokens=self.tokens[sounds] * audible[:, :, None],
            heard_names=self.heard[sounds] * audible[:, :, None],
            audio_mask=audible,
            text_tokens=tokens,
            text_mask=mask,
            sentence=vector,
            switches=here(draft.switches),
        )
        return Batch(
            clips,
            draft.truth.to(self.device),
            published,
            self.words(photo_prompts(draft.names))[2],
            draft.played,
            draft.questions,
        )


@dataclass
class Batches:
    """Stored scenes, drafts of them, and what encodes these."""

    scenes: StoredScenes
    drafts: Drafts
    encode: Encoder


Part = Literal["training", "validation", "test"]


def open_batches(scenes: Path, bank: Path, part: Part, text: TextEncoder) -> Batches:
    """Batches of one part, words encoded by `text`. What is kept from training is halved:
    thresholds are chosen on the validation part and measured on the test. What is asked is decided
    by the published text encoder, so that it is the same whatever is measured."""
    done = read(scenes).scenes
    held_out = part != "training"
    kept = [scene for scene in done if scene.held_out == held_out]
    if held_out:
        kept = kept[0 if part == "validation" else 1 :: 2]
    stored, sounds = StoredScenes(scenes, kept), read_bank(bank, held_out)
    asker = new_asker(labels_shown(done), TextEncoder.pretrained())
    return Batches(stored, Drafts(stored, sounds, asker), Encoder(sounds, text))


def new_asker(shown: Counter[str], text: TextEncoder) -> Asker:
    words = sorted(shown)
    vectors = embed(text, photo_prompts(words))[2].cpu()
    centred = unit(vectors - vectors.mean(0, keepdim=True), 1).numpy()
    return Asker(words, centred, np.array([shown[word] for word in words], float))


def new_model(vocabulary: list[str], text: TextEncoder) -> EEMC:
    """An untrained EEMC that knows its class names and the mean of short expressions, which it
    takes of those for `vocabulary`."""
    model = EEMC()
    names, mean = new_name_map(text)
    model.neck.name_map.class_names.copy_(names.class_names)
    model.neck.tail.copy_published()
    spoken = [f"the {word}" for word in vocabulary]
    model.fusion.word_mean.copy_(embed(text, spoken)[2].mean(0, keepdim=True))
    # Of photo prompts; only the name loss needs it, so it is in no checkpoint.
    model.register_buffer("label_mean", mean, persistent=False)
    return model
