"""What is known of a photo's instances: boxes, masks, names with probabilities, colours.

Labels are JSON lines as `earmark.data.teachers` writes them. `load_photos` makes typed records of
them: names become canonical nouns of `earmark.names`, scores become probabilities.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from earmark.data.boxes import Box, area, inside, iou
from earmark.data.naming import (
    Named,
    is_person,
    names_of,
    split_worn,
    with_own_label,
)
from earmark.data.sources import own_label
from earmark.names.nouns import Nouns, the_nouns

Rle = dict[str, Any]  # COCO run lengths: {"size": [height, width], "counts": str}
Shares = Mapping[str, float]  # colour word -> share of the pixels, at most 1 in sum

SURE, DOUBTFUL = 0.6, 0.25  # at least this probable: surely so; less than this: surely not
PERHAPS = 0.06  # a noun this probable of something may be there
SAME_BOX, SAME_NOUN_BOX, WITHIN = 0.6, 0.45, 0.85
OUTLINE, OUTLINE_BOX = "outline", 0.4
SALIENT_SHARE, SALIENT_TIMES = 0.06, 1.5  # of the picture; as large as the next


@dataclass(frozen=True)
class Instance:
    """One object of a photo. `names` are canonical nouns with the probability that it is one.

    `colours` are of all pixels inside the mask, `upper` and `lower` of a person's upper and lower
    body; None where there is no mask or they cannot be told. `wears` are clothes that have no
    instance of their own. `area` is the share of the picture that the mask (or else the box)
    covers; `by_people`: box and mask were drawn by people.
    """

    box: Box
    names: Mapping[str, float]
    rle: Rle | None = None
    area: float = 0.0
    colours: Shares | None = None
    upper: Shares | None = None
    lower: Shares | None = None
    wears: Mapping[str, float] = field(default_factory=dict)
    is_salient: bool = False
    by_people: bool = False

    @property
    def noun(self) -> str:
        """The most probable name."""
        return max(self.names, key=lambda noun: self.names[noun])


@dataclass(frozen=True)
class Photo:
    """A labelled photo. `perhaps` are nouns that may be there, though no instance says so."""

    file: str
    width: int
    height: int
    instances: tuple[Instance, ...]
    perhaps: frozenset[str] = field(default=frozenset())


def load_photos(
    label_files: Sequence[Path], root: Path = Path("."), with_colours: bool = True
) -> list[Photo]:
    """The photos of label files, whose `file` is relative to `root` (or absolute).

    Lines about the same photo are put together. Colours are computed from the pixels once and kept
    beside the labels as NAME.colours.jsonl; a later call computes only what is new.
    """
    from earmark.data.attributes import add_colours

    nouns = the_nouns()
    lines: dict[str, list[dict[str, Any]]] = {}
    home: dict[str, Path] = {}
    for file in label_files:
        with file.open() as text:
            for line in text:
                if line.endswith("\n"):  # else it is being written
                    said = json.loads(line)
                    lines.setdefault(said["file"], []).append(said)
                    home.setdefault(said["file"], file)
    photos = [photo_of(said, nouns) for said in lines.values()]
    if not with_colours:
        return photos
    found = []
    for file in label_files:
        of_file = [p for p in photos if home[p.file] == file]
        found += add_colours(of_file, root, file.with_suffix(".colours.jsonl"))
    return found


def photo_of(said: Sequence[Mapping[str, Any]], nouns: Nouns) -> Photo:
    """The record of all lines about one photo."""
    file = said[0]["file"]
    perhaps: set[str] = set()
    instances = []
    for raw in _merged(said):
        names, wears = split_worn(names_of(raw.names, nouns), nouns)
        perhaps |= {n for n, p in (names | wears).items() if p >= PERHAPS}
        names = {n: p for n, p in names.items() if p >= PERHAPS}
        if not names or max(names.values()) < DOUBTFUL:
            continue
        covered = _covered(raw.mask) if raw.mask else area(raw.box)
        instances.append(
            Instance(raw.box, names, raw.mask, covered, wears=wears, by_people=raw.by_people)
        )
    instances = _told_once(instances, nouns)
    salient = _salient(instances)
    label = own_label(file)
    noun = nouns.canonical(label) if label else None
    if noun is not None:
        before = instances
        instances, salient = _own([*instances], salient, noun, nouns)
        perhaps = perhaps - _refuted(before, instances) | {noun}
    if salient is not None:
        instances[salient] = replace(instances[salient], is_salient=True)
    return Photo(
        file,
        said[0]["width"],
        said[0]["height"],
        tuple(instances),
        frozenset(perhaps),
    )


@dataclass
class _Raw:
    box: Box
    mask: Rle | None
    names: list[Named]
    by_people: bool


def _merged(said: Sequence[Mapping[str, Any]]) -> list[_Raw]:
    """Instances of several lines, people's first: boxes that overlap by SAME_BOX are one."""
    raws = [
        _Raw(
            tuple(i["box"]),
            i["mask"],
            [tuple(n) for n in i["names"]],
            any(n[2] == "people" for n in i["names"]),
        )
        for line in said
        for i in line["instances"]
    ]
    raws.sort(key=lambda raw: not raw.by_people)
    outlined = [raw for raw in raws if any(n[2] == OUTLINE for n in raw.names)]
    for alone in outlined[:1]:
        # What else is seen where one object lies on white ground is that object.
        others = [r for r in raws if r is not alone and not r.by_people]
        for other in others:
            if iou(alone.box, other.box) > OUTLINE_BOX:
                alone.names += other.names
                raws.remove(other)
    if len(said) == 1:
        return raws
    found: list[_Raw] = []
    for raw in raws:
        same = max(found, key=lambda f: iou(f.box, raw.box), default=None)
        if same is None or raw.by_people or iou(same.box, raw.box) < SAME_BOX:
            found.append(raw)
        else:
            same.names += raw.names
            same.mask = same.mask or raw.mask
    return found


