"""What queries are made of: instances with what is seen, heard and known of them over time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from earmark.data.boxes import Box
from earmark.data.instances import Photo, Shares

Motion = Literal["left", "right", "up", "down", "still"]
Seconds = tuple[float, float]  # from, to


@dataclass(frozen=True)
class SceneInstance:
    """One instance of a scene; in a clip one track. None is always "not known".

    `names` are canonical nouns with probabilities, `box` where it is (in a clip: where it is seen
    best), `area` its share of the picture. `sounding` are the spans in which it is heard, in
    seconds; empty: silent. `loudness` is in dB, any reference, `pitch` in Hz.
    `enters_seconds` and `leaves_seconds`: 0 and the scene's duration when it is there all the time.
    """

    names: Mapping[str, float]
    box: Box
    area: float
    colours: Shares | None = None
    upper: Shares | None = None
    lower: Shares | None = None
    wears: Mapping[str, float] = field(default_factory=dict)
    is_salient: bool = False
    sounding: tuple[Seconds, ...] | None = None
    loudness: float | None = None
    pitch: float | None = None
    enters_seconds: float | None = None
    leaves_seconds: float | None = None
    motion: Motion | None = None


@dataclass(frozen=True)
class Scene:
    """All instances of a picture or clip. `perhaps` are nouns that may be there besides.

    `duration_seconds` is 0 for a picture. `spatial` is False where boxes of different instances
    cannot be compared (they were never seen together).
    """

    instances: tuple[SceneInstance, ...]
    duration_seconds: float = 0.0
    perhaps: frozenset[str] = field(default=frozenset())
    spatial: bool = True


def scene_of(photo: Photo) -> Scene:
    """A photo as a scene of which nothing is heard."""
    instances = tuple(
        SceneInstance(
            names=i.names,
            box=i.box,
            area=i.area,
            colours=i.colours,
            upper=i.upper,
            lower=i.lower,
            wears=i.wears,
            is_salient=i.is_salient,
        )
        for i in photo.instances
    )
    return Scene(instances, perhaps=photo.perhaps)
