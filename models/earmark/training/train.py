"""Train EEMC: `python -m earmark.training.train --scenes DIR --bank FILE --out DIR`.

The encoders are frozen and their outputs prepared (`earmark.data.prepare`, `earmark.data.sounds`);
what learns is the neck, the cue fusion and the mask decoder. Deterministic by seed, resumable.
"""

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from earmark.model.eemc import EEMC, Answers
from earmark.model.visual_encoder import unit
from earmark.training.batches import Batch, Batches, new_model, open_batches
from earmark.training.judging import measure
from earmark.training.loss import Parts, name_loss, total_loss

# Public names of what the scenes are made of (see the models' README for terms).
DATA = [
    "ImageNet sample images (EliSchwartz/imagenet-sample-images)",
    "COCO 2017 train subset with polygons (lightly-ai/coco128_yolo)",
    "instrument, animal, vehicle and household photos of eight public repositories",
    "cut-out photographs of Tux Paint's stamps",
    "ESC-10, donateacry, Berklee/OLPC, FreePats and other public recordings",
]


@dataclass(frozen=True)
class TrainConfig:
    steps: int = 2400
    batch: int = 8
    frames: int = 2
    rate: float = 7e-4
    weight_decay: float = 1e-2
    warm_up: int = 100
    average: float = 0.997
    seed: int = 1
    keep_every: int = 50
    evaluate_every: int = 200
    evaluation_clips: int = 80


def step_loss(model: EEMC, batches: Batches, batch: Batch, label_mean: Tensor) -> Parts:
    # Half the time of float32 where the CPU multiplies bfloat16; weights and losses stay float32.
    with torch.autocast("cpu", torch.bfloat16):
        answers = model(batch.clips)
    answers = Answers(**{name: value.float() for name, value in vars(answers).items()})
    picture = torch.tensor([p for p, _, _ in batch.names])
    vectors = batches.label_vectors([label for _, label, _ in batch.names])
    masks = torch.stack([mask for _, _, mask in batch.names])
    # The name map of each distinct picture: the first frame of the batch that shows it.
    shown = batch.clips.pictures.flatten()
    first = torch.tensor([int((shown == p).nonzero()[0]) for p in picture])
    names = name_loss(answers.name_map[first], unit(vectors - label_mean, 1), masks)
    return total_loss(answers, batch.truth.flatten(0, 1), names)


def train(scenes: Path, bank: Path, out: Path, config: TrainConfig, minutes: float) -> None:
    torch.manual_seed(config.seed)
    batches, held = open_batches(scenes, bank, False), open_batches(scenes, bank, True)
    print(f"{len(batches.scenes)} scenes to learn from, {len(held.scenes)} held out", flush=True)
    model, averaged = new_model(batches), new_model(batches)
    label_mean = model.label_mean
    averaged.load_state_dict(model.state_dict())
    optimizer = torch.optim.AdamW(model.parameters(), config.rate, weight_decay=config.weight_decay)
    first, checkpoint = 0, out / "training.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    log = out / "log.jsonl"
    started = time.monotonic()
    model.train()
    for step in range(first, config.steps):
        passed = max(step / config.steps, (time.monotonic() - started) / 60 / minutes)
        rate = config.rate * min(1.0, (step + 1) / config.warm_up)
        for group in optimizer.param_groups:
            group["lr"] = rate * (0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, passed))))
        rng = np.random.default_rng((config.seed, step))
        # Time needs several frames of a clip; the rest is learned better from several questions.
        frames = config.frames if step % 2 else 1
        batch = batches.draw(rng, config.batch, frames, each=1 if frames > 1 else config.frames)
        parts = step_loss(model, batches, batch, label_mean)
        optimizer.zero_grad()
        parts.total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimizer.step()
        keep = min(config.average, (step + 1) / (step + 10))
        with torch.no_grad():
            for kept, value in zip(averaged.parameters(), model.parameters(), strict=True):
                kept.lerp_(value, 1.0 - keep)
        figures = {
            k: round(float(v), 4)
            for k, v in (vars(parts) | {"total": parts.total.detach()}).items()
        }
        with log.open("a") as file:
            file.write(json.dumps({"step": step + 1, **figures}) + "\n")
        if step % 20 == 19:
            each = (time.monotonic() - started) / (step + 1 - first)
            left = min(each * (config.steps - step - 1), minutes * 60 - each * (step + 1 - first))
            print(f"step {step + 1} {figures} {each:.2f} s a step, {left:.0f} s left", flush=True)
        last = passed >= 1.0 or step + 1 == config.steps
        if (step + 1) % config.keep_every == 0 or last:
            save(checkpoint, {
                "model": model.state_dict(),
                "averaged": averaged.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step + 1,
            })  # fmt: skip
        if (step + 1) % config.evaluate_every == 0 or last:
            results, thresholds = measure(averaged, held, config.evaluation_clips, ablate=False)
            print(json.dumps(results), flush=True)
            facts = {
                "steps": step + 1,
                "config": asdict(config),
                "scenes": len(batches.scenes),
                "pictures": sum(len(scene.rows) for scene in batches.scenes),
                "held_out_scenes": len(held.scenes),
                "seconds_of_sound": len(batches.bank.tokens),
                "data": DATA,
            }
            save(out / "eemc.pt", {
                "state_dict": averaged.state_dict(),
                "thresholds": thresholds,
                "training": facts,
                "results": results,
            })  # fmt: skip
        if last:
            break


def save(path: Path, state: dict[str, object]) -> None:
    """Written beside and moved into place: a reader never sees half a file."""
    beside = path.with_suffix(".part")
    torch.save(state, beside)
    beside.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("scenes", "bank", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=TrainConfig.steps)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this time at most")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    config = TrainConfig(steps=arguments.steps)
    train(arguments.scenes, arguments.bank, arguments.out, config, arguments.minutes)


if __name__ == "__main__":
    main()
