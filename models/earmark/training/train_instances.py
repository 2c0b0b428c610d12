"""Teaches the instance head and the fusion which instances a query means.

`python -m earmark.training.train_instances --cache DIR --labels FILE... --bank FILE --frozen FILE
--out DIR`

Resumable: `state.pt` in --out is gone on from. Every weight of losses, scenes and queries stands in
`TrainConfig` and goes into the bundle's manifest.
"""

import argparse
import json
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from earmark.data.instance_rows import (
    InstanceCache,
    held_out,
    labelled_nouns,
    learned,
    read_cache,
)
from earmark.data.instance_scenes import Moment, SceneSampler
from earmark.data.instances import load_photos
from earmark.data.sound_contrasts import draw_contrast
from earmark.data.sounds import SoundBank, read_bank
from earmark.model.detector import CLASS_NAMES
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.vectors import unit
from earmark.training.instance_batches import TextCache, collate
from earmark.training.instance_learner import Learner, TrainConfig
from earmark.training.mean import follow
from earmark.training.rate import rate_share


def draw_switches(rng: np.random.Generator, count: int, config: TrainConfig) -> Tensor:
    drops = (config.drop_audio, config.drop_text, config.drop_memory, config.drop_modality)
    return torch.tensor((rng.random((count, 4)) >= drops).astype(np.float32))


def noun_vectors(encoder: TextEncoder, nouns: list[str], word_mean: Tensor) -> Tensor:
    """Unit vectors [nouns, 384] in the space of names: without what all short expressions share."""
    vectors = torch.cat(
        [
            embed(encoder, [form.format(n) for n in nouns])[2][None]
            for form in ("{}", "the {}", "a photo of a {}")
        ]
    )
    return unit(vectors.mean(0) - word_mean, 1)


@torch.no_grad()
def start(learner: Learner, encoder: TextEncoder, word_mean: Tensor) -> None:
    """Fixed tables: names of the detector's classes, what all short expressions share."""
    learner.fusion.word_mean.copy_(word_mean)
    learner.head.detector_names.copy_(noun_vectors(encoder, CLASS_NAMES, word_mean))


