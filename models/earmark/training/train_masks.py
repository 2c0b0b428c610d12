"""Train the mask network: `python -m earmark.training.train_masks --crops DIR --coco DIR
--out DIR`.

It learns from kept crops (`earmark.data.mask_crops`); shards that are added meanwhile are taken in.
What is kept is the running average of the weights, measured on COCO's validation photos, which
nothing is learned from. Deterministic by seed and crops, resumable. On a CPU that others use, too,
OMP_WAIT_POLICY=PASSIVE and MALLOC_MMAP_MAX_=0 with MALLOC_TRIM_THRESHOLD_=4000000000 save much.
"""

import argparse
import json
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from earmark.data.crop_samples import CropBatch, CropStore, SampleConfig
from earmark.evaluation.mask_quality import mask_quality
from earmark.model.mask_network import MaskNetwork, load_mask_network
from earmark.segmentation.instance_masks import draws
from earmark.training.mask_loss import mask_loss
from earmark.training.rate import rate_share
from earmark.training.saving import commit, save

STATEFUL = ("network", "averaged", "optimizer")


@dataclass(frozen=True)
class MaskTrainConfig:
    steps: int = 6000
    minutes: float = 90.0  # of training; the rate falls by whichever ends first
    batch: int = 32
    rate: float = 1.5e-3
    encoder_times: float = 0.4  # the rate of what begins with published weights
    trunk_learns: bool = False  # whether strides 2 and 4 learn: a quarter more time
    depthwise_learns: bool = False  # the encoder's: an eighth more time
    weight_decay: float = 1e-2
    warm_up: int = 100
    least_rate: float = 0.02  # at the end, as a share
    average: float = 0.995
    boundary_times: float = 3.0
    dice_weight: float = 1.0
    most_gradient: float = 2.0
    seed: int = 1
    keep_minutes: float = 4.0
    renew_every: int = 150  # steps after which new crops are looked for
    measure_every: int = 400
    measured_photos: int = 40  # of the validation photos, while learning
    samples: SampleConfig = field(default_factory=SampleConfig)


class Batches(Dataset[CropBatch]):
    """The batches of steps, cut by another process while the network learns."""

    def __init__(self, store: CropStore, config: MaskTrainConfig) -> None:
        self.store, self.config = store, config

    def __getitem__(self, step: int) -> CropBatch:
        rng = np.random.default_rng((self.config.seed, step))
        return self.store.batch(rng, self.config.batch, self.config.samples)

    def ahead(self, steps: range, workers: int) -> DataLoader[CropBatch]:
        return DataLoader(
            self, batch_size=None, sampler=steps, num_workers=workers, worker_init_fn=_alone
        )


def _alone(_: int) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(0)


