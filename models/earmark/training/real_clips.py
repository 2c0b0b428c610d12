"""Results on real clips to look at.

Every clip of `real_clips.csv` is asked four sentences: what makes the sound, the right noun, a
wrong noun, and one as people say it. One sheet a clip of three frames each; needs ffmpeg. There is
no truth to compare with: the sheets are for the eye, and not for publishing, for the clips are not
ours. Beside them, as a table: presence, and how steady the right noun's mask is from one frame to
the next at 25 frames a second, as their IoU: as the model gives it, and as the app shows it.
"""

import csv
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

from earmark.audio.judging import sound_of_clip
from earmark.contract import SHAPE
from earmark.data.prepare import seen_by
from earmark.export.checkpoints import Modules, backbone_of, eemc_of
from earmark.model.audio_encoder import AudioEncoder
from earmark.model.backbone import Backbone
from earmark.model.eemc import EEMC, Answers, Clips, all_on
from earmark.model.text_encoder import TextEncoder, embed

SHOWN = (1, 4, 8)  # seconds
RATE, FRAMES = 25, 21  # of the frames whose steadiness is measured
PAIRS = 2  # to each side of a frame, of whose masks the app shows the median at this rate
CELL = 256


@dataclass
class RealClip:
    """pictures [s, 384, 384, 3] of its first ten seconds, one a second, and their features."""

    name: str
    pictures: np.ndarray
    features: dict[str, torch.Tensor]
    audio_tokens: torch.Tensor  # [10, 256]
    heard_names: torch.Tensor  # [10, 384]
    audio_mask: torch.Tensor  # [10]


def read_pictures(path: Path, first: float, rate: int, frames: int = 10) -> np.ndarray:
    """Frames from second `first` on, `rate` a second, as the model wants them."""
    side = SHAPE.frame_size
    command = ["ffmpeg", "-v", "error", "-ss", str(first), "-i", str(path)]
    command += ["-vf", f"fps={rate},scale={side}:{side}:flags=bilinear", "-frames:v", str(frames)]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, side, side, 3)


def features_of(pictures: np.ndarray, backbone: Backbone) -> dict[str, torch.Tensor]:
    found = [seen_by(backbone, picture[None]) for picture in torch.tensor(pictures)]
    return {name: torch.cat([f[name] for f in found]) for name in ("s4", "s8")}


