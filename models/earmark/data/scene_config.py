"""How training scenes of instances are made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SceneConfig:
    """How scenes are made. Shares are probabilities."""

    same_iou: float = 0.55  # a row is an instance's at this overlap of boxes
    other_iou: float = 0.35  # under it, surely not
    doubted_score: float = 0.4  # a row of no instance, of which the detector is so sure, is unknown
    max_rows: int = 28  # of a scene; the model takes more, learning from all is slow
    still_share: float = 0.3  # photos without clock or sound
    beside_share: float = 0.22  # two photos beside each other
    after_share: float = 0.12  # two photos one after the other: a cut
    mirror_share: float = 0.5
    enters_share: float = 0.18  # of instances that come or go during the clip
    moves_share: float = 0.2
    max_speed: float = 0.05  # of the picture's side a second
    sound_modes: tuple[tuple[str, float], ...] = (
        ("none", 0.12), ("silent", 0.1), ("off", 0.14), ("one", 0.4), ("two", 0.24),
    )  # fmt: skip
    background_share: float = 0.35
