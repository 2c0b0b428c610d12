"""Train EEMC: `python -m earmark.training.train --scenes DIR --bank FILE --out DIR`.

The encoders are frozen and their outputs prepared (`earmark.data.prepare`, `earmark.data.sounds`);
what learns is the neck with the backbone's tail, the cue fusion and the mask decoder.
Deterministic by seed, resumable.
"""

import argparse
import hashlib
import json
import math
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from earmark.data.scenes import Kept
from earmark.model.eemc import EEMC, Answers
from earmark.model.visual_encoder import unit
from earmark.training.batches import Batch, Batches, new_model, open_batches
from earmark.training.judging import choose_thresholds
from earmark.training.loss import Parts, name_loss, total_loss

# Public names of what the scenes are made of (see the models' README for terms).
DATA = [
    "ImageNet sample images (EliSchwartz/imagenet-sample-images)",
    "COCO 2017 train subset with polygons (lightly-ai/coco128_yolo)",
    "instrument, animal, vehicle and household photos of eight public repositories",
    "cut-outs of these photos and of Tux Paint's stamps",
    "ESC-10, donateacry, Berklee/OLPC, FreePats and other public recordings",
    "masks: COCO's polygons, IS-Net's foreground where class and name agree, DeepLabV3's persons,",
    "and what NanoDet finds beside, as DeepLabV3 or GrabCut outlines it",
]


@dataclass(frozen=True)
class TrainConfig:
    steps: int = 4000
    batch: int = 12  # scenes, each with three questions of one moment
    changing_batch: int = 6  # scenes that change, each with one question of several moments
    frames: int = 3  # of those
    related_batch: int = 8  # scenes of several things, each with four questions which of them
    rate: float = 5e-4
    weight_decay: float = 1e-2
    warm_up: int = 100
    average: float = 0.997
    tail_times: float = 0.2  # the rate of the backbone's tail against the rest
    only: tuple[str, ...] = ("",)  # what learns, by how the names of the weights begin
    fresh: tuple[str, ...] = ()  # what begins anew, whatever the start had
    fresh_times: float = 6.0  # the rate at which they learn
    seed: int = 1
    keep_every: int = 50
    evaluate_every: int = 500
    evaluation_clips: int = 96
    evaluation_absent: int = 1  # nouns a scene


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
    things = batch.things[batch.clips.pictures].flatten(0, 1).flatten(1)
    candidates = batch.candidates.flatten(1)
    return total_loss(
        answers, batch.truth.flatten(0, 1), names, batch.published, things, candidates
    )


def new_optimizer(model: EEMC, config: TrainConfig) -> torch.optim.Optimizer:
    """AdamW in which the tail learns slowly and what `config.fresh` names fast."""

    def times(name: str) -> float:
        if name.startswith("neck.tail"):
            return config.tail_times
        return config.fresh_times if name.startswith(config.fresh) else 1.0

    learning = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for name, p in learning if times(name) == each], "times": each}
        for each in sorted({times(name) for name, _ in learning})
    ]
    return torch.optim.AdamW(groups, config.rate, weight_decay=config.weight_decay, fused=True)


def train_step(
    model: EEMC,
    optimizer: torch.optim.Optimizer,
    batches: Batches,
    batch: Batch,
    label_mean: Tensor,
) -> Parts:
    """One step of `optimizer`; the loss before it."""
    parts = step_loss(model, batches, batch, label_mean)
    optimizer.zero_grad()
    parts.total.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
    optimizer.step()
    return parts


def draw_batch(batches: Batches, config: TrainConfig, step: int) -> Batch:
    """The batch of a step. Time needs several moments of a clip, "left" and "first" several
    questions of one picture; the rest is learned better from many pictures."""
    rng = np.random.default_rng((config.seed, step))
    if step % 4 == 1:
        return batches.draw(rng, config.changing_batch, config.frames, changing=True)
    if step % 4 == 0:
        return batches.draw_related(rng, config.related_batch, 4)
    return batches.draw(rng, config.batch, 1, each=3)


