"""Train EEMC: `python -m earmark.training.train --scenes DIR --bank FILE --out DIR`.

The encoders are frozen and their outputs prepared (`earmark.data.prepare`, `earmark.data.sounds`);
what learns is the neck with the backbone's tail, the cue fusion and the mask decoder. With
`--material FILE` (`earmark.data.gather`) instead of scenes, every picture is made when it is
needed: for a machine with a GPU and many cores. Deterministic by seed, resumable.
"""

import argparse
import json
import math
import subprocess
import time
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from earmark.model.eemc import EEMC, Answers
from earmark.model.visual_encoder import unit
from earmark.training.batches import Batch, new_model
from earmark.training.judging import choose_thresholds
from earmark.training.loss import Parts, name_loss, total_loss
from earmark.training.source import Source, open_material, open_scenes
from earmark.training.steps import Steps, TrainConfig

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


def step_loss(model: EEMC, batch: Batch, label_mean: Tensor) -> Parts:
    # Half the time of float32 where the processor multiplies bfloat16; weights and losses stay
    # float32.
    with torch.autocast(batch.truth.device.type, torch.bfloat16):
        answers = model(batch.clips)
    answers = Answers(**{name: value.float() for name, value in vars(answers).items()})
    vectors = unit(batch.name_vectors - label_mean, 1)
    names = name_loss(answers.name_map[batch.named], vectors, batch.name_masks.float())
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
    model: EEMC, optimizer: torch.optim.Optimizer, batch: Batch, label_mean: Tensor
) -> Parts:
    """One step of `optimizer`; the loss before it."""
    parts = step_loss(model, batch, label_mean)
    optimizer.zero_grad()
    parts.total.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
    optimizer.step()
    return parts


def train(
    source: Source, out: Path, config: TrainConfig, minutes: float, start: Path | None, workers: int
) -> None:
    torch.manual_seed(config.seed)
    print(source.facts, flush=True)
    device = source.encode.device
    model = new_model(source.drafts.asker.vocabulary, source.encode.text)
    label_mean = model.label_mean.to(device)
    before = None
    if start is not None:
        from_before = torch.load(start, weights_only=True)
        anew = {k: v for k, v in model.state_dict().items() if k.startswith(config.fresh)}
        model.load_state_dict(from_before["state_dict"] | anew)
        before = from_before["training"]
    model.to(device)
    model.neck.tail.learn_depthwise(config.depthwise)
    averaged = deepcopy(model)
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
    log = (out / "log.jsonl").open("a")
    started = time.monotonic()
    model.train()
    drafts = Steps(source.drafts, config).ahead(range(first, config.steps), workers)
    for step, draft in enumerate(drafts, first):
        passed = max(step / config.steps, (time.monotonic() - started) / 60 / minutes)
        rate = config.rate * min(1.0, (step + 1) / config.warm_up)
        rate *= 0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, passed)))
        for group in optimizer.param_groups:
            group["lr"] = rate * group["times"]
        parts = train_step(model, optimizer, source.encode(draft), label_mean)
        keep = min(config.average, (step + 1) / (step + 10))
        with torch.no_grad():
            for kept, value in zip(averaged.parameters(), model.parameters(), strict=True):
                kept.lerp_(value, 1.0 - keep)
        figures = parts.figures()
        log.write(json.dumps({"step": step + 1, **figures}) + "\n")
        if step % 20 == 19:
            each = (time.monotonic() - started) / (step + 1 - first)
            left = min(each * (config.steps - step - 1), minutes * 60 - each * (step + 1 - first))
            print(f"step {step + 1} {figures} {each:.2f} s a step, {left:.0f} s left", flush=True)
            log.flush()
        last = passed >= 1.0 or step + 1 == config.steps
        if (step + 1) % config.keep_every == 0 or last:
            save(checkpoint, {
                "model": model.state_dict(),
                "averaged": averaged.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step + 1,
                "curve": curve,
            })  # fmt: skip
        if (source.held is not None and (step + 1) % config.evaluate_every == 0) or last:
            thresholds, results = {}, {}
            if source.held is not None:
                thresholds, results = choose_thresholds(
                    averaged, source.held, config.evaluation_clips, config.evaluation_absent
                )
            print(json.dumps({**thresholds, **results}), flush=True)
            curve.append({"step": step + 1, "loss": figures["total"], **thresholds, **results})
            facts = {
                "steps": step + 1,
                "config": asdict(config),
                "commit": commit(),
                **source.facts,
                "seconds_of_sound": len(source.encode.tokens),
                "data": DATA,
                "began_with": before,
                "curve": curve,
            }
            save(out / "eemc.pt", {
                "state_dict": {name: w.cpu() for name, w in averaged.state_dict().items()},
                "thresholds": thresholds,
                "training": facts,
                "results": {"validation": results},
            })  # fmt: skip
        if last:
            break
    log.close()


def commit() -> str:
    """The commit that this runs from, with "+" when files differ from it."""
    words = ["git", "describe", "--always", "--abbrev=12", "--dirty=+"]
    return subprocess.run(words, capture_output=True, text=True).stdout.strip()


def save(path: Path, state: dict[str, object]) -> None:
    """Written beside and moved into place: a reader never sees half a file."""
    beside = path.with_suffix(".part")
    torch.save(state, beside)
    beside.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path)
    parser.add_argument("--material", type=Path)
    for name in ("bank", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=TrainConfig.steps)
    parser.add_argument("--rate", type=float, default=TrainConfig.rate)
    parser.add_argument("--average", type=float, default=TrainConfig.average)
    parser.add_argument("--times", type=int, default=TrainConfig.times, help="size of batches")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after this time at most")
    parser.add_argument("--start", type=Path, help="checkpoint whose weights to begin with")
    parser.add_argument("--only", nargs="*", default=[""], help="what learns")
    parser.add_argument("--fresh", nargs="*", default=[], help="what begins anew and learns faster")
    parser.add_argument("--seed", type=int, default=TrainConfig.seed, help="another one gives other"
                        " questions, for a training that goes on from weights")  # fmt: skip
    parser.add_argument("--keep-every", type=int, default=TrainConfig.keep_every)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1, help="processes that draw batches")
    arguments = parser.parse_args()
    if (arguments.scenes is None) == (arguments.material is None):
        parser.error("give --scenes or --material")
    torch.set_num_threads(arguments.threads)
    torch.set_float32_matmul_precision("high")
    device = "cuda" if arguments.material is not None and torch.cuda.is_available() else "cpu"
    arguments.out.mkdir(parents=True, exist_ok=True)
    config = TrainConfig(
        steps=arguments.steps,
        rate=arguments.rate,
        average=arguments.average,
        times=arguments.times,
        only=tuple(arguments.only),
        fresh=tuple(arguments.fresh),
        depthwise=device == "cuda",
        seed=arguments.seed,
        keep_every=arguments.keep_every,
    )
    if arguments.material is not None:
        source = open_material(arguments.material, arguments.bank, device)
    else:
        source = open_scenes(arguments.scenes, arguments.bank)
    train(source, arguments.out, config, arguments.minutes, arguments.start, arguments.workers)


if __name__ == "__main__":
    main()
