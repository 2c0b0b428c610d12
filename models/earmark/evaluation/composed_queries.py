"""Queries about composed scenes that no training used, with every cue switched off in turn, and
whether a longer sentence loses what its noun alone finds.

`python -m earmark.evaluation.composed_queries --cache DIR --labels FILE... --root DIR --bank FILE
--model FILE [--whole-cache] [--scenes N] [--out FILE]`

Scenes are made of held-out photos and recordings as in training (`earmark.data.instance_scenes`),
with `--whole-cache` of all photos of a cache that no training used;
the truth is by instance, so masks have no part in it. Three figures for each switch:

- chosen: of queries that mean something, how often the most probable instance is meant
- agreement: IoU of the instances with p over the threshold and those that are meant, counted by
  instance, where something is meant
- drawn: of queries that mean nothing here, how often some p is over the presence threshold

"only the sound differs" are pairs of scenes that look alike (`earmark.data.sound_contrasts`).
"""

import argparse
import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from earmark.contract import SWITCHES
from earmark.data.instance_rows import InstanceCache, held_out, read_cache
from earmark.data.instance_scenes import Moment, SceneSampler
from earmark.data.instances import load_photos
from earmark.data.queries.say import LONG_WORDS
from earmark.data.queries.types import Query
from earmark.data.sound_contrasts import draw_contrast
from earmark.data.sounds import SoundBank, read_bank
from earmark.model.text_encoder import TextEncoder
from earmark.segmentation.meaning import InstanceThresholds
from earmark.training.instance_batches import TextCache, collate
from earmark.training.instance_learner import Learner, TrainConfig

SEED = 7
QUERIES_PER_SCENE = 6
SCENES_PER_BATCH = 16
# "the one that barks", "what is barking", "the source of the sound".
NO_NOUN = re.compile(
    r"\bones?\b|^(what|who)|\b(every|any)thing\b|(?<!is |re )the source", re.IGNORECASE
)
Floats = NDArray[np.float32]


@dataclass
class Answered:
    """One query: which rows of its scene are meant and how probable each is."""

    query: Query
    meant: NDArray[np.int64]  # [n] 1 meant, 0 not, -1 nobody can say
    p: Floats  # [n]

    @property
    def has_truth(self) -> bool:
        return bool((self.meant == 1).any())

    @property
    def known(self) -> Floats:
        """p of the rows of which the truth is known."""
        return self.p[self.meant >= 0]


@torch.no_grad()
def answer(
    learner: Learner, moments: list[Moment], cache: InstanceCache, bank: SoundBank,
    text: TextCache, switches: tuple[float, ...] = (1.0,) * len(SWITCHES),
) -> list[Answered]:  # fmt: skip
    """All queries of all moments, in their order."""
    found: list[Answered] = []
    for at in range(0, len(moments), SCENES_PER_BATCH):
        part = moments[at : at + SCENES_PER_BATCH]
        batch = collate(part, cache, bank, {})
        outputs, _ = learner(batch, text(batch.texts), torch.tensor([switches] * len(batch.texts)))
        rows = iter(torch.sigmoid(outputs.meant_logits).numpy())
        found += [
            Answered(query, meant, next(rows)[: len(meant)])
            for moment in part
            for query, meant in moment.queries
        ]
    return found


def figures(answers: list[Answered], thresholds: InstanceThresholds) -> dict[str, float]:
    """Counts and means of a group of queries, see above."""
    there = [a for a in answers if a.has_truth]
    nothing = [a for a in answers if not a.has_truth and len(a.known)]
    chosen, agreement = [], []
    for a in there:
        known = a.meant >= 0
        meant = a.meant[known] == 1
        said = np.isin(np.arange(len(a.p)), thresholds.meant(np.where(known, a.p, 0.0)))[known]
        chosen.append(float(meant[a.known.argmax()]))
        agreement.append((meant & said).sum() / (meant | said).sum())
    drawn = [float(a.known.max() >= thresholds.presence) for a in nothing]
    means = {"chosen": chosen, "agreement": agreement, "drawn": drawn}
    return {"queries": len(there), "nothing": len(nothing)} | {
        name: round(float(np.mean(values)), 3) for name, values in means.items() if values
    }


