"""What people ask for, and how often: nouns of Ref-AVS's training sentences (their counts), then
common objects of other pictures. Absent nouns are drawn from here, so that no noun is believed to
be there because it is asked for."""

from functools import cache

from earmark.names.nouns import Nouns
from earmark.names.words import OVERLOOKED

# Counts in the training rows of Ref-AVS Bench (GeWu-Lab/Ref-AVS, ref-avs-metadata.csv).
REF_AVS = {
    "cello": 1801, "violin": 1590, "guitar": 1278, "man": 1091, "ukulele": 989, "woman": 952,
    "piano": 855, "saxophone": 804, "girl": 716, "boy": 696, "drum": 653, "sitar": 463,
    "handpan": 438, "pipa": 409, "tabla": 377, "clarinet": 352, "harp": 348, "flute": 308,
    "couch": 302, "car": 260, "guzheng": 258, "accordion": 236, "chair": 222, "dog": 217,
    "boat": 215, "double bass": 213, "baby": 204, "tuba": 197, "hair dryer": 163, "leopard": 143,
    "airplane": 142, "wolf": 140, "saw": 133, "xylophone": 125, "cat": 116, "sheep": 112,
    "lion": 105, "lawn mower": 105, "table": 102, "keyboard": 101, "gun": 92, "harmonica": 89,
    "clock": 87, "ambulance": 87, "razor": 81, "motorcycle": 72, "truck": 72,
    "vacuum cleaner": 67, "tiger": 65, "pig": 60, "helicopter": 48,
}  # fmt: skip
OTHER = 60  # weight of a noun that a detector knows
RARE = 3  # of any other noun
PERSON = 300


@cache
def weights_of(nouns: Nouns) -> dict[str, float]:
    """Noun -> how often it is asked for, for all nouns of the table."""
    found = {}
    for noun, n in nouns.nouns.items():
        often = OTHER if n.known & {"coco", "oiv7"} else RARE
        found[noun] = float(REF_AVS.get(noun, PERSON if noun == "person" else often))
    return found


@cache
def absent_nouns(nouns: Nouns) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Nouns that may be asked for as absent, with their share, summed up."""
    weights = weights_of(nouns)
    words = tuple(n for n in nouns.nouns if n not in OVERLOOKED and "(" not in n)
    total = sum(weights[n] ** 0.7 for n in words)
    summed, so_far = [], 0.0
    for noun in words:
        so_far += weights[noun] ** 0.7 / total
        summed.append(so_far)
    return words, tuple(summed)


@cache
def siblings(nouns: Nouns, noun: str) -> tuple[str, ...]:
    """Nouns of the same nearest kind, that detectors or people know."""
    weights = weights_of(nouns)
    kinds = nouns.nouns[noun].kinds[:1]
    return tuple(
        n
        for n, other in nouns.nouns.items()
        if n != noun and weights[n] > RARE and n not in OVERLOOKED and set(kinds) & set(other.kinds)
    )
