"""`python -m earmark.export.fidelity`: what quantisation costs, on photos and recordings.

Compares the checkpoints' modules with the same modules holding the bundle's weights. Every photo
is asked for the thing that its file name ends with (`<id>_<name>.jpg`) and for the next one's.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile
import torch
from PIL import Image
from scipy.signal import resample_poly
from torch import Tensor

from earmark.contract import SHAPE
from earmark.export.checkpoints import load_trained
from earmark.export.moment import moment
from earmark.export.weights import load_bundle


def read_pixels(path: Path) -> Tensor:
    """A picture as the visual encoder wants it: uint8 [1, 384, 384, 3]."""
    size = (SHAPE.frame_size, SHAPE.frame_size)
    picture = Image.open(path).convert("RGB").resize(size, Image.Resampling.BILINEAR)
    return torch.from_numpy(np.array(picture))[None]


def read_second(path: Path) -> Tensor:
    """The loudest second of a recording: float [1, 16000]."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = resample_poly(sound.mean(1), SHAPE.sample_rate, rate)
    whole = np.pad(mono, (0, -len(mono) % SHAPE.sample_rate)).reshape(-1, SHAPE.sample_rate)
    loudest = whole[np.square(whole).sum(1).argmax()]
    return torch.from_numpy(loudest.astype(np.float32))[None]


def cosine(a: Tensor, b: Tensor, dim: int) -> float:
    return float(torch.cosine_similarity(a, b, dim=dim, eps=1e-6).mean())


def compare(eemc: Path, audio: Path, bundle: Path, photos: list[Path], sounds: list[Path]) -> None:
    trained, stored = load_trained(eemc, audio), load_bundle(bundle)
    mask_threshold = trained.thresholds["mask"]
    presence_threshold = trained.thresholds["presence"]
    kinds = {"sentence": 1, "name_map": 1, "visual_tokens": 2}
    kinds |= {"audio_tokens": 2, "heard_names": 2}
    seen: dict[str, list[float]] = defaultdict(list)
    for index, photo in enumerate(photos):
        pixels = read_pixels(photo)
        waveform = read_second(sounds[index % len(sounds)])
        for named in (photo, photos[(index + 1) % len(photos)]):
            sentence = "the " + named.stem.split("_", 1)[-1].replace("_", " ")
            a, b = (
                {name: value for outputs in run[1].values() for name, value in outputs.items()}
                for run in (
                    moment(trained.modules, pixels, waveform, sentence),
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
            there = [float(x["presence"]) >= presence_threshold for x in (a, b)]
            seen["frames with another state, share"].append(float(there[0] != there[1]))
            inside = [chance > mask_threshold for chance in chances]
            union = int((inside[0] | inside[1]).sum())
            if all(there) and int(inside[0].sum()) > inside[0].numel() // 100:
                seen["IoU of the two masks"].append(int((inside[0] & inside[1]).sum()) / union)
    print(f"| over {len(photos)} photos, 2 sentences each | mean | worst |\n|---|---|---|")
    for name, values in seen.items():
        worst = min(values) if name.startswith(("cosine", "IoU")) else max(values)
        print(f"| {name} ({len(values)}) | {np.mean(values):.4f} | {worst:.4f} |")


def main() -> None:
    parser = argparse.ArgumentParser(prog="earmark.export.fidelity", description=__doc__)
    for name in ("eemc", "audio", "bundle", "photos", "sounds"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--count", type=int, default=40, help="photos taken, evenly spread")
    options = parser.parse_args()

    def spread(paths: list[Path]) -> list[Path]:
        return paths[:: max(1, len(paths) // options.count)][: options.count]

    photos = spread(sorted(options.photos.glob("*.jpg")))
    recordings = sorted(
        path for path in options.sounds.rglob("*") if path.suffix in {".wav", ".flac", ".ogg"}
    )
    compare(options.eemc, options.audio, options.bundle, photos, spread(recordings))


if __name__ == "__main__":
    main()
