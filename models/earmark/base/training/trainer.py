"""Steps, resume and evaluation, in one process or in several by torchrun."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Subset

from earmark.base.model import Answers, BaseModel, Clips
from earmark.base.training.bench import Benchmark, Sample
from earmark.base.training.events import EventWriter
from earmark.base.training.loss import Losses, losses
from earmark.base.training.metrics import CLIPS_A_BATCH, Figures
from earmark.base.training.recipe import TYPES, Recipe

LAST, LOG = "last.pt", "log.jsonl"


@dataclass(frozen=True)
class Team:
    """The processes that train together."""

    rank: int
    size: int
    device: torch.device

    @property
    def leads(self) -> bool:
        """One process writes for all."""
        return self.rank == 0


@contextlib.contextmanager
def team() -> Iterator[Team]:
    """The processes that torchrun started, or this one alone."""
    on_gpu = torch.cuda.is_available()
    local = int(os.environ.get("LOCAL_RANK", "0"))
    device = torch.device("cuda", local) if on_gpu else torch.device("cpu")
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Team(0, 1, device)
        return
    dist.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield Team(dist.get_rank(), dist.get_world_size(), device)
    finally:
        dist.destroy_process_group()


@dataclass(frozen=True)
class Encoders:
    """VGGish and distilRoBERTa; both stay as published."""

    audio: nn.Module
    text: nn.Module

    def to(self, device: torch.device) -> "Encoders":
        parts = (part.to(device).eval().requires_grad_(False) for part in (self.audio, self.text))
        return Encoders(*parts)

    @torch.no_grad()
    def clips(self, batch: Sample) -> Clips:
        """Samples of a batch as the model reads them."""
        count, seconds = batch.waveforms.shape[:2]
        tokens = self.audio(batch.waveforms.flatten(0, 1))[:, 0]
        text = self.text(batch.ids, batch.mask)
        return Clips(batch.frames, tokens.unflatten(0, (count, seconds)), text)


def order_of(length: int, epoch: int, seed: int) -> list[int]:
    """The clips of an epoch, the same in every process."""
    generator = torch.Generator().manual_seed(seed * 100_003 + epoch)
    return torch.randperm(length, generator=generator).tolist()


def share_of(step_clips: list[int], team: Team) -> list[int]:
    return step_clips[team.rank :: team.size]


class Trainer:
    """A run in a folder: `last.pt` is where it goes on, `log.jsonl` and events say how it went."""

    def __init__(
        self,
        model: BaseModel,
        encoders: Encoders,
        recipe: Recipe,
        bench: Benchmark,
        folder: Path,
        team: Team,
    ) -> None:
        if recipe.clips_a_step % team.size:
            raise ValueError(f"{recipe.clips_a_step} clips a step for {team.size} processes")
        if recipe.trains_all:
            model.requires_grad_(True)
        self.recipe, self.bench, self.folder, self.team = recipe, bench, folder, team
        self.model = model.to(team.device)
        self.encoders = encoders.to(team.device)
        self.trained = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [p for _, p in self.trained], recipe.rate, weight_decay=recipe.weight_decay
        )
        uses_scaler = recipe.precision == "float16"
        self.scaler = torch.amp.GradScaler(team.device.type, enabled=uses_scaler)
        self.step = 0
        self.runner: nn.Module = self.model
        if team.size > 1:
            self.runner = DistributedDataParallel(self.model)
        self.resume()

    @property
    def steps_an_epoch(self) -> int:
        return max(1, len(self.bench) // self.recipe.clips_a_step)

    @property
    def steps(self) -> int:
        return self.steps_an_epoch * self.recipe.epochs

    def resume(self) -> None:
        """Goes on where `last.pt` stopped, if there is one. Raises ValueError where it has another
        recipe."""
        path = self.folder / LAST
        if not path.exists():
            return
        stored = torch.load(path, map_location=self.team.device, weights_only=True)
        if stored["recipe"] != json.loads(json.dumps(asdict(self.recipe))):
            raise ValueError(f"{path} was trained by another recipe")
        self.model.load_state_dict(stored["trained"], strict=False)
        self.optimiser.load_state_dict(stored["optimiser"])
        self.scaler.load_state_dict(stored["scaler"])
        self.step = stored["step"]

    def save(self) -> None:
        """Written beside and moved, so that a stop leaves the one before."""
        if not self.team.leads:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        stored: dict[str, Any] = {
            "step": self.step,
            "recipe": json.loads(json.dumps(asdict(self.recipe))),
            "trained": {name: p.detach() for name, p in self.trained},
            "optimiser": self.optimiser.state_dict(),
            "scaler": self.scaler.state_dict(),
        }
        torch.save(stored, self.folder / f"{LAST}.part")
        (self.folder / f"{LAST}.part").replace(self.folder / LAST)

    def batches(self) -> Iterator[Sample]:
        """This process's part of every step from `step` on."""
        size = self.recipe.clips_a_step
        for epoch in range(self.step // self.steps_an_epoch, self.recipe.epochs):
            order = order_of(len(self.bench), epoch, self.recipe.seed)
            first = self.step - epoch * self.steps_an_epoch
            mine = [
                index
                for step in range(first, self.steps_an_epoch)
                for index in share_of(order[step * size : (step + 1) * size], self.team)
            ]
            yield from DataLoader(
                Subset(self.bench, mine),
                batch_size=min(size, len(self.bench)) // self.team.size,
                num_workers=self.recipe.workers,
                pin_memory=self.team.device.type == "cuda",
            )

    def train(self, until: int | None = None) -> list[float]:
        """Runs to step `until`, or to the end; returns the loss of each step."""
        last = min(self.steps, self.steps if until is None else until)
        writer = EventWriter(self.folder / "events") if self.team.leads else None
        seen: list[float] = []
        self.runner.train()
        for batch in self.batches():
            if self.step >= last:
                break
            parts = self.one_step(Sample(*(x.to(self.team.device) for x in batch)))
            seen.append(float(parts.total.detach()))
            self.report(parts, writer)
            if self.step % self.recipe.checkpoint_steps == 0 or self.step == last:
                self.save()
        return seen

    def one_step(self, batch: Sample) -> Losses:
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate_at(self.step, self.steps)
        self.optimiser.zero_grad(set_to_none=True)
        with self.cast():
            answers: Answers = self.runner(self.encoders.clips(batch))
        parts = losses(answers, batch.truth, self.recipe.loss)
        self.scaler.scale(parts.total).backward()
        self.scaler.unscale_(self.optimiser)
        nn.utils.clip_grad_norm_([p for _, p in self.trained], self.recipe.clip_norm)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.step += 1
        return parts

    def cast(self) -> contextlib.AbstractContextManager[Any]:
        kind = TYPES[self.recipe.precision]
        return torch.autocast(self.team.device.type, kind, enabled=kind != torch.float32)

    def report(self, parts: Losses, writer: EventWriter | None) -> None:
        if writer is None or (self.step % self.recipe.log_steps and self.step != self.steps):
            return
        values = {name: float(value.detach()) for name, value in parts._asdict().items()}
        values["rate"] = self.optimiser.param_groups[0]["lr"]
        writer.scalars(self.step, {f"train/{name}": value for name, value in values.items()})
        with (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": self.step, **values}) + "\n")

    @torch.no_grad()
    def evaluate(self, bench: Benchmark, name: str = "val") -> dict[str, float]:
        """Figures of a split; every process computes all of them, the leading one writes."""
        self.model.eval()
        figures = Figures()
        for batch in DataLoader(bench, CLIPS_A_BATCH, num_workers=self.recipe.workers):
            on_device = Sample(*(x.to(self.team.device) for x in batch))
            with self.cast():
                answers: Answers = self.model(self.encoders.clips(on_device))
            figures.add(torch.sigmoid(answers.mask_logits.float()).cpu(), batch.truth)
        values = figures.values()
        if self.team.leads:
            writer = EventWriter(self.folder / "events")
            writer.scalars(self.step, {f"{name}/{key}": value for key, value in values.items()})
        return values
