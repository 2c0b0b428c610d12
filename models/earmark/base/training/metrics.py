"""The benchmark's figures as its published code computes them: J, F and S."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

MASK_THRESHOLD, NULL_THRESHOLD = 0.4, 0.5
BETA_SQUARE, CURVE_POINTS = 0.3, 255
CLIPS_A_BATCH = 4  # whose frames share the best threshold of F


def jaccard(p: Tensor, truth: Tensor) -> Tensor:
    """IoU of each frame, [N, H, W] -> [N]; where the truth is empty, the share of the background
    that is left alone."""
    inside, real = p > MASK_THRESHOLD, truth > 0.5
    union = (inside | real).flatten(1).sum(1)
    overlap = (inside & real).flatten(1).sum(1)
    alone = (~inside & ~real).flatten(1).sum(1)
    area = p[0].numel()
    iou = overlap / (union + 1e-7)
    return torch.where(real.flatten(1).any(1), iou, alone / (area + 1e-7)).double()


def f_curves(p: Tensor, truth: Tensor) -> Tensor:
    """F over thresholds of each frame whose truth is not empty: [N, H, W] -> [M, 255]."""
    real = truth > 0.5
    some = real.flatten(1).any(1)
    p, real = p[some].flatten(1), real[some].flatten(1)
    curves = torch.zeros(len(p), CURVE_POINTS, dtype=torch.float64)
    for i, threshold in enumerate(torch.linspace(0, 1, CURVE_POINTS)):
        inside = p >= threshold
        correct = (inside & real).sum(1).double()
        precision = correct / (inside.sum(1).double() + 1e-20)
        recall = correct / (real.sum(1).double() + 1e-20)
        f = (1 + BETA_SQUARE) * precision * recall / (BETA_SQUARE * precision + recall)
        curves[:, i] = torch.nan_to_num(f)
    return curves


def null_score(p: Tensor) -> Tensor:
    """S of each frame, [N, H, W] -> [N]: lower is better."""
    return (p > NULL_THRESHOLD).flatten(1).double().mean(1).sqrt()


@dataclass
class Figures:
    """Running means over clips. Clips come in batches of four, as in the published evaluation."""

    _j: list[Tensor] = field(default_factory=list)
    _f: list[float] = field(default_factory=list)
    _s: list[Tensor] = field(default_factory=list)

    def add(self, p: Tensor, truth: Tensor) -> None:
        """Probabilities and truth of up to four clips, [B, T, H, W]."""
        for clips, real in zip(p.split(CLIPS_A_BATCH), truth.split(CLIPS_A_BATCH), strict=True):
            frames, masks = clips.flatten(0, 1), real.flatten(0, 1)
            self._j.append(jaccard(frames, masks))
            self._s.append(null_score(frames))
            curves = f_curves(frames, masks)
            if len(curves):
                self._f.append(float(curves.mean(0).max()))

    def values(self) -> dict[str, float]:
        """j, f and s; f is 0 where no truth was to be found."""
        mean_f = sum(self._f) / len(self._f) if self._f else 0.0
        return {"j": mean(self._j), "f": mean_f, "s": mean(self._s)}


def mean(parts: list[Tensor]) -> float:
    return float(torch.cat(parts).mean()) if parts else 0.0