@dataclass
class MaskLearner:
    """The weights that learn, their running average, and how far they are."""

    network: MaskNetwork
    averaged: MaskNetwork
    optimizer: torch.optim.Optimizer
    config: MaskTrainConfig
    step: int = 0
    seconds: float = 0.0
    curve: list[dict[str, object]] = field(default_factory=list)

    @staticmethod
    def of(
        config: MaskTrainConfig, device: str, published: bool = True, start: Path | None = None
    ) -> "MaskLearner":
        """Begins with the weights of `start`, which an earlier training kept, else with those of
        ImageNet if `published`, else with random ones."""
        torch.manual_seed(config.seed)
        network = MaskNetwork()
        if start is not None:
            network = load_mask_network(start)
        elif published:
            network.copy_published()
        network.learn(config.trunk_learns, config.depthwise_learns)
        network = network.to(device, memory_format=torch.channels_last)
        groups = []
        for encoder, times in ((False, 1.0), (True, config.encoder_times)):
            learning = [
                weight
                for name, weight in network.named_parameters()
                if weight.requires_grad and name.startswith(("stem.", "stages.")) == encoder
            ]
            groups.append({"params": learning, "times": times})
        optimizer = torch.optim.AdamW(groups, config.rate, weight_decay=config.weight_decay)
        return MaskLearner(network.train(), deepcopy(network), optimizer, config)

    @property
    def passed(self) -> float:
        """The share of the training that is over."""
        return max(self.step / self.config.steps, self.seconds / 60 / self.config.minutes)

    def resume(self, file: Path) -> None:
        device = next(self.network.parameters()).device
        state = torch.load(file, map_location=device, weights_only=True)
        for name in STATEFUL:
            getattr(self, name).load_state_dict(state[name])
        self.step, self.seconds, self.curve = state["step"], state["seconds"], state["curve"]

    def keep(self, file: Path) -> None:
        parts = {name: getattr(self, name).state_dict() for name in STATEFUL}
        facts = {"step": self.step, "seconds": self.seconds, "curve": self.curve}
        save(file, parts | facts)

    def learn(self, batch: CropBatch) -> dict[str, float]:
        """One step."""
        config = self.config
        rate = config.rate * rate_share(self.step, self.passed, config.warm_up, config.least_rate)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["times"]
        device = next(self.network.parameters()).device
        logits = self.network(batch.crops.to(device), batch.boxes.to(device))
        entropy, dice = mask_loss(logits, batch.masks.to(device), config.boundary_times)
        self.optimizer.zero_grad()
        (entropy + config.dice_weight * dice).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), config.most_gradient)
        self.optimizer.step()
        share = min(config.average, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            pairs = zip(self.averaged.parameters(), self.network.parameters(), strict=True)
            for kept, value in pairs:
                kept.lerp_(value, 1.0 - share)
        self.step += 1
        return {"entropy": round(entropy.item(), 4), "dice": round(dice.item(), 4)}


def rounds(crops: Path, learner: MaskLearner, workers: int) -> Iterator[CropBatch]:
    """Batches to the end; the folder is read anew every `renew_every` steps."""
    config, known = learner.config, 0
    while learner.step < config.steps:
        store = CropStore(crops)
        if len(store) != known:
            known = len(store)
            print(f"{known} crops", flush=True)
        renewal = (learner.step // config.renew_every + 1) * config.renew_every
        steps = range(learner.step, min(config.steps, renewal))
        yield from Batches(store, config).ahead(steps, workers)


def measure(learner: MaskLearner, coco: Path, most_photos: int | None) -> dict[str, object]:
    network = deepcopy(learner.averaged).cpu().eval()
    return {"step": learner.step, **mask_quality(draws(network), coco, most_photos)}


def train(
    crops: Path,
    coco: Path,
    out: Path,
    config: MaskTrainConfig,
    device: str,
    workers: int,
    start: Path | None = None,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    learner = MaskLearner.of(config, device, start=start)
    checkpoint = out / "training.pt"
    if checkpoint.exists():
        learner.resume(checkpoint)
    first, began, before = learner.step, time.monotonic(), learner.seconds
    kept = before
    mean: dict[str, float] = {}
    for batch in rounds(crops, learner, workers):
        figures = learner.learn(batch)
        learner.seconds = before + time.monotonic() - began
        mean = {name: 0.98 * mean.get(name, now) + 0.02 * now for name, now in figures.items()}
        if learner.step % 25 == 0:
            each = (learner.seconds - before) / (learner.step - first)
            left = min(each * (config.steps - learner.step), config.minutes * 60 - learner.seconds)
            losses = " ".join(f"{name} {value:.4f}" for name, value in mean.items())
            pace = f"{each:.2f} s a step, {left:.0f} s left"
            print(f"step {learner.step} {losses} {pace}", flush=True)
        last = learner.passed >= 1.0
        if learner.step % config.measure_every == 0 and not last:
            learner.curve.append(measure(learner, coco, config.measured_photos) | mean)
            print(json.dumps(learner.curve[-1]), flush=True)
        if last or learner.seconds - kept > 60 * config.keep_minutes:
            kept = learner.seconds
            learner.keep(checkpoint)
            keep_network(learner, crops, out / "mask_network.pt", {})
        if last:
            break
    results = measure(learner, coco, None)
    print(json.dumps(results), flush=True)
    keep_network(learner, crops, out / "mask_network.pt", results)


def keep_network(learner: MaskLearner, crops: Path, file: Path, results: dict[str, object]) -> None:
    """The running average, and how it came to be."""
    sources = {}
    for shard in sorted(crops.glob("*.json")):
        name = shard.stem.rsplit("-", 1)[0]
        sources[name] = sources.get(name, 0) + json.loads(shard.read_text())["crops"]
    weights = {
        name: value.cpu().contiguous() for name, value in learner.averaged.state_dict().items()
    }
    training = {
        "step": learner.step,
        "seconds": round(learner.seconds),
        "config": asdict(learner.config),
        "commit": commit(),
        "crops": sources,
        "curve": learner.curve,
    }
    save(file, {"state_dict": weights, "training": training, "results": results})


def main() -> None:
    defaults = MaskTrainConfig()
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("crops", "coco", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights that an earlier training kept")
    parser.add_argument("--steps", type=int, default=defaults.steps)
    parser.add_argument("--minutes", type=float, default=defaults.minutes)
    parser.add_argument("--batch", type=int, default=defaults.batch)
    parser.add_argument("--rate", type=float, default=defaults.rate)
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--trunk-learns", action="store_true")
    parser.add_argument("--depthwise-learns", action="store_true")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes that cut crops")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    config = MaskTrainConfig(
        steps=arguments.steps,
        minutes=arguments.minutes,
        batch=arguments.batch,
        rate=arguments.rate,
        seed=arguments.seed,
        trunk_learns=arguments.trunk_learns,
        depthwise_learns=arguments.depthwise_learns,
    )
    train(
        arguments.crops,
        arguments.coco,
        arguments.out,
        config,
        arguments.device,
        arguments.workers,
        arguments.start,
    )


if __name__ == "__main__":
    main()
