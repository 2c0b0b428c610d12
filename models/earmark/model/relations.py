"""Which of several: what words like "left", "biggest" and "first" say, as maps over places.

Not in the paper. Attention alone must learn a product of words and positions from examples; with
as few as there are here it did not. Here a word piece states directly how far to the left, to the
top, how large and how late the object is. Positions are those of whole objects relative to the
other candidates: where two stand close, no side of one of them is "on the right".
"""

import torch
from torch import Tensor, nn

from earmark.contract import SHAPE
from earmark.model.places import along
from earmark.model.vectors import unit

LEAST_SPREAD = 0.1  # of half the picture, or of half the window
THING_WIDTH = 32  # of the vectors by which places know their object
MAPS = 4  # right of the others, below them, larger, heard when it is asked


def ends(steps: int) -> Tensor:
    """Where each step lies between -1 and 1, [steps]."""
    return 2.0 * along(steps) - 1.0


def mean(at: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean of at [N] or [B, N] by weights [B, N] -> [B, 1]."""
    return (weights * at).sum(1, keepdim=True) / weights.sum(1, keepdim=True).clamp_min(1e-3)


def against(at: Tensor, weights: Tensor) -> Tensor:
    """How far positions at [N] or [B, N] lie from their weighted mean, in their spread: weights
    [B, N] -> [B, N]."""
    away = at - mean(at, weights)
    spread = torch.sqrt(mean(away * away, weights) + 1e-6)
    return away / (spread + LEAST_SPREAD)


class Relations(nn.Module):
    """Text tokens [B, L, 384] -> wishes [B, 4]: to the right, down, large, late."""

    def __init__(self) -> None:
        super().__init__()
        self.wish = nn.Sequential(nn.Linear(SHAPE.name_width, 64), nn.GELU(), nn.Linear(64, MAPS))
        self.candidate = nn.Linear(SHAPE.width, 1)
        self.audible = nn.Linear(SHAPE.width, 1)
        self.thing = nn.Sequential(
            nn.Linear(SHAPE.width, 64), nn.GELU(), nn.Linear(64, THING_WIDTH)
        )
        self.same = nn.Parameter(torch.tensor([4.0, 0.3]))  # how sharp, from which cosine on
        nn.init.zeros_(self.wish[2].weight)
        nn.init.zeros_(self.wish[2].bias)
        self.side = SHAPE.grid_size // 2  # of the grid of visual tokens
        line = ends(self.side)
        at = torch.stack([line.repeat(self.side), line.repeat_interleave(self.side)], 1)
        self.register_buffer("at", at, persistent=False)  # x and y of each place
        self.register_buffer("seconds", ends(SHAPE.window_seconds), persistent=False)

    def wishes(self, text_tokens: Tensor, text_mask: Tensor) -> Tensor:
        """What each word piece wishes, in sum."""
        return (self.wish(text_tokens) * text_mask[:, :, None]).sum(1)

    def alike(self, rows: Tensor) -> Tensor:
        """Whether two places [B, N, d] show one object, as logits [B, N, N]."""
        things = unit(self.thing(rows - rows.mean(1, keepdim=True)), 2)
        return self.same[0] * (things @ things.transpose(1, 2) - self.same[1])

    def candidates(self, rows: Tensor) -> Tensor:
        """Whether places [B, N, d] show something that the noun alone would mean, as logits
        [B, N]."""
        return self.candidate(rows)[:, :, 0]

    def places(self, candidates: Tensor, alike: Tensor, wishes: Tensor) -> Tensor:
        """How well the objects of places lie as wished against the other candidates: [B, N, 3]."""
        candidate = torch.sigmoid(candidates)
        own = torch.sigmoid(alike) * candidate[:, None, :]
        places = own.sum(2, keepdim=True)
        at = (own @ self.at) / places.clamp_min(1e-3)
        size = torch.sqrt(places[:, :, 0] + 1e-3) / self.side  # its side, in the picture's
        larger = size - mean(size, candidate)
        maps = [against(at[:, :, 0], candidate), against(at[:, :, 1], candidate), 4.0 * larger]
        return torch.stack(maps, 2) * wishes[:, None, :3]

    def when(
        self, audio_tokens: Tensor, audio_mask: Tensor, wishes: Tensor
    ) -> tuple[Tensor, Tensor]:
        """How well each second lies as wished among those with a sound, and how audible it is, as
        logits [B, T] both."""
        audible = self.audible(audio_tokens)[:, :, 0]
        heard = torch.sigmoid(audible) * audio_mask
        return against(self.seconds, heard) * wishes[:, 3:], audible