def _told_once(instances: list[Instance], nouns: Nouns) -> list[Instance]:
    """Boxes without a mask that tell again what a masked instance is, or a group of them, go."""
    masked = [i for i in instances if i.rle is not None]
    found = list(masked)
    bare = [i for i in instances if i.rle is None]
    for lone in sorted(bare, key=lambda i: -max(i.names.values())):
        alike = [i for i in found if _alike(i, lone, nouns)]
        same = max(alike, key=lambda i: iou(i.box, lone.box), default=None)
        if same is not None and iou(same.box, lone.box) > SAME_NOUN_BOX:
            names = {**lone.names, **same.names}
            for noun in lone.names.keys() & same.names.keys():
                names[noun] = max(lone.names[noun], same.names[noun])
            found[found.index(same)] = replace(same, names=names)
        elif not any(max(inside(i.box, lone.box), inside(lone.box, i.box)) > WITHIN for i in alike):
            found.append(lone)
    return found


def _alike(a: Instance, b: Instance, nouns: Nouns) -> bool:
    return nouns.is_kind(a.noun, b.noun) or nouns.is_kind(b.noun, a.noun)


def _salient(instances: Sequence[Instance], masked: bool = True) -> int | None:
    """The instance that the picture is of, if there is one."""
    weights = [i.area * _centrality(i.box) if i.rle or not masked else 0.0 for i in instances]
    order = sorted(range(len(weights)), key=lambda i: -weights[i])
    if not order or weights[order[0]] < SALIENT_SHARE * 0.5:
        return None
    alone = len(order) == 1 or weights[order[0]] >= SALIENT_TIMES * weights[order[1]]
    return order[0] if alone else None


def _centrality(box: Box) -> float:
    away = abs((box[0] + box[2]) / 2 - 0.5) + abs((box[1] + box[3]) / 2 - 0.5)
    return 1 - away / 2


def _own(
    instances: list[Instance], salient: int | None, label: str, nouns: Nouns
) -> tuple[list[Instance], int | None]:
    """The photo's own label to the instance that it is about."""

    def related(instance: Instance) -> float:
        return max(
            (
                p
                for n, p in instance.names.items()
                if nouns.is_kind(n, label) or nouns.is_kind(label, n) or n in nouns.confused[label]
            ),
            default=0.0,
        )

    fits = [related(i) for i in instances]
    weights = [
        i.area * _centrality(i.box) * (0.2 + fit) if fit >= DOUBTFUL else 0.0
        for i, fit in zip(instances, fits, strict=True)
    ]
    chosen = max(range(len(weights)), key=lambda i: weights[i], default=None)
    if chosen is None or weights[chosen] <= 0:
        chosen = _salient(instances, False) if salient is None else salient
        if chosen is not None and is_person(instances[chosen].noun, nouns) != is_person(
            label, nouns
        ):
            chosen = None
    if chosen is None or instances[chosen].area < 0.01:
        return instances, salient
    before = instances[chosen].names
    named = with_own_label(before, label, nouns)
    mistaken = {n for n, p in before.items() if p >= DOUBTFUL > named[n]}
    # Where teachers take a pig for a sheep, the other sheep of the photo are pigs, too.
    for n, one in enumerate(instances):
        if n == chosen or (one.names and one.noun in mistaken):
            instances[n] = replace(one, names=with_own_label(one.names, label, nouns))
    return instances, chosen if salient is None else salient


def _refuted(before: Sequence[Instance], after: Sequence[Instance]) -> set[str]:
    """What teachers took an instance for and the photo's own label denies, where nothing else may
    be it. It is not there, and just what looks like something else has to be asked for."""
    denied = {
        noun
        for was, now in zip(before, after, strict=True)
        for noun, p in was.names.items()
        if p >= PERHAPS > now.names.get(noun, 0.0)
    }
    return denied - {n for i in after for n, p in i.names.items() if p >= PERHAPS}


def _covered(rle: Rle) -> float:
    from pycocotools import mask

    return float(mask.area(rle)) / (rle["size"][0] * rle["size"][1])