def by_group(answers: list[Answered], thresholds: InstanceThresholds) -> dict[str, dict]:
    """All queries, those without a noun, those that need a cue, each kind."""
    groups: dict[str, list[Answered]] = defaultdict(list)
    for a in answers:
        groups["all"].append(a)
        groups[f"kind {a.query.kind}"].append(a)
        if NO_NOUN.search(a.query.text):
            groups["without a noun"].append(a)
        for cue in a.query.needs - {"visual", "text"}:
            groups[f"needs {cue}"].append(a)
    return {name: figures(group, thresholds) for name, group in sorted(groups.items())}


def is_long(query: Query) -> bool:
    return query.text.count(" ") + 1 >= LONG_WORDS


def shortened(moment: Moment) -> tuple[Moment, Moment] | None:
    """The long sentences of a moment that mean an instance whose name is known; and the same moment
    asked for "the noun" of each. The noun may mean more; both are judged by the instances that the
    long sentence means."""
    long, short = [], []
    for query, meant in moment.queries:
        names = [moment.names[row] or {} for row in np.flatnonzero(meant == 1)]
        surest = [max(of, key=lambda name, of=of: of[name]) for of in names if of]
        if is_long(query) and surest:
            long.append((query, meant))
            short.append((replace(query, text=f"the {surest[0]}"), meant))
    return (replace(moment, queries=long), replace(moment, queries=short)) if long else None


def lost_by_length(
    learner: Learner, moments: list[Moment], cache: InstanceCache, bank: SoundBank,
    text: TextCache, thresholds: InstanceThresholds,
) -> dict[str, float]:  # fmt: skip
    """Of what "the noun" finds, the share that a true sentence of eight or more words loses: none
    of the instances it means has a p over the presence threshold."""
    pairs = [pair for pair in map(shortened, moments) if pair is not None]
    long, short = (
        answer(learner, [pair[side] for pair in pairs], cache, bank, text) for side in (0, 1)
    )

    def finds(a: Answered) -> bool:
        return bool((a.p[a.meant == 1] >= thresholds.presence).any())

    lost = [not finds(a) for a, b in zip(long, short, strict=True) if finds(b)]
    return {"found by the noun": len(lost), "lost": round(float(np.mean(lost)), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "bank", "model"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--whole-cache", action="store_true", help="no photo of it was trained on")
    parser.add_argument("--scenes", type=int, default=600)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config, thresholds = TrainConfig(), InstanceThresholds()
    photos = load_photos(options.labels, options.root)
    cache = read_cache(options.cache, photos, options.root, config.scene)
    bank = read_bank(options.bank, True)
    state = torch.load(options.model, weights_only=True)["state_dict"]
    learner = Learner(config, torch.zeros(1, config.model.text_width))
    learner.load_state_dict(state)
    learner.eval()
    rng = np.random.default_rng(SEED)
    unseen = cache if options.whole_cache else held_out(cache)
    sampler = SceneSampler(unseen, bank, config.scene, config.query)
    drawn = (sampler.draw(rng, QUERIES_PER_SCENE) for _ in range(options.scenes))
    moments = [moment for moment in drawn if moment is not None]
    text = TextCache(TextEncoder.pretrained())
    pairs = (draw_contrast(sampler, rng, QUERIES_PER_SCENE) for _ in range(options.scenes // 3))
    contrasted = [moment for pair in pairs for moment in pair]
    report: dict[str, dict] = {}
    for off in (None, *range(len(SWITCHES))):
        switches = tuple(float(n != off) for n in range(len(SWITCHES)))
        name = "all on" if off is None else f"no {SWITCHES[off]}"
        answers = answer(learner, moments, cache, bank, text, switches)
        report[name] = by_group(answers, thresholds)
        answers = answer(learner, contrasted, cache, bank, text, switches)
        report[name]["only the sound differs"] = figures(answers, thresholds)
        without = [a for a in answers if NO_NOUN.search(a.query.text)]
        report[name]["only the sound differs, without a noun"] = figures(without, thresholds)
        print(name, json.dumps(report[name]), flush=True)
    report["long sentences"] = lost_by_length(learner, moments, cache, bank, text, thresholds)
    print("long sentences", json.dumps(report["long sentences"]), flush=True)
    if options.out is not None:
        options.out.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