def evaluate(
    learner: Learner,
    moments: list[Moment],
    cache: InstanceCache,
    bank: SoundBank,
    nouns: dict[str, int],
    text: TextCache,
) -> dict[str, float]:
    """By kind: how often the best instance is a meant one; of absent queries, the share with any p
    over a half."""
    learner.eval()
    right: dict[str, list[float]] = {}
    with torch.no_grad():
        for at in range(0, len(moments), 16):
            batch = collate(moments[at : at + 16], cache, bank, nouns)
            outputs, names = learner(batch, text(batch.texts), torch.ones(len(batch.texts), 4))
            logits = outputs.meant_logits + (batch.truth < 0) * -30.0
            for row, truth, kind in zip(logits, batch.truth, batch.kinds, strict=True):
                if (truth == 1).any():
                    right.setdefault(kind, []).append(float(truth[row.argmax()] == 1))
                    right.setdefault("~found", []).append(float(row.amax() > 0))
                else:
                    right.setdefault(f"{kind} (nothing)", []).append(float(row.amax() > 0))
            known = (batch.noun_targets.amax(2) >= 0.6) & (batch.known_names > 0)
            best = (names @ learner.noun_vectors.t()).argmax(2)
            hit = batch.noun_targets.gather(2, best[..., None])[..., 0] >= 0.6
            right.setdefault("~named", []).extend(hit[known].float().tolist())
    learner.train()
    return {kind: round(float(np.mean(v)), 3) for kind, v in sorted(right.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "bank", "frozen", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--steps", type=int, default=TrainConfig.steps)
    parser.add_argument("--rate", type=float, default=TrainConfig.rate)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1e9)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config = TrainConfig(steps=options.steps, rate=options.rate)
    torch.manual_seed(config.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    cache = read_cache(
        options.cache, load_photos(options.labels, options.root), options.root, config.scene
    )
    bank, held_bank = read_bank(options.bank, False), read_bank(options.bank, True)
    train, test = learned(cache), held_out(cache)
    print(f"{len(train.photos)} photos to learn from, {len(test.photos)} held out", flush=True)
    encoder = TextEncoder.pretrained()
    word_mean = torch.load(options.frozen, weights_only=True)["word_mean"]
    nouns = labelled_nouns(train.photos)
    learner = Learner(config, noun_vectors(encoder, list(nouns), word_mean))
    start(learner, encoder, word_mean)
    average = {k: v.clone() for k, v in learner.state_dict().items()}
    optimizer = torch.optim.AdamW(
        learner.parameters(), config.rate, weight_decay=config.weight_decay
    )
    first = 0
    state_file = options.out / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        learner.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, first = state["average"], state["step"]
    elif options.start is not None:
        learner.load_state_dict(torch.load(options.start, weights_only=True)["state_dict"])
        average = {k: v.clone() for k, v in learner.state_dict().items()}
    text = TextCache(encoder)
    sampler = SceneSampler(train, bank, config.scene, config.query)
    test_rng = np.random.default_rng(99)
    test_sampler = SceneSampler(test, held_bank, config.scene, config.query)
    test_moments = [
        m for m in (test_sampler.draw(test_rng, 6) for _ in range(240)) if m is not None
    ]
    seen: deque[Moment] = deque(maxlen=config.replay_size)
    begun, told, sums = time.monotonic(), time.monotonic(), {}

    def save(step: int) -> None:
        torch.save(
            {
                "model": learner.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average,
                "step": step,
            },
            state_file,
        )
        torch.save(
            {
                "state_dict": average,
                "config": asdict(config),
                "step": step,
                "photos": len(train.photos),
            },
            options.out / "instances.pt",
        )

    for step in range(first, config.steps):
        rng = np.random.default_rng([config.seed, step])
        moments: list[Moment] = []
        if len(seen) >= config.replay_from:
            moments = [seen[rng.integers(len(seen))] for _ in range(config.replayed)]
        if rng.random() < config.contrasts:
            contrasted = draw_contrast(sampler, rng, config.queries)
            moments += contrasted
            seen.extend(contrasted)
        while len(moments) < config.scenes:
            moment = sampler.draw(rng, config.queries)
            if moment is not None:
                moments.append(moment)
                seen.append(moment)
        batch = collate(moments, train, bank, nouns)
        switches = draw_switches(rng, len(batch.texts), config)
        for group in optimizer.param_groups:
            share = rate_share(step, step / config.steps, config.warm_up)
            group["lr"] = config.rate * share
        outputs, vectors = learner(batch, text(batch.texts), switches)
        losses = learner.losses(batch, outputs, vectors, switches)
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimizer.step()
        follow(average, learner.state_dict(), config.average, step)
        for key, value in losses.items():
            sums[key] = 0.98 * sums.get(key, value.item()) + 0.02 * value.item()
        if (step + 1) % 50 == 0:
            pace = (time.monotonic() - begun) / (step + 1 - first)
            left = pace * (config.steps - step - 1) / 60
            said = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
            print(
                f"step {step + 1} {said} {pace:.2f} s a step, {left:.0f} minutes left", flush=True
            )
        out_of_time = (time.monotonic() - begun) / 60 > options.minutes
        if time.monotonic() - told > 240 or step + 1 == config.steps or out_of_time:
            told = time.monotonic()
            save(step + 1)
            now = {k: v.clone() for k, v in learner.state_dict().items()}
            learner.load_state_dict(average)
            print(
                json.dumps(evaluate(learner, test_moments, test, held_bank, nouns, text)),
                flush=True,
            )
            learner.load_state_dict(now)
        if out_of_time:
            break


if __name__ == "__main__":
    main()
