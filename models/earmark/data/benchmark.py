"""Write a benchmark in the layout of Ref-AVS Bench from what no training used:
`python -m earmark.data.benchmark --labels FILE... --root DIR --sounds DIR --out DIR [--clips N]`.

Ten seconds a clip, a picture and a second of real sound each: a photo, two beside each other, or
one after the other, with recordings of what they show. The photos of the labels and the recordings
(`DIR/<set>/<class>/`) are those that no training saw or heard. Sentences and their truth come from
the grammar that training uses; all objects have masks, drawn by people.
Every sixth clip is of the null split. Beside Ref-AVS Bench's columns metadata.csv holds each
sentence's kind, how many objects sound at once (`sources`) and which cue it `needs`.

Deterministic by seed: the first clips of a larger set are those of a smaller one.
"""

import argparse
import csv
import itertools
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import soundfile
import torch
from numpy.typing import NDArray
from PIL import Image
from pycocotools import mask as run_lengths

from earmark.audio.recordings import RATE, Recordings, Wave, load_classes
from earmark.data.instance_labels import Mask
from earmark.data.instance_layout import SECONDS, Part, placed, spans_of
from earmark.data.instance_sound import audio_track, families_of
from earmark.data.instances import Photo, load_photos
from earmark.data.queries import Query, QueryConfig, Scene, SceneInstance, generate_queries
from earmark.data.scene_config import SceneConfig
from earmark.data.sounding import SOUNDING, UNSEEN
from earmark.data.sounds import LOUD, QUIET, SILENCE, SoundBank

COLUMNS = ("vid", "uid", "split", "fid", "exp", "kind", "sources", "needs")
KINDS = {"one": 0.35, "beside": 0.4, "after": 0.25}
NULL_EVERY = 6  # clips
SENTENCES = 3  # a clip, at most
HEARD_SHARE = 0.8  # of photos are drawn among those that show something that can sound
DRAWS = 60  # queries drawn for them
HEIGHT, MAX_WIDTH = 360, 960  # of a picture, pixels
JPEG_QUALITY = 92
GAINS = {LOUD: 1.0, QUIET: 0.12}
PAIR_DB = 6.0  # by which the first of two that sound at once is louder
# Kinds of queries as the evaluation calls them; others are told by the sentence's words.
KIND_NAMES = {
    **dict.fromkeys(("noun", "synonym", "hypernym", "plural", "absent"), "category"),
    **dict.fromkeys(("place", "relation"), "spatial"),
    **dict.fromkeys(("size", "colour", "clothing"), "attribute"),
    **dict.fromkeys(("order", "time"), "temporal"),
    "role": "doing",
    "sound": "acoustic",
}


@dataclass
class WaveBank(SoundBank):
    """A bank whose rows are seconds of sound."""

    waves: list[Wave]


def read_waves(sounds: Path, seed: int) -> WaveBank:
    """Every recording at two levels, silence, and a mixture of every two families."""
    found = Recordings()
    load_classes(found, sounds, most=8)
    rng = np.random.default_rng(seed)
    bank = WaveBank(torch.zeros(0), torch.zeros(0), {}, {}, [])
    of_recording: dict[int, list[Wave]] = {}
    for window, (recording, _) in enumerate(found.windows):
        of_recording.setdefault(recording, []).append(found.cut(window))

    def added(waves: list[Wave]) -> NDArray[np.int64]:
        first = len(bank.waves)
        bank.waves.extend(waves)
        return np.arange(first, len(bank.waves))

    by_class: dict[str, list[Wave]] = {}
    for recording, waves in of_recording.items():
        name = found.classes[recording]
        by_class.setdefault(name, []).extend(waves)
        for level, gain in GAINS.items():
            bank.recordings.setdefault((name, level), []).append(added([w * gain for w in waves]))
    noise = [rng.normal(0, 1e-4, RATE).astype(np.float32) for _ in range(SECONDS)]
    bank.recordings[SILENCE, LOUD] = [added(noise)]
    heard = {f: [w for c in s.classes for w in by_class.get(c, [])] for f, s in SOUNDING.items()}
    for louder, other in itertools.permutations([f for f, waves in heard.items() if waves], 2):
        first, second = (heard[f][rng.integers(len(heard[f]))] for f in (louder, other))
        bank.pairs[louder, other] = added([mixed(first, second)])
    return bank


