"""Which of several: what words like "left", "biggest" and "first" say, as maps over places.

Not in the paper. Attention alone must learn a product of words and places from examples; with as
few as there are here it did not begin to. Here a word piece says directly how far to the left, to
the top, how large and how late the thing is, and a place knows how far it lies so against the
other candidates.
"""

import torch
from torch import Tensor, nn

from earmark.contract import SHAPE
from earmark.model.places import along

LEAST_SPREAD = 0.1  # of half the picture, or of half the window
AREA_SIDE = 5  # places across which a candidate's extent is counted
MAPS = 4  # right of the others, below them, larger, heard when it is asked


def ends(steps: int) -> Tensor:
    """Where each step lies between -1 and 1, [steps]."""
    return 2.0 * along(steps) - 1.0


def against(at: Tensor, weights: Tensor) -> Tensor:
    """How far positions at [N] lie from their weighted mean, in their spread: weights [B, N] ->
    [B, N]."""
    total = weights.sum(1, keepdim=True).clamp_min(1e-3)
    away = at - (weights * at).sum(1, keepdim=True) / total
    spread = torch.sqrt((weights * away * away).sum(1, keepdim=True) / total + 1e-6)
    return away / (spread + LEAST_SPREAD)


class Relations(nn.Module):
    """Text tokens [B, L, 384] -> wishes [B, 4]: to the right, down, large, late."""

    def __init__(self) -> None:
        super().__init__()
        self.wish = nn.Sequential(nn.Linear(SHAPE.name_width, 64), nn.GELU(), nn.Linear(64, MAPS))
        self.candidate = nn.Linear(SHAPE.width, 1)
        self.audible = nn.Linear(SHAPE.width, 1)
        nn.init.zeros_(self.wish[2].weight)
        nn.init.zeros_(self.wish[2].bias)
        self.side = SHAPE.grid_size // 2  # of the grid of visual tokens
        line = ends(self.side)
        self.register_buffer("x", line.repeat(self.side), persistent=False)
        self.register_buffer("y", line.repeat_interleave(self.side), persistent=False)
        near = (torch.arange(self.side)[:, None] - torch.arange(self.side)).abs() <= AREA_SIDE // 2
        self.register_buffer("near", near.float() / AREA_SIDE, persistent=False)
        self.register_buffer("seconds", ends(SHAPE.window_seconds), persistent=False)

    def wishes(self, text_tokens: Tensor, text_mask: Tensor) -> Tensor:
        """What each word piece wishes, in sum."""
        return (self.wish(text_tokens) * text_mask[:, :, None]).sum(1)

    def places(self, rows: Tensor, wishes: Tensor) -> Tensor:
        """How well places [B, N, d] lie as wished against the other candidates: [B, N, 3]."""
        candidate = torch.sigmoid(self.candidate(rows)[:, :, 0])
        grid = candidate.reshape(-1, self.side, self.side)
        extent = (self.near @ grid @ self.near).flatten(1)  # the mean of a square around each
        total = candidate.sum(1, keepdim=True).clamp_min(1e-3)
        larger = extent - (extent * candidate).sum(1, keepdim=True) / total
        maps = [against(self.x, candidate), against(self.y, candidate), 4.0 * larger]
        return torch.stack(maps, 2) * wishes[:, None, :3]

    def when(
        self, audio_tokens: Tensor, audio_mask: Tensor, wishes: Tensor
    ) -> tuple[Tensor, Tensor]:
        """How well each second lies as wished among those with a sound, and how audible it is, as
        logits [B, T] both."""
        audible = self.audible(audio_tokens)[:, :, 0]
        heard = torch.sigmoid(audible) * audio_mask
        return against(self.seconds, heard) * wishes[:, 3:], audible
