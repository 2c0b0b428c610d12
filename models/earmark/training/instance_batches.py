"""Batches of moments: tensors padded to the most rows, and the encoded queries."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from earmark.data.instance_rows import NOBODY, InstanceCache, mirror_colours
from earmark.data.instance_scenes import Moment
from earmark.data.sounds import SoundBank
from earmark.model.text_encoder import TextEncoder, tokenize


class TextCache:
    """Encoded queries; sentences of one batch are encoded together, only as long as they are."""

    def __init__(self, encoder: TextEncoder, capacity: int = 30000) -> None:
        self.encoder, self.capacity = encoder, capacity
        self.known: OrderedDict[str, tuple[Tensor, Tensor]] = OrderedDict()

    @torch.no_grad()
    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens [B, L, 384], mask [B, L], sentence [B, 384]; L is the longest of them."""
        new = sorted({t for t in texts if t not in self.known}, key=len)
        for at in range(0, len(new), 32):
            part = new[at : at + 32]
            ids, mask = tokenize(part)
            longest = int(mask.sum(1).max())
            tokens, sentence = self.encoder(ids[:, :longest], mask[:, :longest])
            for n, text in enumerate(part):
                length = int(mask[n].sum())
                self.known[text] = (tokens[n, :length].half(), sentence[n])
        found = [self.known[t] for t in texts]
        while len(self.known) > self.capacity:
            self.known.popitem(last=False)
        longest = max(len(rows) for rows, _ in found)
        tokens = torch.zeros(len(texts), longest, 384)
        mask = torch.zeros(len(texts), longest)
        for n, (rows, _) in enumerate(found):
            tokens[n, : len(rows)], mask[n, : len(rows)] = rows.float(), 1.0
        return tokens, mask, torch.stack([sentence for _, sentence in found])


@dataclass
class Batch:
    """S moments with R queries in all, padded to N rows."""

    regions: Tensor  # [S, N, R]
    scores: Tensor  # [S, N, 80]
    boxes: Tensor  # [S, N, 4]
    memory_boxes: Tensor
    memory_count: Tensor  # [S, N]
    there: Tensor  # [S, N]
    audio_tokens: Tensor  # [S, T, 256]
    audio_names: Tensor  # [S, T, 384]
    audio_mask: Tensor  # [S, T]
    second: Tensor  # int64 [S]
    scene_of: Tensor  # int64 [R]
    texts: list[str]
    truth: Tensor  # [R, N] 1, 0, -1 for unknown
    nearest: Tensor  # int64 [S, N] the instance that a row covers best; under 0 for none
    fits: Tensor  # [S, N] how well: IoU
    known_names: Tensor  # [S, N] 1 where names are known
    noun_targets: Tensor  # [S, N, nouns]
    kinds: list[str]
    needs: list[frozenset[str]]


def collate(
    moments: list[Moment], cache: InstanceCache, bank: SoundBank, nouns: dict[str, int]
) -> Batch:
    size, most = len(moments), max(len(m.rows) for m in moments)
    width = cache.regions.shape[1]
    regions = np.zeros((size, most, width), np.float32)
    scores = np.zeros((size, most, cache.scores.shape[1]), np.float32)
    boxes = np.zeros((size, most, 4), np.float32)
    memory_boxes, memory_count = boxes.copy(), np.zeros((size, most), np.float32)
    there, known, fits = memory_count.copy(), memory_count.copy(), memory_count.copy()
    nearest = np.full((size, most), NOBODY, np.int64)
    targets = np.zeros((size, most, len(nouns)), np.float32)
    truth, scene_of, texts, kinds, needs = [], [], [], [], []
    for s, moment in enumerate(moments):
        n = len(moment.rows)
        regions[s, :n] = mirror_colours(
            cache.regions[moment.rows].astype(np.float32), moment.mirrored
        )
        scores[s, :n] = cache.scores[moment.rows]
        boxes[s, :n], memory_boxes[s, :n] = moment.boxes, moment.memory_boxes
        memory_count[s, :n], there[s, :n] = moment.memory_count, 1.0
        nearest[s, :n], fits[s, :n] = moment.nearest, moment.fits
        for row, names in enumerate(moment.names):
            if names is not None:
                known[s, row] = 1.0
                for name, p in names.items():
                    if name in nouns:
                        targets[s, row, nouns[name]] = max(targets[s, row, nouns[name]], p)
        for query, meant in moment.queries:
            truth.append(np.pad(meant, (0, most - n), constant_values=-1))
            scene_of.append(s)
            texts.append(query.text)
            kinds.append(query.kind)
            needs.append(query.needs)
    rows = torch.tensor(np.stack([m.audio_rows for m in moments]))
    mask = torch.tensor(np.stack([m.audio_mask for m in moments]))
    return Batch(
        torch.from_numpy(regions), torch.from_numpy(scores), torch.from_numpy(boxes),
        torch.from_numpy(memory_boxes), torch.from_numpy(memory_count), torch.from_numpy(there),
        bank.tokens[rows].float() * mask[..., None], bank.heard[rows].float() * mask[..., None],
        mask,
        torch.tensor([m.second for m in moments]), torch.tensor(scene_of), texts,
        torch.tensor(np.stack(truth)), torch.from_numpy(nearest),
        torch.from_numpy(fits), torch.from_numpy(known), torch.from_numpy(targets),
        kinds, needs,
    )  # fmt: skip
