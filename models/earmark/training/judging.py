"""Measure on held-out scenes: J, F and S, by kind of sentence, with each cue off; thresholds.

Half of the held-out scenes are for validation, on which the thresholds are chosen, half for the
test. J and F are taken at 96 x 96, the size of the truth.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from earmark.contract import SWITCHES
from earmark.data.nouns import UNSEEN
from earmark.data.question import Maker
from earmark.data.questions import of_time
from earmark.data.scenes import Kept
from earmark.model.eemc import EEMC
from earmark.training.batches import Batch, Batches

MASK_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)  # tried on the validation scenes
DRAWN_SHARE = 0.01  # an empty frame with more of it covered has been drawn on
F_THRESHOLDS = torch.linspace(0, 1, 255)
F_BETA_SQUARED = 0.3
# Of absent nouns at most so many may be drawn: the aim itself, since common nouns are asked most.
ABSENT_DRAWN, ABSENT_EACH = 0.05, 6
TIMED_EACH, RELATED_EACH = 4, 4
SEED = 77
Results = dict[str, dict[str, float]]
ABLATIONS: dict[str, str | None] = {"all on": None} | {
    f"no {switch}": switch for switch in SWITCHES
}


@dataclass
class Judged:
    """One frame's answer beside the truth; `ious` and `drawn` for each of MASK_THRESHOLDS."""

    kind: str
    present: bool
    presence: float
    ious: list[float]
    drawn: list[float]  # shares of the picture
    region_f: np.ndarray  # at each of F_THRESHOLDS
    unseen: bool
    needs_sound: bool
    needs_time: bool


def region_f(shares: Tensor, truth: Tensor) -> Tensor:
    """Region F at 255 thresholds, as Ref-AVS computes it (beta^2 = 0.3): it is no boundary
    measure. shares and truth [h, w] -> [255]."""
    drawn = shares[None] >= F_THRESHOLDS[:, None, None]
    hit = (drawn & truth).sum((1, 2)).float()
    precision = hit / drawn.sum((1, 2)).clamp_min(1)
    recall = hit / truth.sum().clamp_min(1)
    return (
        (1 + F_BETA_SQUARED) * precision * recall
        / (F_BETA_SQUARED * precision + recall).clamp_min(1e-9)
    )  # fmt: skip


def fixed_batches(batches: Batches, clips: int) -> Iterator[Batch]:
    """The same random clips every time: half one moment of any scene, half several moments of
    scenes that change."""
    for start in range(0, clips, 16):
        rng = np.random.default_rng((SEED, start))
        yield batches.encode(batches.drafts.draw(rng, 8, 1, dropping=False))
        if batches.scenes.that_change:
            draft = batches.drafts.draw(rng, 8, 3, dropping=False, changing=True)
            yield batches.encode(draft)


def asked_of_each(
    batches: Batches, scenes: list[Kept], ask: Maker, each: int, size: int, frames: int = 1
) -> Iterator[Batch]:
    """`each` questions that `ask` has of every scene, in batches of `size` scenes; the same every
    time. Of random questions there are too few of some kinds to measure by."""
    for start in range(0, len(scenes), size):
        for number in range(each):
            rng = np.random.default_rng((SEED, start, number))
            draft = batches.drafts.asking(rng, scenes[start : start + size], ask, frames)
            if draft is not None:
                yield batches.encode(draft)


def absent_batches(batches: Batches, each: int = ABSENT_EACH) -> Iterator[Batch]:
    """Nouns that are not there, of every scene: what a threshold is chosen by."""
    return asked_of_each(batches, batches.scenes.all, batches.drafts.asker.absent, each, 16)


def timed_batches(batches: Batches) -> Iterator[Batch]:
    """Who comes, who goes, what moves, in three moments of every scene that changes: what memory
    should bring."""
    return asked_of_each(batches, batches.scenes.that_change, of_time, TIMED_EACH, 8, frames=3)


