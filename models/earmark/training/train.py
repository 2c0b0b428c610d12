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
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch

from earmark.model.eemc import EEMC, Answers
from earmark.model.vectors import unit
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

STATEFUL = ("model", "averaged", "optimizer")  # parts of a Learner that a stop must not lose


def step_loss(model: EEMC, batch: Batch) -> Parts:
    # Half the time of float32 where the processor multiplies bfloat16; weights and losses stay
    # float32.
    truth = batch.truth
    with torch.autocast(truth.masks.device.type, torch.bfloat16):
        answers = model(batch.clips)
    answers = Answers(**{name: value.float() for name, value in vars(answers).items()})
    vectors = unit(batch.name_vectors - model.label_mean, 1)
    names = name_loss(answers.name_map[truth.named], vectors, truth.name_masks.float())
    things = truth.things[batch.clips.pictures].flatten(0, 1).flatten(1)
    candidates = truth.candidates.flatten(1)
    return total_loss(
        answers, truth.masks.flatten(0, 1), names, batch.published, things, candidates
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


@dataclass
class Learner:
    """The weights that learn, their running average, which is what is kept of them, and how far
    they are."""

    model: EEMC
    averaged: EEMC
    optimizer: torch.optim.Optimizer
    config: TrainConfig
    began_with: object = None  # what the manifest says of the training before
    step: int = 0
    curve: list[dict[str, float]] = field(default_factory=list)

    @staticmethod
    def of(model: EEMC, config: TrainConfig, began_with: object = None) -> "Learner":
        model.neck.tail.learn_depthwise(config.depthwise)
        averaged = deepcopy(model)
        for name, weight in model.named_parameters():
            weight.requires_grad_(weight.requires_grad and name.startswith(config.only))
        return Learner(model.train(), averaged, new_optimizer(model, config), config, began_with)

    def resume(self, file: Path) -> None:
        state = torch.load(file, weights_only=True)
        for name in STATEFUL:
            getattr(self, name).load_state_dict(state[name])
        self.step, self.curve = state["step"], state["curve"]

    def keep(self, file: Path) -> None:
        parts = {name: getattr(self, name).state_dict() for name in STATEFUL}
        save(file, parts | {"step": self.step, "curve": self.curve})

    def learn(self, batch: Batch, passed: float) -> Parts:
        """One step; `passed` is the share of the training that is over."""
        config = self.config
        rate = config.rate * min(1.0, (self.step + 1) / config.warm_up)
        rate *= 0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, passed)))
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["times"]
        parts = step_loss(self.model, batch)
        self.optimizer.zero_grad()
        parts.total.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 2.0)
        self.optimizer.step()
        share = min(config.average, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            pairs = zip(self.averaged.parameters(), self.model.parameters(), strict=True)
            for kept, value in pairs:
                kept.lerp_(value, 1.0 - share)
        self.step += 1
        return parts


def load_start(model: EEMC, start: Path, fresh: tuple[str, ...]) -> object:
    """Gives a model the weights of a checkpoint, but for those that begin anew; what the checkpoint
    says of its training."""
    before = torch.load(start, weights_only=True)
    own = model.state_dict()
    anew = {name: value for name, value in own.items() if name.startswith(fresh)}
    given = {n: v for n, v in before["state_dict"].items() if not n.startswith(fresh)}
    model.load_state_dict(given | anew)
    return before["training"]


def train(
    source: Source, out: Path, config: TrainConfig, minutes: float, start: Path | None, workers: int
) -> None:
    torch.manual_seed(config.seed)
    print(source.facts, flush=True)
    model = new_model(source.drafts.asker.vocabulary, source.encode.text)
    began_with = load_start(model, start, config.fresh) if start is not None else None
    learner = Learner.of(model.to(source.encode.device), config, began_with)
    checkpoint = out / "training.pt"
    if checkpoint.exists():
        learner.resume(checkpoint)
    first, started = learner.step, time.monotonic()
    with (out / "log.jsonl").open("a") as log:
        for draft in Steps(source.drafts, config).ahead(range(first, config.steps), workers):
            seconds = time.monotonic() - started
            passed = max(learner.step / config.steps, seconds / 60 / minutes)
            figures = learner.learn(source.encode(draft), passed).figures()
            step = learner.step
            log.write(json.dumps({"step": step, **figures}) + "\n")
            if step % 20 == 0:
                seconds = time.monotonic() - started
                each = seconds / (step - first)
                left = min(each * (config.steps - step), minutes * 60 - seconds)
                print(f"step {step} {figures} {each:.2f} s a step, {left:.0f} s left", flush=True)
                log.flush()
            last = passed >= 1.0 or step == config.steps
            if step % config.keep_every == 0 or last:
                learner.keep(checkpoint)
            if (source.held is not None and step % config.evaluate_every == 0) or last:
                save(out / "eemc.pt", trained(learner, source, figures["total"]))
            if last:
                break


def trained(learner: Learner, source: Source, loss: float) -> dict[str, object]:
    """The running average as it is now, measured where there is something to measure on; a point of
    the curve."""
    config, thresholds, results = learner.config, {}, {}
    if source.held is not None:
        thresholds, results = choose_thresholds(
            learner.averaged, source.held, config.evaluation_clips, config.evaluation_absent
        )
    print(json.dumps({**thresholds, **results}), flush=True)
    learner.curve.append({"step": learner.step, "loss": loss, **thresholds, **results})
    facts = {
        "steps": learner.step,
        "config": asdict(config),
        "commit": commit(),
        **source.facts,
        "seconds_of_sound": len(source.encode.tokens),
        "data": DATA,
        "began_with": learner.began_with,
        "curve": learner.curve,
    }
    return {
        "state_dict": {name: w.cpu() for name, w in learner.averaged.state_dict().items()},
        "thresholds": thresholds,
        "training": facts,
        "results": {"validation": results},
    }


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
