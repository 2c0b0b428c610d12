"""The learning rate of a step, as a share of its highest."""

from math import cos, pi


def rate_share(step: int, done: float, warm_up: int, last: float = 0.02) -> float:
    """A straight rise over `warm_up` steps, then half a cosine down to `last`; `done` is the
    share of the training that has passed."""
    fallen = last + (1 - last) * 0.5 * (1 + cos(pi * min(1.0, done)))
    return min(1.0, (step + 1) / warm_up) * fallen
