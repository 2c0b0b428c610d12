"""Teach the audio encoder: `python -m earmark.audio.train --sounds DIR --teacher FILE --out DIR`.

Two steps: a fixed number of random seconds with the teacher's answers is written to disk once,
then the student learns them. Both are deterministic by seed; training resumes from its checkpoint.
"""

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.audio.names import name_tags
from earmark.audio.prepare import gather, prepare
from earmark.audio.teacher import TEACHER_WIDTH
from earmark.model.audio_encoder import LOG_OFFSET, AudioEncoder
from earmark.model.config import InstanceConfig
from earmark.training.saving import save


@dataclass(frozen=True)
class AudioConfig:
    examples: int = 60000
    steps: int = 4000
    batch: int = 64
    rate: float = 2e-3
    weight_decay: float = 1e-2
    average: float = 0.998  # of the weights, for the checkpoint that is used
    feature_weight: float = 10.0  # of the teacher's features beside its scores
    held_out: int = 2000
    seed: int = 1
    save_every: int = 250


def rate_at(step: int, config: AudioConfig) -> float:
    """Learning rate: a short rise, then half a cosine down to zero."""
    rise = min(1.0, (step + 1) / (0.05 * config.steps))
    return config.rate * rise * (1.0 + math.cos(math.pi * step / config.steps)) / 2.0


def alter(mel: Tensor) -> Tensor:
    """Log-mel [B, 64, 98] with a band and a moment hidden (SpecAugment) and another gain."""
    gain = 10 ** (torch.empty(len(mel), 1, 1).uniform_(-5, 5) / 20)
    mel = torch.log((torch.exp(mel) - LOG_OFFSET).clamp_min(0.0) * gain + LOG_OFFSET)
    for row, (band, moment) in enumerate(torch.rand(len(mel), 2).tolist()):
        rest = mel[row].mean()
        mel[row, int(band * 58) : int(band * 58) + 6] = rest
        mel[row, :, int(moment * 88) : int(moment * 88) + 10] = rest
    return mel


def train(out: Path, config: AudioConfig, start: Path | None) -> None:
    torch.manual_seed(config.seed)
    mels = np.load(out / "mels.npy", mmap_mode="r")
    scores, features = np.load(out / "scores.npy"), np.load(out / "features.npy")
    held_out = slice(0, config.held_out)
    spread = float(features[held_out].astype(np.float32).var(0).sum())

    model, averaged = AudioEncoder(), AudioEncoder()
    if start is not None:
        model.load_state_dict(torch.load(start, weights_only=True)["state_dict"])
    name_tags(model)
    averaged.load_state_dict(model.state_dict())
    to_teacher = nn.Linear(InstanceConfig.audio_width - 1, TEACHER_WIDTH)
    learned = nn.ModuleList([model, to_teacher]).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(
        learned.parameters(), config.rate, weight_decay=config.weight_decay
    )
    first, checkpoint = 0, out / "training.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        learned.load_state_dict(state["learned"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]

    log, started = [], time.monotonic()
    for step in range(first, config.steps):
        rng = np.random.default_rng((config.seed, step))
        chosen = np.sort(rng.integers(config.held_out, len(mels), config.batch))
        target = torch.from_numpy(scores[chosen]).float()
        taught = torch.from_numpy(features[chosen]).float()
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, config)
        # Who goes on from a trained encoder keeps its norms: a batch's own would undo it at once.
        learned.train(start is None)
        embedding, logits = model.tag_logits(alter(torch.from_numpy(mels[chosen]).float()))
        tag_loss = (
            F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1).mean()
        )
        feature_loss = (to_teacher(embedding) - taught).square().sum(1).mean() / spread
        optimizer.zero_grad()
        (tag_loss + config.feature_weight * feature_loss).backward()
        nn.utils.clip_grad_norm_(learned.parameters(), 5.0)
        optimizer.step()
        average(averaged, model, min(config.average, (step + 1) / (step + 10)))
        log.append((float(tag_loss.detach()), float(feature_loss.detach())))
        if (step + 1) % config.save_every == 0 or step + 1 == config.steps:
            figures = validate(averaged, mels[held_out], torch.from_numpy(scores[held_out]).float())
            left = (time.monotonic() - started) / (step + 1 - first) * (config.steps - step - 1)
            tag, feature = np.mean(log[-config.save_every :], 0)
            text = (
                f"step {step + 1} tags {tag:.2f} features {feature:.3f} {figures} {left:.0f} s left"
            )
            print(text, flush=True)
            with (out / "curve.jsonl").open("a") as curve:
                curve.write(json.dumps({"step": step + 1, "tags": tag, **figures}) + "\n")
            facts = {"config": asdict(config), "step": step + 1, "held_out": figures}
            save(
                out / "audio_encoder.pt",
                {"config": asdict(config), "state_dict": averaged.state_dict(), "facts": facts},
            )
            save(
                checkpoint,
                {
                    "learned": learned.state_dict(),
                    "averaged": averaged.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step + 1,
                },
            )


@torch.no_grad()
def average(averaged: nn.Module, model: nn.Module, keep: float) -> None:
    """Moves the averaged weights towards the model's."""
    pairs = zip(averaged.state_dict().values(), model.state_dict().values(), strict=True)
    for kept, value in pairs:
        if kept.is_floating_point():
            kept.lerp_(value, 1.0 - keep)
        else:
            kept.copy_(value)


@torch.no_grad()
def validate(model: AudioEncoder, mels: np.ndarray, scores: Tensor) -> dict[str, float]:
    """Correlation with the targets and how often their best tag is the student's best."""
    model.eval()
    parts = [
        torch.sigmoid(model.tag_logits(torch.from_numpy(mels[s : s + 250].astype(np.float32)))[1])
        for s in range(0, len(mels), 250)
    ]
    tags = torch.cat(parts)
    both = torch.stack([tags.flatten(), scores.flatten()])
    sure = scores.amax(1) > 0.3
    best = (tags.argmax(1) == scores.argmax(1))[sure].float().mean()
    return {
        "correlation": round(float(torch.corrcoef(both)[0, 1]), 3),
        "best": round(float(best), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sounds", type=Path, required=True, help="folder <set>/<class>/<file>")
    parser.add_argument("--teacher", type=Path, required=True, help="YAMNet as a tflite file")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--packages", type=Path, nargs="*", default=[], help="unpacked packages")
    parser.add_argument("--soundfonts", type=Path, nargs="*", default=[])
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--steps", type=int, default=AudioConfig.steps)
    parser.add_argument("--rate", type=float, default=AudioConfig.rate)
    parser.add_argument("--seed", type=int, default=AudioConfig.seed, help="other mixtures")
    parser.add_argument("--examples", type=int, default=AudioConfig.examples)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    config = AudioConfig(
        examples=options.examples, steps=options.steps, rate=options.rate, seed=options.seed
    )
    if not (options.out / "scores.npy").exists():
        recordings = gather(options.sounds, options.packages, options.soundfonts, config.seed)
        prepare(recordings, options.teacher, options.out, config.examples, config.seed)
    train(options.out, config, options.start)


if __name__ == "__main__":
    main()
