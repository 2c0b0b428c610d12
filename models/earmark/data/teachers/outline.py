"""The outline of one object on plain white ground."""

import numpy as np
from PIL import Image
from scipy import ndimage

WHITE = 236  # every channel at least this: ground
RIM_SHARE = 0.9  # of the picture's rim is ground, else the ground is not plain
LEAST, MOST = 0.03, 0.85  # of the picture that one object covers
MAIN_SHARE = 0.85  # of all that stands out is one piece


def on_plain_ground(image: Image.Image) -> np.ndarray | None:
    """The bool mask [height, width] of what stands on white ground; None where there is no such
    ground or no single object."""
    light = np.asarray(image.convert("RGB")).min(2) >= WHITE
    rim = np.concatenate(
        [light[:2].ravel(), light[-2:].ravel(), light[:, :2].ravel(), light[:, -2:].ravel()]
    )
    if rim.mean() < RIM_SHARE:
        return None
    regions, _ = ndimage.label(light)
    outside = np.unique(np.concatenate([regions[0], regions[-1], regions[:, 0], regions[:, -1]]))
    thing = ~np.isin(regions, outside[outside > 0])
    thing = ndimage.binary_opening(thing, iterations=1)
    pieces, count = ndimage.label(ndimage.binary_dilation(thing, iterations=3))
    if count == 0:
        return None
    sizes = ndimage.sum_labels(thing, pieces, np.arange(1, count + 1))
    main = thing & (pieces == 1 + int(np.argmax(sizes)))
    covered = main.mean()
    if not LEAST <= covered <= MOST or sizes.max() < MAIN_SHARE * thing.sum():
        return None
    return main
