"""What quantisation costs, on photos and recordings: the same five modules with trained weights
and with those that a bundle holds."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile
import torch
from scipy.signal import resample_poly
from torch import Tensor

from earmark.contract import SHAPE
from earmark.data.photos import Photo, read_picture
from earmark.export.checkpoints import Modules
from earmark.export.moment import moment


def read_second(path: Path) -> Tensor:
    """The loudest second of a recording: float [1, 16000]."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = resample_poly(sound.mean(1), SHAPE.sample_rate, rate)
    whole = np.pad(mono, (0, -len(mono) % SHAPE.sample_rate)).reshape(-1, SHAPE.sample_rate)
    loudest = whole[np.square(whole).sum(1).argmax()]
    return torch.from_numpy(loudest.astype(np.float32))[None]


def cosine(a: Tensor, b: Tensor, dim: int) -> float:
    return float(torch.cosine_similarity(a, b, dim=dim, eps=1e-6).mean())


def fidelity(
    trained: Modules,
    stored: Modules,
    thresholds: dict[str, float],
    photos: list[Photo],
    recordings: list[Path],
) -> str:
    """A Markdown table. Every photo is asked for the first object drawn in it by hand and for the
    next photo's, with the loudest second of a recording."""
    kinds = {"sentence": 1, "name_map": 1, "visual_tokens": 2}
    kinds |= {"audio_tokens": 2, "heard_names": 2}
    seen: dict[str, list[float]] = defaultdict(list)
    for index, photo in enumerate(photos):
        pixels = torch.tensor(read_picture(photo.path))[None]
        waveform = read_second(recordings[index % len(recordings)])
        for named in (photo, photos[(index + 1) % len(photos)]):
            sentence = f"the {named.polygons[0][0]}"
            a, b = (
                {name: value for outputs in run[1].values() for name, value in outputs.items()}
                for run in (
                    moment(trained, pixels, waveform, sentence),
                    moment(stored, pixels, waveform, sentence),
                )
            )
            for name, dim in kinds.items():
                seen[f"cosine {name}"].append(cosine(a[name], b[name], dim))
            seen["difference of presence"].append(float((a["presence"] - b["presence"]).abs()))
            chances = [torch.sigmoid(x["mask_logits"]) for x in (a, b)]
            difference = (chances[0] - chances[1]).abs()
            seen["difference of mask probability, mean"].append(float(difference.mean()))
            seen["difference of mask logits, largest"].append(
                float((a["mask_logits"] - b["mask_logits"]).abs().max())
            )
            there = [float(x["presence"]) >= thresholds["presence"] for x in (a, b)]
            seen["frames with another state, share"].append(float(there[0] != there[1]))
            inside = [chance > thresholds["mask"] for chance in chances]
            union = int((inside[0] | inside[1]).sum())
            if all(there) and int(inside[0].sum()) > inside[0].numel() // 100:
                seen["IoU of the two masks"].append(int((inside[0] & inside[1]).sum()) / union)
    lines = [f"| over {len(photos)} photos, 2 sentences each | mean | worst |", "|---|---|---|"]
    for name, values in seen.items():
        worst = min(values) if name.startswith(("cosine", "IoU")) else max(values)
        lines.append(f"| {name} ({len(values)}) | {np.mean(values):.4f} | {worst:.4f} |")
    return "\n".join(lines) + "\n"
