"""Colour words and how much of a region each covers."""

import numpy as np

COLOURS = (
    "black", "grey", "white", "red", "orange", "brown", "yellow",
    "green", "blue", "purple", "pink", "beige",
)  # fmt: skip
_INDEX = {name: i for i, name in enumerate(COLOURS)}
_BITS = 5  # a channel is told by so many bits


def _table() -> np.ndarray:
    """The colour word of every RGB value of `_BITS` bits a channel, [32768]."""
    steps = (np.arange(1 << _BITS) + 0.5) / (1 << _BITS)
    red, green, blue = (c.ravel() for c in np.meshgrid(steps, steps, steps, indexing="ij"))
    value = np.maximum(np.maximum(red, green), blue)
    least = np.minimum(np.minimum(red, green), blue)
    chroma = value - least
    saturation = chroma / np.maximum(value, 1e-6)
    hue = np.zeros_like(value)
    some = chroma > 1e-6
    top_red = some & (value == red)
    top_green = some & (value == green) & ~top_red
    top_blue = some & ~top_red & ~top_green
    hue[top_red] = (60 * (green - blue)[top_red] / chroma[top_red]) % 360
    hue[top_green] = 60 * (blue - red)[top_green] / chroma[top_green] + 120
    hue[top_blue] = 60 * (red - green)[top_blue] / chroma[top_blue] + 240
    words = np.full(len(value), _INDEX["grey"])
    for name, low, high in (
        ("red", 0, 14),
        ("orange", 14, 43),
        ("yellow", 43, 68),
        ("green", 68, 168),
        ("blue", 168, 258),
        ("purple", 258, 295),
        ("pink", 295, 345),
        ("red", 345, 361),
    ):
        words[(hue >= low) & (hue < high)] = _INDEX[name]
    warm = (hue < 50) | (hue >= 350)
    words[warm & (value < 0.62) & (hue < 45) & (hue >= 10)] = _INDEX["brown"]
    words[warm & (hue >= 14) & (value >= 0.62) & (saturation < 0.5)] = _INDEX["beige"]
    words[((hue < 14) | (hue >= 345)) & (value > 0.7) & (saturation < 0.55)] = _INDEX["pink"]
    words[((hue < 14) | (hue >= 345)) & (value < 0.35)] = _INDEX["brown"]
    grey = (saturation < 0.16) | (chroma < 0.08)
    words[grey] = _INDEX["grey"]
    words[grey & (value > 0.76)] = _INDEX["white"]
    words[(value < 0.22) | (grey & (value < 0.27))] = _INDEX["black"]
    return words.astype(np.uint8)


_WORDS = _table()


def words_of(pixels: np.ndarray) -> np.ndarray:
    """uint8 RGB [..., 3] -> index into COLOURS [...]."""
    coarse = pixels >> (8 - _BITS)
    index = coarse.astype(np.int32)
    return _WORDS[(index[..., 0] << 2 * _BITS) | (index[..., 1] << _BITS) | index[..., 2]]


def shares(words: np.ndarray, least: float = 0.05) -> dict[str, float]:
    """Colour word -> its share of indices into COLOURS, the largest first."""
    count = np.bincount(words.ravel(), minlength=len(COLOURS)) / max(1, words.size)
    return {COLOURS[i]: round(float(count[i]), 3) for i in np.argsort(-count) if count[i] >= least}
