"""What a training reads: prepared scenes, or the material of which it makes them anew."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from earmark.data.fresh import FreshScenes
from earmark.data.material import read_material
from earmark.data.scenes import Kept
from earmark.data.sounds import read_bank
from earmark.model.text_encoder import TextEncoder
from earmark.training.batches import Batches, Encoder, new_asker, open_batches
from earmark.training.drafts import Drafts


@dataclass
class Source:
    """What a training reads, and what the manifest says of it."""

    drafts: Drafts
    encode: Encoder
    held: Batches | None  # to measure on meanwhile
    facts: dict[str, int | str]


def open_scenes(scenes: Path, bank: Path) -> Source:
    text = TextEncoder.pretrained()
    batches = open_batches(scenes, bank, "training", text)
    held = open_batches(scenes, bank, "validation", text)
    known = batches.scenes.all
    facts = {
        "scenes": len(known),
        "pictures": sum(len(scene.rows) for scene in known),
        "scenes_sha256": scenes_digest(known),
        "held_out_scenes": 2 * len(held.scenes.all),
    }
    return Source(batches.drafts, batches.encode, held, facts)


def open_material(file: Path, bank: Path, device: str) -> Source:
    material, sounds = read_material(file), read_bank(bank, held_out=False)
    facts = {
        "photos": len(material.photographs),
        "cut_outs": len(material.cut_outs),
        "material_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    encode = Encoder(sounds, TextEncoder.pretrained(), device)
    drafts = Drafts(FreshScenes(material), sounds, new_asker(material.shown, encode.text))
    return Source(drafts, encode, None, facts)


def scenes_digest(scenes: list[Kept]) -> str:
    """What was learned from, as one number: names and masks of all scenes, in their order."""
    digest = hashlib.sha256()
    for scene in scenes:
        digest.update("|".join([scene.kind, *(thing.label for thing in scene.things)]).encode())
        digest.update(scene.packed.tobytes())
    return digest.hexdigest()