def mixed(first: Wave, second: Wave) -> Wave:
    level = np.sqrt((first * first).mean()) / max(float(np.sqrt((second * second).mean())), 1e-4)
    both = first + second * level * 10 ** (-PAIR_DB / 20)
    return (both * 0.5 / max(float(np.abs(both).max()), 0.5)).astype(np.float32)


@dataclass(frozen=True)
class Shown:
    """A photo in the scene: mirrored or not, where it lies (pixels), and when (seconds)."""

    photo: Photo
    mirror: bool
    left: int
    width: int
    span: tuple[float, float]


@dataclass(frozen=True)
class Clip:
    kind: str
    shown: list[Shown]
    size: tuple[int, int]
    sources: list[tuple[int, int]]  # of each part of the scene: place in `shown`, instance
    track: Wave
    sounding: int  # most objects that sound at once
    queries: list[Query]


def lay_out(rng: np.random.Generator, photos: list[Photo], kind: str) -> list[Shown]:
    """Photos keep their shape; beside each other they have the same height."""
    widths = [min(MAX_WIDTH, round(HEIGHT * p.width / p.height)) for p in photos]
    if kind == "after":
        widths = [max(widths)] * len(widths)
    lefts = [sum(widths[:n]) if kind == "beside" else 0 for n in range(len(widths))]
    return [
        Shown(photo, bool(rng.random() < 0.5), left, width, span)
        for photo, left, width, span in zip(photos, lefts, widths, spans_of(rng, kind), strict=True)
    ]


def parts_of(shown: list[Shown], size: tuple[int, int]) -> list[Part]:
    """The facts of all instances, photo by photo."""
    parts = []
    for each in shown:
        frame = np.array([each.left, 0, each.left + each.width, size[1]], np.float32)
        frame /= np.array([*size, *size], np.float32)
        boxes = np.array([i.box for i in each.photo.instances], np.float32).reshape(-1, 4)
        for instance, box in zip(
            each.photo.instances, placed(boxes, each.mirror, frame).tolist(), strict=True
        ):
            facts = SceneInstance(
                names=instance.names,
                box=tuple(box),
                area=instance.area * each.width / size[0],
                colours=instance.colours,
                upper=instance.upper,
                lower=instance.lower,
                is_salient=instance.is_salient,
                sounding=(),
                enters_seconds=each.span[0],
                leaves_seconds=each.span[1],
                motion="still",
            )
            parts.append(Part(facts))
    return parts


def make_clip(number: int, seed: int, photos: list[Photo], bank: WaveBank) -> Clip:
    """The clip of this number."""
    wants_nothing = number % NULL_EVERY == NULL_EVERY - 1
    recorded = {
        f for f, s in SOUNDING.items() if any((c, LOUD) in bank.recordings for c in s.classes)
    }
    heard = [p for p in photos if families_of(p) & recorded] or photos
    for attempt in itertools.count():
        rng = np.random.default_rng((seed, number, attempt))
        kind = str(rng.choice(list(KINDS), p=list(KINDS.values())))
        pools = [
            heard if rng.random() < HEARD_SHARE else photos for _ in range(1 + (kind != "one"))
        ]
        shown = lay_out(rng, [pool[rng.integers(len(pool))] for pool in pools], kind)
        size = (max(s.left + s.width for s in shown), HEIGHT)
        parts = parts_of(shown, size)
        rows, mask = audio_track(rng, parts, bank, SceneConfig(), False)
        perhaps = frozenset(noun for each in shown for noun in each.photo.perhaps)
        facts = tuple(part.facts for part in parts)
        scene = Scene(facts, float(SECONDS), perhaps, spatial=kind != "after")
        sources = [(n, i) for n, s in enumerate(shown) for i in range(len(s.photo.instances))]
        queries = chosen(rng, scene, wants_nothing)
        if queries:
            heard_rows = zip(rows, mask, strict=True)
            track = np.concatenate([bank.waves[row] * there for row, there in heard_rows])
            spans = [instance.sounding or () for instance in facts]
            at_once = [sum(any(a <= s < b for a, b in o) for o in spans) for s in range(SECONDS)]
            return Clip(kind, shown, size, sources, track, max(at_once), queries)
    raise AssertionError("the draws never end")


