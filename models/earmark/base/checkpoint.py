"""Reads a checkpoint and says how it differs from the model, before any weight is loaded."""

import hashlib
import pickle
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from earmark.base.build import build_model
from earmark.base.config import BaseConfig
from earmark.base.model import BaseModel

NESTED = ("state_dict", "model_state_dict", "model")  # where training scripts keep the weights
PARALLEL = "module."  # what DistributedDataParallel puts before every name
MAX_LISTED = 16  # lines of a report for each kind of fault; numbered layers share one

Shape = tuple[int, ...]


@dataclass(frozen=True)
class CheckpointReport:
    """How a checkpoint's names and shapes differ from the model's."""

    entries: int  # of the model
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    shapes: tuple[tuple[str, Shape, Shape], ...]  # name, the checkpoint's shape, the model's

    @property
    def fits(self) -> bool:
        return not (self.missing or self.unexpected or self.shapes)

    def __str__(self) -> str:
        if self.fits:
            return f"all {self.entries} names and shapes fit"
        wrong = [f"{name}: {text(has)}, must be {text(must)}" for name, has, must in self.shapes]
        return "\n".join(
            line
            for heading, names in (
                ("missing", self.missing),
                ("unexpected", self.unexpected),
                ("of another shape", wrong),
            )
            for line in listed(heading, names, self.entries)
        )


def text(shape: Shape) -> str:
    return "x".join(map(str, shape)) or "scalar"


def listed(heading: str, names: tuple[str, ...] | list[str], entries: int) -> list[str]:
    if not names:
        return []
    lines = [f"{heading}: {len(names)} (the model has {entries})"]
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(re.sub(r"\.\d+(?=\.)", ".*", name), []).append(name)
    for group, alike in list(groups.items())[:MAX_LISTED]:
        lines.append(f"  {group} ({len(alike)})" if len(alike) > 1 else f"  {alike[0]}")
    rest = sum(len(alike) for alike in list(groups.values())[MAX_LISTED:])
    return [*lines, f"  and {rest} more"] if rest else lines


class CheckpointError(ValueError):
    """The checkpoint does not fit; the message is the report."""

    def __init__(self, report: CheckpointReport) -> None:
        super().__init__(f"the checkpoint does not fit the model\n{report}")
        self.report = report


def read_state(file: Path) -> dict[str, Tensor]:
    """Names and tensors of a checkpoint: a state dict saved by torch or as safetensors, also inside
    a training script's dictionary. Raises ValueError where the file holds something else."""
    if file.suffix == ".safetensors":
        return load_file(file)
    in_zip = zipfile.is_zipfile(file)  # torch's form since 1.6; only that can be mapped
    try:
        stored = torch.load(file, map_location="cpu", weights_only=True, mmap=in_zip)
    except (pickle.UnpicklingError, EOFError) as error:
        raise ValueError(f"{file} is no file of torch.save with tensors only") from error
    for key in NESTED:
        if isinstance(stored, Mapping) and isinstance(stored.get(key), Mapping):
            stored = stored[key]
    if not isinstance(stored, Mapping) or not all(isinstance(x, Tensor) for x in stored.values()):
        raise ValueError(f"{file} holds no state dict: names with tensors")
    if stored and all(name.startswith(PARALLEL) for name in stored):
        return {name.removeprefix(PARALLEL): tensor for name, tensor in stored.items()}
    return dict(stored)


def compare_state(state: Mapping[str, Tensor], model: nn.Module) -> CheckpointReport:
    wanted = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    return CheckpointReport(
        entries=len(wanted),
        missing=tuple(name for name in wanted if name not in state),
        unexpected=tuple(name for name in state if name not in wanted),
        shapes=tuple(
            (name, tuple(state[name].shape), shape)
            for name, shape in wanted.items()
            if name in state and tuple(state[name].shape) != shape
        ),
    )


def skeleton(config: BaseConfig) -> BaseModel:
    """The model without memory for its weights: names and shapes only."""
    with torch.device("meta"):
        return build_model(config)


def load_checkpoint(file: Path, config: BaseConfig) -> BaseModel:
    """The model with the file's weights, all of them. Raises CheckpointError where they do not
    fit."""
    state = read_state(file)
    report = compare_state(state, skeleton(config))
    if not report.fits:
        raise CheckpointError(report)
    model = build_model(config)
    model.load_state_dict(state, strict=True)
    return model.eval()


def file_hash(file: Path) -> str:
    """SHA-256 of the file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def weights_hash(state: Mapping[str, Tensor]) -> str:
    """SHA-256 of names, shapes and float32 values in order of names: the same for the same weights,
    however they were saved."""
    digest = hashlib.sha256()
    for name in sorted(state):
        tensor = state[name]
        digest.update(f"{name} {text(tuple(tensor.shape))}\n".encode())
        digest.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
    return digest.hexdigest()
