"""How the model is trained: one object, which a run stores beside its checkpoint."""

from dataclasses import dataclass
from typing import Literal

import torch

Precision = Literal["float32", "bfloat16", "float16"]
TYPES: dict[Precision, torch.dtype] = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


@dataclass(frozen=True)
class LossWeights:
    """The paper's: 5 BCE + 5 Dice + 2 classification. The published code has BCE alone."""

    bce: float = 5.0
    dice: float = 5.0
    score: float = 2.0


RELEASED_LOSS = LossWeights(bce=1.0, dice=0.0, score=0.0)


@dataclass(frozen=True)
class Recipe:
    """What the paper does not state (rate, warm-up, decay, clipping) is as in recipes by which
    Mask2Former is fine-tuned."""

    clips_a_step: int = 4  # of all processes together
    epochs: int = 50
    rate: float = 1e-4  # AdamW
    weight_decay: float = 0.05
    warm_up_steps: int = 500
    clip_norm: float = 1.0  # of all gradients together
    precision: Precision = "bfloat16"
    loss: LossWeights = LossWeights()
    trains_all: bool = False  # every weight, not those alone that the method trains
    seed: int = 0
    checkpoint_steps: int = 500
    log_steps: int = 20
    workers: int = 4  # that read clips, for each process

    def rate_at(self, step: int, steps: int) -> float:
        """Warm-up, then down to zero in a straight line."""
        warm = min(1.0, (step + 1) / max(1, self.warm_up_steps))
        return self.rate * warm * max(0.0, 1.0 - step / max(1, steps))