@torch.no_grad()
def read_clip(path: Path, backbone: Backbone, audio: AudioEncoder) -> RealClip:
    pictures = read_pictures(path, 0.5, 1)
    features = features_of(pictures, backbone)
    seconds, rate = SHAPE.window_seconds, SHAPE.sample_rate
    wave = sound_of_clip(path)[: seconds * rate]
    known = -(-len(wave) // rate)
    wave = np.pad(wave, (0, seconds * rate - len(wave))).reshape(seconds, rate)
    tokens, names, _ = audio(torch.tensor(wave))
    mask = (torch.arange(seconds) < known).float()
    return RealClip(
        path.stem, pictures, features, tokens[:, 0] * mask[:, None],
        names[:, 0] * mask[:, None], mask,
    )  # fmt: skip


@torch.no_grad()
def ask(
    model: EEMC, text: TextEncoder, clip: RealClip, sentence: str, seconds: torch.Tensor
) -> Answers:
    """The answer for every picture, each with the memory of all seconds before its own; `seconds`
    says which that is."""
    tokens, mask, vector = embed(text, [sentence])
    earlier = (seconds[None] < seconds[:, None]).float()
    return model(
        Clips(
            **clip.features,
            pictures=torch.arange(len(seconds))[None],
            seconds=seconds[None],
            earlier=(earlier / earlier.sum(1, keepdim=True).clamp_min(1.0))[None],
            audio_tokens=clip.audio_tokens[None],
            heard_names=clip.heard_names[None],
            audio_mask=clip.audio_mask[None],
            text_tokens=tokens,
            text_mask=mask,
            sentence=vector,
            switches=all_on(1),
        )
    )


def steadied(values: torch.Tensor) -> torch.Tensor:
    """The median of each frame and its neighbours, as `src/core/mask/temporalMedian.ts` takes it:
    pairs to both sides, as far as there are any. values [frames, ...]."""
    last = len(values) - 1
    reach = [min(PAIRS, frame, last - frame) for frame in range(len(values))]
    return torch.stack([values[f - r : f + r + 1].median(0)[0] for f, r in enumerate(reach)])


def steadiness(masks: torch.Tensor, presence: torch.Tensor, thresholds: dict[str, float]) -> float:
    """Mean IoU of each frame's mask with the next one's, where either is there. masks [frames, h,
    w] are logits, presence [frames]."""
    inside = torch.sigmoid(masks) > thresholds["mask"]
    inside &= (presence >= thresholds["presence"])[:, None, None]
    both, either = (inside[1:] & inside[:-1]).sum((1, 2)), (inside[1:] | inside[:-1]).sum((1, 2))
    there = either > 0
    return float((both[there] / either[there]).mean()) if there.any() else float("nan")


def sheet(
    clip: RealClip, answers: list[tuple[str, Answers]], thresholds: dict[str, float]
) -> Image.Image:
    """A row a sentence, three frames each, what was found in red."""
    seconds = [min(s, len(clip.pictures) - 1) for s in SHOWN]
    page = Image.new("RGB", (CELL * len(seconds), (CELL + 14) * len(answers)))
    draw = ImageDraw.Draw(page)
    for row, (sentence, answer) in enumerate(answers):
        for column, second in enumerate(seconds):
            share = torch.sigmoid(answer.mask_logits[second])[None, None]
            wide = torch.nn.functional.interpolate(share, SHAPE.frame_size, mode="bilinear")
            presence = float(answer.presence[second])
            inside = (wide[0, 0] > thresholds["mask"]).numpy()
            picture = clip.pictures[second].astype(np.float32)
            if presence >= thresholds["presence"]:
                picture[inside] = picture[inside] * 0.45 + np.array([255, 30, 30]) * 0.55
            cell = Image.fromarray(picture.astype(np.uint8)).resize((CELL, CELL))
            page.paste(cell, (column * CELL, row * (CELL + 14) + 14))
            words = f"{sentence if column == 0 else ''} {presence:.2f}"
            draw.text((column * CELL + 2, row * (CELL + 14) + 1), words.strip()[:44])
    return page


def draw_real_clips(modules: Modules, thresholds: dict[str, float], folder: Path, out: Path) -> str:
    """A sheet a clip of `folder` into `out`; a Markdown table of them all."""
    model, backbone = eemc_of(modules).eval(), backbone_of(modules)
    audio, text = modules["audio_encoder"], modules["text_encoder"]
    out.mkdir(parents=True, exist_ok=True)
    lines = [
        "| clip | best presence of each sentence | steady | as shown |",
        "|---|---|---|---|",
    ]
    with Path(__file__).with_suffix(".csv").open() as file:
        for name, *sentences in csv.reader(file):
            path = folder / f"{name}.mp4"
            clip = read_clip(path, backbone, audio)
            seconds = torch.arange(len(clip.pictures))
            answers = [(s, ask(model, text, clip, s, seconds)) for s in sentences]
            sheet(clip, answers, thresholds).save(out / f"{name}.png")
            moment = min(4, len(seconds) - 1)
            fast = features_of(read_pictures(path, moment, RATE, FRAMES), backbone)
            known = {n: torch.cat([clip.features[n][:moment], fast[n]]) for n in fast}
            times = torch.cat([seconds[:moment], torch.full((FRAMES,), moment)])
            moments = ask(model, text, replace(clip, features=known), sentences[1], times)
            found = moments.mask_logits[moment:], moments.presence[moment:, 0]
            shown = steadied(found[0]), steadied(found[1])
            steady = [f"{steadiness(*pair, thresholds):.2f}" for pair in (found, shown)]
            scores = "; ".join(f"{s}: {float(a.presence.max()):.2f}" for s, a in answers)
            lines.append(f"| {name} | {scores} | {' | '.join(steady)} |")
    return "\n".join(lines) + "\n"
