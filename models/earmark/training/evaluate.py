"""Measure on held-out scenes: J by kind of sentence, ablations, nulls, thresholds."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch

from earmark.contract import SWITCHES
from earmark.model.eemc import EEMC
from earmark.training.batches import Batch, Batches

MASK_THRESHOLD = 0.5
SEED = 77


@dataclass
class Judged:
    """One frame's answer beside the truth."""

    kind: str
    present: bool
    presence: float
    intersection: int
    union: int
    drawn: float  # share of the picture


def iou(frame: Judged, presence_threshold: float) -> float:
    """J of a frame whose truth is not empty; an answer of "nothing" scores 0."""
    if frame.presence < presence_threshold:
        return 0.0
    return frame.intersection / max(1, frame.union)


@torch.no_grad()
def judge(model: EEMC, batches: Batches, clips: int, off: str | None = None) -> list[Judged]:
    """Every frame of `clips` fixed random clips; `off` names a switch to turn off."""
    model.eval()
    judged: list[Judged] = []
    for start in range(0, clips, 8):
        rng = np.random.default_rng((SEED, start))
        batch: Batch = batches.draw(rng, 8, 2, dropping=False)
        if off is not None:
            batch.clips.switches[:, SWITCHES.index(off)] = 0.0
        answers = model(batch.clips)
        inside = torch.sigmoid(answers.mask_logits) > MASK_THRESHOLD
        truth = batch.truth.flatten(0, 1) > 0.5
        for row in range(len(truth)):
            kind = batch.questions[row // 2].kind
            both = int((inside[row] & truth[row]).sum())
            either = int((inside[row] | truth[row]).sum())
            judged.append(
                Judged(
                    kind,
                    bool(truth[row].any()),
                    float(answers.presence[row]),
                    both,
                    either,
                    float(inside[row].float().mean()),
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


def summary(judged: list[Judged], threshold: float) -> dict[str, float]:
    """Mean J by kind over frames that have a truth, and how often an empty frame stays empty."""
    groups: dict[str, list[float]] = defaultdict(list)
    for frame in judged:
        if frame.present:
            groups[frame.kind].append(iou(frame, threshold))
            groups["all"].append(iou(frame, threshold))
    means = {f"J {kind}": round(float(np.mean(v)), 3) for kind, v in sorted(groups.items())}
    empty = [f for f in judged if not f.present]
    false = np.mean([f.presence >= threshold and f.drawn > 0.01 for f in empty]) if empty else 0.0
    return {**means, "empty frames drawn on": round(float(false), 3)}


def evaluate(
    model: EEMC, batches: Batches, clips: int, ablate: bool
) -> tuple[dict[str, object], dict[str, float]]:
    """The table, with each switch off too if asked, and `thresholds` of a manifest."""
    full = judge(model, batches, clips)
    threshold = best_threshold(full)
    results: dict[str, object] = {
        "presence_auc": round(separation(full), 3),
        "full": summary(full, threshold),
    }
    for off in SWITCHES if ablate else ():
        results[f"no {off}"] = summary(judge(model, batches, clips, off), threshold)
    return results, {"mask": MASK_THRESHOLD, "presence": threshold}
