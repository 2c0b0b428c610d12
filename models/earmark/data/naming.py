"""From what teachers say of an instance to canonical nouns with probabilities."""

from collections.abc import Iterable, Mapping
from math import exp

from earmark.names.nouns import Nouns, the_nouns

GENDERED = ("man", "woman", "boy", "girl")
AGREED = 0.62  # share of one of GENDERED among them, from which the teachers agree
# P(right | score) = 1 / (1 + exp(-(a + b score))). Set by hand; 134 detections on photos of
# COCO's train part, held against people's outlines at an IoU of 0.5, lie near to it.
CALIBRATION = {
    "yolov8n-seg": (-2.0, 6.2),
    "yolo11n-seg": (-1.9, 6.4),
    "oiv7": (-2.0, 6.8),
    "people": (4.0, 0.0),
    "outline": (2.2, 0.0),
}
OWN_LABEL = 0.95  # how often a photo's own label is true of the instance that it was given to
MISTAKEN, REFUTED = 0.15, 0.03  # at most so probable is what a teacher says against that label

Named = tuple[str, float, str]  # label, score, teacher


def probability(teacher: str, score: float) -> float:
    a, b = CALIBRATION[teacher]
    return 1 / (1 + exp(-(a + b * score)))


def names_of(said: Iterable[Named], nouns: Nouns | None = None) -> dict[str, float]:
    """Canonical nouns with probabilities, the most probable first.

    Teachers that say the same confirm one another; of nouns that exclude each other the less
    probable lose what the most probable has.
    """
    nouns = nouns or the_nouns()
    best: dict[str, dict[str, float]] = {}
    for label, score, teacher in said:
        noun = nouns.canonical(label)
        if noun is not None:
            by = best.setdefault(noun, {})
            by[teacher] = max(by.get(teacher, 0.0), probability(teacher, score))
    found = {noun: _joined(list(by.values())) for noun, by in best.items()}
    _settle_people(found)
    return _exclusive(found, nouns)


def _joined(values: list[float]) -> float:
    values.sort(reverse=True)
    joined = values[0]
    for value in values[1:]:
        joined += 0.5 * value * (1 - joined)
    return joined


def _settle_people(found: dict[str, float]) -> None:
    """Where teachers disagree about man, woman, boy and girl, it is a person."""
    said = {noun: found[noun] for noun in GENDERED if noun in found}
    if not said:
        return
    found["person"] = max(found.get("person", 0.0), *said.values())
    total = sum(said.values())
    for noun, value in said.items():
        share = value / total
        found[noun] = value * share if share >= AGREED else min(value, 0.5) * share


def _exclusive(found: dict[str, float], nouns: Nouns) -> dict[str, float]:
    order = sorted(found, key=lambda noun: -found[noun])
    kept: dict[str, float] = {}
    for noun in order:
        value = found[noun]
        for other, above in kept.items():
            if not _compatible(noun, other, nouns):
                value *= 1 - 0.8 * above
        kept[noun] = value
    return {n: round(kept[n], 3) for n in sorted(kept, key=lambda noun: -kept[noun])}


def _compatible(a: str, b: str, nouns: Nouns) -> bool:
    """One object may be both."""
    if a in GENDERED and b in GENDERED:
        return True  # settled before
    if is_clothing(a, nouns) != is_clothing(b, nouns) and (
        is_person(a, nouns) or is_person(b, nouns)
    ):
        return True  # worn
    return nouns.is_kind(a, b) or nouns.is_kind(b, a)


def is_clothing(noun: str, nouns: Nouns) -> bool:
    kinds = ("clothing", "footwear", "headwear", "eyewear")
    return any(nouns.is_kind(noun, kind) for kind in kinds)


def is_person(noun: str, nouns: Nouns) -> bool:
    return nouns.is_kind(noun, "person")


def split_worn(
    names: Mapping[str, float], nouns: Nouns
) -> tuple[dict[str, float], dict[str, float]]:
    """A dress whose box is its wearer's is what she wears: names, and what is worn."""
    worn = {n: p for n, p in names.items() if is_clothing(n, nouns)}
    rest = {n: p for n, p in names.items() if n not in worn}
    people = max((p for n, p in rest.items() if is_person(n, nouns)), default=0.0)
    return (rest, worn) if worn and people >= 0.4 else (dict(names), {})


def with_own_label(names: Mapping[str, float], label: str, nouns: Nouns) -> dict[str, float]:
    """Names of the instance that a photo's own label is about."""
    found = {label: OWN_LABEL}
    for noun, value in names.items():
        if noun == label:
            continue
        above = nouns.is_kind(label, noun)
        below = nouns.is_kind(noun, label)
        wrong = MISTAKEN if noun in nouns.confused[label] else REFUTED
        found[noun] = max(value, OWN_LABEL) if above else value if below else min(value, wrong)
    return found
