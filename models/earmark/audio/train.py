"""Teach the audio encoder: `python -m earmark.audio.train --sounds DIR --teacher FILE --out DIR`.

Two steps: a fixed number of random seconds with the teacher's scores is written to disk once,
then the student learns them. Both are deterministic by seed; training resumes from its checkpoint.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from earmark.audio.recordings import load, mix
from earmark.audio.teacher import load_teacher
from earmark.contract import SHAPE
from earmark.model.audio_encoder import AudioEncoder
from earmark.model.text_encoder import TextEncoder, embed

NAMES = Path(__file__).parent.parent / "names" / "audioset.txt"


@dataclass(frozen=True)
class AudioConfig:
    examples: int = 30000
    steps: int = 5000
    batch: int = 64
    rate: float = 2e-3
    weight_decay: float = 1e-2
    average: float = 0.998  # of the weights, for the checkpoint that is used
    seed: int = 1
    save_every: int = 250


def prepare(sounds: Path, teacher: Path, out: Path, config: AudioConfig) -> None:
    """`waves.npy` int16 [n, 16000] and `scores.npy` float16 [n, 521]."""
    if (out / "scores.npy").exists():
        return
    recordings = load(sounds)
    groups = recordings.by_class()
    print(f"{len(recordings.classes)} windows of {len(groups)} classes", flush=True)
    listen = load_teacher(teacher)
    rng = np.random.default_rng(config.seed)
    shape = (config.examples, SHAPE.sample_rate)
    waves = np.lib.format.open_memmap(out / "waves.npy", "w+", np.int16, shape)
    scores = np.zeros((config.examples, SHAPE.sound_tags), np.float16)
    started = time.monotonic()
    for index in range(config.examples):
        wave = mix(rng, recordings, groups)
        waves[index] = (wave * 32767).astype(np.int16)
        scores[index] = listen(wave)
        if index % 2000 == 1999:
            left = (time.monotonic() - started) / (index + 1) * (config.examples - index - 1)
            print(f"heard {index + 1} of {config.examples}, {left:.0f} s left", flush=True)
    np.save(out / "scores.npy", scores)


def new_student() -> AudioEncoder:
    """An untrained encoder that knows the names of its tags."""
    model = AudioEncoder()
    names = NAMES.read_text().splitlines()
    model.set_names(embed(TextEncoder.pretrained(), [f"the sound of {n.lower()}" for n in names])[2])
    return model


def train(out: Path, config: AudioConfig) -> None:
    torch.manual_seed(config.seed)
    waves = np.load(out / "waves.npy", mmap_mode="r")
    scores = torch.tensor(np.load(out / "scores.npy")).float()
    held_out = 1500
    model, averaged = new_student(), new_student()
    averaged.load_state_dict(model.state_dict())
    optimizer = torch.optim.AdamW(model.parameters(), config.rate, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.rate, config.steps, pct_start=0.1)
    first, checkpoint = 0, out / "training.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    # Rare tags count as much as common ones: the weight of a positive grows as it gets rarer.
    share = (scores[held_out:] > 0.2).float().mean(0)
    weight = (0.02 / (share + 1e-3)).clamp(1.0, 10.0)
    log, started = [], time.monotonic()
    for step in range(first, config.steps):
        rng = np.random.default_rng((config.seed, step))
        chosen = np.sort(rng.integers(held_out, len(waves), config.batch))
        wave = torch.tensor(waves[chosen].astype(np.float32) / 32767)
        target = scores[chosen]
        model.train()
        with torch.no_grad():
            mel = model.log_mel(wave)
            hide = torch.rand(len(mel), 2)
            for row, (a, b) in enumerate(hide):  # SpecAugment: one band, one moment
                mel[row, int(a * 56) : int(a * 56) + 6] = mel[row].mean()
                mel[row, :, int(b * 86) : int(b * 86) + 10] = mel[row].mean()
        _, logits = model.tag_logits(mel)
        loss = (
            F.binary_cross_entropy_with_logits(logits, target, reduction="none")
            * (1.0 + (weight - 1.0) * target)
        ).sum(1).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        keep = min(config.average, (step + 1) / (step + 10))
        with torch.no_grad():
            for kept, value in zip(
                averaged.state_dict().values(), model.state_dict().values(), strict=True
            ):
                if kept.is_floating_point():
                    kept.lerp_(value, 1.0 - keep)
                else:
                    kept.copy_(value)
        log.append(float(loss.detach()))
        if (step + 1) % config.save_every == 0 or step + 1 == config.steps:
            figures = validate(averaged, waves[:held_out], scores[:held_out])
            left = (time.monotonic() - started) / (step + 1 - first) * (config.steps - step - 1)
            mean = float(np.mean(log[-config.save_every :]))
            print(f"step {step + 1} loss {mean:.2f} {figures} {left:.0f} s left", flush=True)
            facts = {"config": asdict(config), "step": step + 1, "held_out": figures}
            save(out / "audio_encoder.pt", {"state_dict": averaged.state_dict(), "facts": facts})
            save(
                checkpoint,
                {
                    "model": model.state_dict(),
                    "averaged": averaged.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step + 1,
                },
            )
    (out / "log.json").write_text(json.dumps(log))


def save(path: Path, state: dict[str, object]) -> None:
    """Written beside and moved into place: a reader never sees half a file."""
    beside = path.with_suffix(".part")
    torch.save(state, beside)
    beside.replace(path)


@torch.no_grad()
def validate(model: AudioEncoder, waves: np.ndarray, scores: torch.Tensor) -> dict[str, float]:
    """Correlation with the teacher's scores and how often the teacher's best tag is the best."""
    model.eval()
    parts = [
        model(torch.tensor(waves[s : s + 250].astype(np.float32) / 32767))[2]
        for s in range(0, len(waves), 250)
    ]
    tags = torch.cat(parts)
    both = torch.stack([tags.flatten(), scores.flatten()])
    sure = scores.amax(1) > 0.3
    best = (tags.argmax(1) == scores.argmax(1))[sure].float().mean()
    return {"correlation": round(float(torch.corrcoef(both)[0, 1]), 3), "best": round(float(best), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("sounds", "teacher", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=AudioConfig.steps)
    parser.add_argument("--examples", type=int, default=AudioConfig.examples)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    config = AudioConfig(examples=arguments.examples, steps=arguments.steps)
    prepare(arguments.sounds, arguments.teacher, arguments.out, config)
    train(arguments.out, config)


if __name__ == "__main__":
    main()
