"""A byte-level tokenizer as RoBERTa's is, whose merges are spelt out of a list of words."""

from collections.abc import Sequence
from typing import Any

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
START, END = 0, 2
SPACE = "\u0120"  # what the byte level writes for a space


def byte_letters() -> list[str]:
    """The 256 letters that stand for bytes, in the order of bytes (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    letters |= {byte: chr(256 + i) for i, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


def merged(word: str, merges: Sequence[tuple[str, str]]) -> list[str]:
    """Byte-pair encoding of one word: the merge that comes first in the list is done first."""
    pieces = list(word)
    for pair in merges:
        at = 0
        while at + 1 < len(pieces):
            if (pieces[at], pieces[at + 1]) == pair:
                pieces[at : at + 2] = ["".join(pair)]
            at += 1
    return pieces


def byte_level_tokenizer(
    words: Sequence[str],
) -> tuple[dict[str, Any], dict[str, Any], int]:
    """`tokenizer.json`, `tokenizer_config.json` and the number of pieces: each word is one piece,
    at the beginning of a sentence and after a space; other words fall into shorter ones."""
    pieces = [*SPECIAL[:4], *byte_letters()]
    merges: list[tuple[str, str]] = []
    for word in dict.fromkeys(text for plain in words for text in (plain, SPACE + plain)):
        # What earlier merges leave of the word is joined by later ones, which no earlier word sees.
        first, *rest = merged(word, merges)
        for piece in rest:
            merges.append((first, piece))
            first += piece
            if first not in pieces:
                pieces.append(first)
    pieces.append(SPECIAL[4])
    ids = {piece: number for number, piece in enumerate(pieces)}

    def special(piece: str) -> dict[str, Any]:
        flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
        return {"id": ids[piece], "content": piece, **flags, "special": True}

    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [special(piece) for piece in SPECIAL],
        "normalizer": None,
        "pre_tokenizer": {**byte_level, "use_regex": True},
        "post_processor": {
            "type": "RobertaProcessing",
            "sep": [SPECIAL[END], END],
            "cls": [SPECIAL[START], START],
            "trim_offsets": True,
            "add_prefix_space": False,
        },
        "decoder": {**byte_level, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": ids,
            "merges": [list(pair) for pair in merges],
        },
    }
    config = {
        "tokenizer_class": "RobertaTokenizer",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "model_max_length": 512,
    }
    return tokenizer, config, len(pieces)
