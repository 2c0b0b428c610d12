"""The mean of a training's weights and those it began with: `python -m earmark.training.mean
--start FILE --end FILE --share 0.6 --out FILE`.

A short training at a high rate costs some of what was learned before; the mean (Wortsman 2022,
arXiv 2109.01903) wins it back and keeps most of what is new.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor

from earmark.training.saving import save


def mean_of(start: dict[str, Tensor], end: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """`share` of the way from `start` to `end`, each weight for itself; one that the start did not
    have is that of the end, as are whole numbers."""
    return {
        name: torch.lerp(start.get(name, value), value, share)
        if value.is_floating_point()
        else value
        for name, value in end.items()
    }


@torch.no_grad()
def follow(average: dict[str, Tensor], now: dict[str, Tensor], most: float, step: int) -> None:
    """The running mean of weights while they learn, in place: at first of few steps, in the end
    each step keeps `most` of it. Whole numbers are those of now."""
    keep = min(most, (step + 1) / (step + 10))
    for name, value in now.items():
        if value.is_floating_point():
            average[name].lerp_(value, 1 - keep)
        else:
            average[name].copy_(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("start", "end", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.6)
    options = parser.parse_args()
    start, end = (torch.load(path, weights_only=True) for path in (options.start, options.end))
    state = mean_of(start["state_dict"], end["state_dict"], options.share)
    training = end.get("training", {}) | {"mean_with_start": options.share}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save(options.out, end | {"state_dict": state, "training": training})


if __name__ == "__main__":
    main()