def chosen(rng: np.random.Generator, scene: Scene, wants_nothing: bool) -> list[Query]:
    """Different sentences, of different kinds as far as they can be had, whose truth is known."""
    found: dict[str, Query] = {}
    for query in generate_queries(scene, rng, QueryConfig(), DRAWS):
        if None not in query.meant and query.is_absent is wants_nothing:
            found.setdefault(query.text, query)
    kinds: set[str] = set()
    first: list[Query] = []
    rest: list[Query] = []
    for query in found.values():
        (rest if query.kind in kinds else first).append(query)
        kinds.add(query.kind)
    return (first + rest)[:SENTENCES]


def picture_at(clip: Clip, second: int, root: Path) -> NDArray[np.uint8]:
    picture = np.zeros((HEIGHT, clip.size[0], 3), np.uint8)
    for each in clip.shown:
        if each.span[0] <= second < each.span[1]:
            with Image.open(root / each.photo.file) as image:
                photo = np.asarray(image.convert("RGB").resize((each.width, HEIGHT)))
            picture[:, each.left : each.left + each.width] = (
                photo[:, ::-1] if each.mirror else photo
            )
    return picture


def mask_at(clip: Clip, second: int, query: Query) -> Mask:
    mask = np.zeros((HEIGHT, clip.size[0]), bool)
    for (place, number), is_meant in zip(clip.sources, query.meant, strict=True):
        each = clip.shown[place]
        if is_meant and each.span[0] <= second < each.span[1]:
            drawn = run_lengths.decode(each.photo.instances[number].rle)
            drawn = cv2.resize(drawn, (each.width, HEIGHT), interpolation=cv2.INTER_AREA) > 0
            mask[:, each.left : each.left + each.width] |= drawn[:, ::-1] if each.mirror else drawn
    return mask


def write_clip(out: Path, number: int, clip: Clip, root: Path) -> list[list[str]]:
    """Writes pictures, sound and masks; the clip's rows of the table."""
    vid = f"{clip.kind}-{number:04d}_0_{SECONDS * 1000}"
    is_null = clip.queries[0].is_absent
    # The clips of the null split lie under the names of their ids in Ref-AVS Bench.
    media = out / "media" / (f"null_m-{vid}" if is_null else vid)
    (media / "frames").mkdir(parents=True, exist_ok=True)
    for second in range(SECONDS):
        picture = Image.fromarray(picture_at(clip, second, root))
        picture.save(media / "frames" / f"{second}.jpg", quality=JPEG_QUALITY)
    soundfile.write(media / "audio.wav", clip.track, RATE, subtype="PCM_16")
    rows: list[list[str]] = []
    for place, query in enumerate(clip.queries):
        needs = (
            "sound" if "audio" in query.needs else "time" if "time" in query.needs else "nothing"
        )
        nouns = query.noun.replace(" ", "-") or "several"
        split = "test_n" if is_null else "test_u" if query.noun in UNSEEN else "test_s"
        uid = f"null_m-{vid}_null_{place + 1}" if is_null else f"{vid}_{nouns}_{place}"
        kind = KIND_NAMES.get(query.kind, "")
        rows.append([vid, uid, split, str(place), query.text, kind, str(clip.sounding), needs])
        folder = out / "gt_mask" / vid / f"fid_{place}"
        if not is_null:
            folder.mkdir(parents=True, exist_ok=True)
            for second in range(SECONDS):
                mask = Image.fromarray(mask_at(clip, second, query).astype(np.uint8) * 255)
                mask.save(folder / f"{second:05d}.png")
    return rows


def has_masks(photo: Photo) -> bool:
    return bool(photo.instances) and all(i.rle is not None for i in photo.instances)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("sounds", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--clips", type=int, default=120)
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    photos = [p for p in load_photos(options.labels, options.root) if has_masks(p)]
    bank = read_waves(options.sounds, options.seed)
    rows: list[list[str]] = []
    for number in range(options.clips):
        clip = make_clip(number, options.seed, photos, bank)
        rows += write_clip(options.out, number, clip, options.root)
    # The table comes last: a folder with a table is whole.
    with (options.out / "metadata.csv").open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    print(f"{len(rows)} sentences about {options.clips} clips")


if __name__ == "__main__":
    main()
