"""The learning curve as a picture: `python -m earmark.training.curve --log FILE --out FILE.png`."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

WIDTH, HEIGHT, MARGIN, SMOOTH = 900, 420, 40, 1  # pixels; steps of the running mean
COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728")
PARTS = ("total", "bce", "dice", "score")


def draw_curve(log: Path, parts: Sequence[str] = PARTS, smooth: int = SMOOTH) -> Image.Image:
    """Running means of up to four parts of the loss, over `smooth` rows of the log each."""
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    # A run that was resumed repeats steps: the last word on each counts.
    by_step = {row["step"]: row for row in rows}
    steps = sorted(by_step)
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    kernel = np.ones(smooth) / smooth
    curves = {
        name: np.convolve([by_step[s][name] for s in steps], kernel, "valid") for name in parts
    }
    top = max(float(curve.max()) for curve in curves.values())
    for row, ((name, curve), colour) in enumerate(zip(curves.items(), COLOURS, strict=False)):
        across = MARGIN + np.arange(len(curve)) / max(1, len(curve) - 1) * (WIDTH - 2 * MARGIN)
        up = HEIGHT - MARGIN - curve / top * (HEIGHT - 2 * MARGIN)
        draw.line(list(zip(across, up, strict=True)), fill=colour, width=2)
        draw.text((WIDTH - 130, 10 + 14 * row), f"{name} {curve[-1]:.2f}", fill=colour)
    draw.line((MARGIN, HEIGHT - MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN), fill="black")
    draw.text((MARGIN, HEIGHT - MARGIN + 8), f"step {steps[0]}", fill="black")
    draw.text((WIDTH - MARGIN - 60, HEIGHT - MARGIN + 8), f"step {steps[-1]}", fill="black")
    draw.text((4, MARGIN - 14), f"loss {top:.1f}", fill="black")
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("log", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--parts", nargs="+", default=PARTS)
    parser.add_argument("--smooth", type=int, default=SMOOTH)
    arguments = parser.parse_args()
    draw_curve(arguments.log, arguments.parts, arguments.smooth).save(arguments.out)


if __name__ == "__main__":
    main()