def train(
    scenes: Path, bank: Path, out: Path, config: TrainConfig, minutes: float, start: Path | None
) -> None:
    torch.manual_seed(config.seed)
    batches, held = open_batches(scenes, bank, "training"), open_batches(scenes, bank, "validation")
    print(f"{len(batches.scenes)} scenes to learn from, {len(held.scenes)} held out", flush=True)
    model, averaged = new_model(batches), new_model(batches)
    label_mean = model.label_mean
    before = None
    if start is not None:
        from_before = torch.load(start, weights_only=True)
        anew = {k: v for k, v in model.state_dict().items() if k.startswith(config.fresh)}
        model.load_state_dict(from_before["state_dict"] | anew)
        before = from_before["training"]
    averaged.load_state_dict(model.state_dict())
    for name, weight in model.named_parameters():
        weight.requires_grad_(weight.requires_grad and name.startswith(config.only))
    optimizer = new_optimizer(model, config)
    first, checkpoint = 0, out / "training.pt"
    curve: list[dict[str, float]] = []
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        first, curve = state["step"], state["curve"]
    log = out / "log.jsonl"
    started = time.monotonic()
    model.train()
    ahead = ThreadPoolExecutor(1)  # reads the next batch meanwhile
    coming = ahead.submit(draw_batch, batches, config, first)
    for step in range(first, config.steps):
        passed = max(step / config.steps, (time.monotonic() - started) / 60 / minutes)
        rate = config.rate * min(1.0, (step + 1) / config.warm_up)
        rate *= 0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, passed)))
        for group in optimizer.param_groups:
            group["lr"] = rate * group["times"]
        batch = coming.result()
        coming = ahead.submit(draw_batch, batches, config, step + 1)
        parts = train_step(model, optimizer, batches, batch, label_mean)
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
                "curve": curve,
            })  # fmt: skip
        if (step + 1) % config.evaluate_every == 0 or last:
            thresholds, results = choose_thresholds(
                averaged, held, config.evaluation_clips, config.evaluation_absent
            )
            print(json.dumps({**thresholds, **results}), flush=True)
            curve.append({"step": step + 1, "loss": figures["total"], **thresholds, **results})
            facts = {
                "steps": step + 1,
                "config": asdict(config),
                "commit": commit(),
                "scenes": len(batches.scenes),
                "pictures": sum(len(scene.rows) for scene in batches.scenes),
                "scenes_sha256": scenes_digest(batches.scenes),
                "held_out_scenes": 2 * len(held.scenes),
                "seconds_of_sound": len(batches.bank.tokens),
                "data": DATA,
                "began_with": before,
                "curve": curve,
            }
            save(out / "eemc.pt", {
                "state_dict": averaged.state_dict(),
                "thresholds": thresholds,
                "training": facts,
                "results": {"validation": results},
            })  # fmt: skip
        if last:
            break
    ahead.shutdown(cancel_futures=True)


def commit() -> str:
    """The commit that this runs from, with "+" when files differ from it."""
    words = ["git", "describe", "--always", "--abbrev=12", "--dirty=+"]
    return subprocess.run(words, capture_output=True, text=True).stdout.strip()


def scenes_digest(scenes: list[Kept]) -> str:
    """What was learned from, as one number: names and masks of all scenes, in their order."""
    digest = hashlib.sha256()
    for scene in scenes:
        digest.update("|".join([scene.kind, *(thing.label for thing in scene.things)]).encode())
        digest.update(scene.packed.tobytes())
    return digest.hexdigest()


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
    parser.add_argument("--rate", type=float, default=TrainConfig.rate)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this time at most")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin with")
    parser.add_argument("--only", nargs="*", default=[""], help="what learns")
    parser.add_argument("--fresh", nargs="*", default=[], help="what begins anew and learns faster")
    parser.add_argument("--seed", type=int, default=TrainConfig.seed, help="another one gives other"
                        " questions, for a training that goes on from weights")  # fmt: skip
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    config = TrainConfig(
        steps=arguments.steps,
        rate=arguments.rate,
        only=tuple(arguments.only),
        fresh=tuple(arguments.fresh),
        seed=arguments.seed,
    )
    train(
        arguments.scenes, arguments.bank, arguments.out, config, arguments.minutes, arguments.start
    )


if __name__ == "__main__":
    main()