@torch.no_grad()
def judge(model: EEMC, asked: Iterable[Batch], off: str | None = None) -> list[Judged]:
    """Every frame of these batches; `off` names a switch to turn off."""
    model.eval()
    judged: list[Judged] = []
    levels = torch.tensor(MASK_THRESHOLDS)[:, None, None]
    for batch in asked:
        if off is not None:
            batch.clips.switches[:, SWITCHES.index(off)] = 0.0
        answers = model(batch.clips)
        frames = batch.truth.masks.shape[1]
        for row, truth in enumerate(batch.truth.masks.flatten(0, 1) > 0.5):
            question, clip = batch.questions[row // frames], batch.played[row // frames]
            shares = torch.sigmoid(answers.mask_logits[row])
            inside = shares > levels
            union = (inside | truth).sum((1, 2)).clamp_min(1)
            judged.append(
                Judged(
                    question.kind,
                    bool(truth.any()),
                    float(answers.presence[row]),
                    ((inside & truth).sum((1, 2)) / union).tolist(),
                    inside.float().mean((1, 2)).tolist(),
                    region_f(shares, truth).numpy(),
                    any(clip.scene.things[i].family in UNSEEN for i in question.targets),
                    question.needs_sound,
                    question.needs_time,
                )
            )
    model.train()
    return judged


def separation(judged: list[Judged]) -> float:
    """Area under the curve of presence: how often a present object outscores an absent one."""
    there = np.array([j.presence for j in judged if j.present])
    absent = np.array([j.presence for j in judged if not j.present])
    if not len(there) or not len(absent):
        return float("nan")
    return float(
        (there[:, None] > absent[None]).mean() + 0.5 * (there[:, None] == absent[None]).mean()
    )


def best_threshold(absent: list[Judged], level: int) -> float:
    """The lowest presence score with which few enough absent nouns are drawn."""
    for threshold in (percent / 100 for percent in range(30, 97)):
        drawn = [f.presence >= threshold and f.drawn[level] > DRAWN_SHARE for f in absent]
        if np.mean(drawn or [0.0]) <= ABSENT_DRAWN:
            return threshold
    return 0.97


def best_mask_level(judged: list[Judged]) -> int:
    """Index into MASK_THRESHOLDS of the one whose masks overlap best."""
    return int(np.mean([j.ious for j in judged if j.present], axis=0).argmax())


def summary(judged: list[Judged], presence_threshold: float, level: int) -> dict[str, float]:
    """Mean J by kind over frames that have a truth (an answer of "nothing" scores 0 there); F of
    the best threshold; and of frames without truth how often they are drawn on, and S."""
    groups: dict[str, list[float]] = defaultdict(list)
    curves = []
    for frame in judged:
        if not frame.present:
            continue
        overlap = frame.ious[level] if frame.presence >= presence_threshold else 0.0
        curves.append(frame.region_f)
        for group in ["all", frame.kind, "unseen" if frame.unseen else "seen"]:
            groups[group].append(overlap)
        if frame.needs_sound:
            groups["needing sound"].append(overlap)
        if frame.needs_time:
            groups["needing memory"].append(overlap)
    means = {f"J {kind}": round(float(np.mean(v)), 3) for kind, v in sorted(groups.items())}
    empty = [f for f in judged if not f.present]
    drawn = [f.presence >= presence_threshold and f.drawn[level] > DRAWN_SHARE for f in empty]
    areas = [f.drawn[level] * (f.presence >= presence_threshold) for f in empty]
    return {
        **means,
        "F all": round(float(np.mean(curves, axis=0).max()), 3) if curves else 0.0,
        "S": round(float(np.sqrt(areas).mean()), 3) if empty else 0.0,
        "empty frames drawn on": round(float(np.mean(drawn or [0.0])), 3),
        "frames": len(judged),
    }


def choose_thresholds(
    model: EEMC, validation: Batches, clips: int, absent_each: int = ABSENT_EACH
) -> tuple[dict[str, float], dict[str, float]]:
    """`thresholds` of a manifest, and the table of the scenes that they were chosen on. Fewer
    absent nouns a scene are enough where only a curve is drawn."""
    judged = judge(model, fixed_batches(validation, clips))
    level = best_mask_level(judged)
    threshold = best_threshold(judge(model, absent_batches(validation, absent_each)), level)
    figures = {"presence AUC": round(separation(judged), 3), **summary(judged, threshold, level)}
    return {"mask": MASK_THRESHOLDS[level], "presence": threshold}, figures


def measure(
    model: EEMC, test: Batches, clips: int, thresholds: dict[str, float], off: str | None = None
) -> dict[str, float]:
    """The table of the same random clips, with everything on or with one switch off."""
    level = MASK_THRESHOLDS.index(thresholds["mask"])
    judged = judge(model, fixed_batches(test, clips), off)
    return {
        "presence AUC": round(separation(judged), 3),
        **summary(judged, thresholds["presence"], level),
    }


def which_of_several(model: EEMC, test: Batches, thresholds: dict[str, float]) -> dict[str, float]:
    """J of "the left one", "the bigger one", "the one that sounds first" in every scene of several
    objects, with the words and without: without them nothing says which."""
    level = MASK_THRESHOLDS.index(thresholds["mask"])
    figures: dict[str, float] = {}
    several = test.scenes.of_several
    for name, off in (("with words", None), ("without words", "words")):
        asked = asked_of_each(test, several, test.drafts.asker.relation, RELATED_EACH, 16)
        judged = judge(model, asked, off)
        for group, value in summary(judged, thresholds["presence"], level).items():
            if group in ("J all", "J spatial", "J attribute", "J temporal", "J interaction"):
                figures[f"{group} {name}"] = value
    figures["frames"] = len(judged)
    return figures


def what_memory_brings(
    model: EEMC, test: Batches, thresholds: dict[str, float]
) -> dict[str, float]:
    """J of `timed_batches`, with the cached memory and without, and with presence disregarded."""
    level = MASK_THRESHOLDS.index(thresholds["mask"])
    figures: dict[str, float] = {}
    for name, off in (("with memory", None), ("without memory", "memory")):
        judged = judge(model, timed_batches(test), off)
        figures[f"presence AUC {name}"] = round(separation(judged), 3)
        for threshold, said in ((thresholds["presence"], ""), (0.0, ", presence disregarded")):
            for group, value in summary(judged, threshold, level).items():
                if group in ("J appearing", "J moving", "J needing memory"):
                    figures[f"{group} {name}{said}"] = value
        figures["frames"] = len(judged)
        figures["frames with truth"] = sum(frame.present for frame in judged)
    return figures
