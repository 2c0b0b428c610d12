"""Boxes (left, top, right, bottom) in 0..1 of the picture."""

Box = tuple[float, float, float, float]


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def overlap(a: Box, b: Box) -> float:
    """The area that both cover."""
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, across) * max(0.0, down)


def iou(a: Box, b: Box) -> float:
    shared = overlap(a, b)
    return shared / max(1e-9, area(a) + area(b) - shared)


def inside(a: Box, b: Box) -> float:
    """The share of `a` that lies in `b`."""
    return overlap(a, b) / max(1e-9, area(a))
