"""Measure on held-out scenes: J by kind of sentence, ablations, nulls, thresholds."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch

from earmark.contract import SWITCHES
from earmark.model.eemc import EEMC
from earmark.training.batches import Batch, Batches

MASK_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)  # tried on the held-out scenes
DRAWN_SHARE = 0.01  # an empty frame with more of it covered has been drawn on
SEED = 77


@dataclass
class Judged:
    """One frame's answer beside the truth; `ious` and `drawn` for each of MASK_THRESHOLDS."""

    kind: str
    present: bool
    presence: float
    ious: list[float]
    drawn: list[float]  # shares of the picture


@torch.no_grad()
def judge(model: EEMC, batches: Batches, clips: int, off: str | None = None) -> list[Judged]:
    """Every frame of `clips` fixed random clips; `off` names a switch to turn off."""
    model.eval()
    judged: list[Judged] = []
    levels = torch.tensor(MASK_THRESHOLDS)[:, None, None]
    for start in range(0, clips, 8):
        rng = np.random.default_rng((SEED, start))
        batch: Batch = batches.draw(rng, 8, 2, dropping=False)
        if off is not None:
            batch.clips.switches[:, SWITCHES.index(off)] = 0.0
        answers = model(batch.clips)
        truths = batch.truth.flatten(0, 1) > 0.5
        for row, truth in enumerate(truths):
            inside = torch.sigmoid(answers.mask_logits[row]) > levels
            union = (inside | truth).sum((1, 2)).clamp_min(1)
            judged.append(
                Judged(
                    batch.questions[row // 2].kind,
                    bool(truth.any()),
                    float(answers.presence[row]),
                    ((inside & truth).sum((1, 2)) / union).tolist(),
                    inside.float().mean((1, 2)).tolist(),
                )
            )
    model.train()
    return judged


def separation(judged: list[Judged]) -> float:
    """Area under the curve of presence: how often a present thing outscores an absent one."""
    there = np.array([j.presence for j in judged if j.present])
    absent = np.array([j.presence for j in judged if not j.present])
    if not len(there) or not len(absent):
        return float("nan")
    return float(
        (there[:, None] > absent[None]).mean() + 0.5 * (there[:, None] == absent[None]).mean()
    )


def best_threshold(judged: list[Judged]) -> float:
    """The presence score that tells present from absent best; absent weighs 1.5."""
    there = np.array([j.presence for j in judged if j.present])
    absent = np.array([j.presence for j in judged if not j.present])
    candidates = np.linspace(0.05, 0.95, 91)
    gain = [(there >= t).mean() + 1.5 * (absent < t).mean() for t in candidates]
    return round(float(candidates[int(np.argmax(gain))]), 2)


def best_mask_level(judged: list[Judged]) -> int:
    """Index into MASK_THRESHOLDS of the one whose masks overlap best."""
    return int(np.mean([j.ious for j in judged if j.present], axis=0).argmax())


def summary(judged: list[Judged], presence_threshold: float, level: int) -> dict[str, float]:
    """Mean J by kind over frames that have a truth (an answer of "nothing" scores 0 there), and
    how often a frame without is drawn on."""
    groups: dict[str, list[float]] = defaultdict(list)
    for frame in judged:
        if frame.present:
            overlap = frame.ious[level] if frame.presence >= presence_threshold else 0.0
            groups[frame.kind].append(overlap)
            groups["all"].append(overlap)
    means = {f"J {kind}": round(float(np.mean(v)), 3) for kind, v in sorted(groups.items())}
    empty = [f for f in judged if not f.present]
    drawn = [f.presence >= presence_threshold and f.drawn[level] > DRAWN_SHARE for f in empty]
    return {**means, "empty frames drawn on": round(float(np.mean(drawn or [0.0])), 3)}


def measure(
    model: EEMC, batches: Batches, clips: int, ablate: bool
) -> tuple[dict[str, object], dict[str, float]]:
    """The table, with each switch off too if asked, and `thresholds` of a manifest."""
    full = judge(model, batches, clips)
    threshold, level = best_threshold(full), best_mask_level(full)
    results: dict[str, object] = {
        "presence AUC": round(separation(full), 3),
        "full": summary(full, threshold, level),
    }
    for off in SWITCHES if ablate else ():
        results[f"no {off}"] = summary(judge(model, batches, clips, off), threshold, level)
    return results, {"mask": MASK_THRESHOLDS[level], "presence": threshold}
