"""Batches before anything is encoded: random clips with questions, and what is true of them.

Drawn by random generators alone, so that other processes can draw while one trains.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.contract import SHAPE, SWITCHES
from earmark.data.clips import SECONDS, Clip, clip_of
from earmark.data.photos import Thing
from earmark.data.question import Maker, Question
from earmark.data.questions import Asker
from earmark.data.relations import can_be_played
from earmark.data.scenes import Kept, can_be_told_apart
from earmark.data.sounds import SoundBank
from earmark.data.store import FEATURES, FeatureFile

# How often a scene of each kind is drawn against a photo: hand-drawn masks of many objects at once
# teach most.
SHARES = {
    "photo": 1.0, "full": 2.0, "part": 3.0, "beside": 1.5, "moving": 0.7, "crowded": 1.5,
}  # fmt: skip
PLAYED_TIMES = 16  # how often a photo of a player is drawn among scenes of several: there are few
TOKEN_SIDE = 2 * SHAPE.mask_size // SHAPE.grid_size  # of a visual token, in the masks' pixels
HAND_DRAWN = ("coco-train", "tiny-coco")

# How often each switch is off in training: EEMC is asked to cope without any of its cues.
DROPPED = {"sound": 0.08, "words": 0.04, "memory": 0.08, "modality": 0.04}

DECIDED_BY_WORDS = (
    *("noun", "absent", "spatial", "attribute", "temporal", "interaction", "described"),
)


class Scenes(Protocol):
    """Where scenes come from."""

    def any(self, rng: np.random.Generator) -> Kept: ...

    def several(self, rng: np.random.Generator) -> Kept:
        """One of at least two objects that are told apart."""
        ...

    def changing(self, rng: np.random.Generator) -> Kept:
        """One of several pictures."""
        ...

    def read(self, rows: list[int]) -> dict[str, Tensor]:
        """What is known of these pictures, in this order: FEATURES, or `pixels` [n, 384, 384, 3]
        uint8."""
        ...


class StoredScenes:
    """Scenes that `earmark.data.prepare` wrote, with the features of their pictures."""

    def __init__(self, folder: Path, scenes: list[Kept]) -> None:
        self.files = {name: FeatureFile(folder, name) for name in FEATURES}
        self.all = scenes
        shares = [SHARES[_kind(scene)] for scene in scenes]
        self.cumulated = np.cumsum(shares) / max(1e-9, sum(shares))
        self.that_change = [scene for scene in scenes if len(scene.rows) > 1]
        self.of_several = [s for s in scenes if can_be_told_apart(s.things)]
        played = [s for s in self.of_several if s.kind == "photo" and can_be_played(s.things)]
        self.related = self.of_several + played * (PLAYED_TIMES - 1)

    def any(self, rng: np.random.Generator) -> Kept:
        place = int(np.searchsorted(self.cumulated, rng.random()))
        return self.all[min(place, len(self.all) - 1)]

    def several(self, rng: np.random.Generator) -> Kept:
        return self.related[rng.integers(len(self.related))]

    def changing(self, rng: np.random.Generator) -> Kept:
        return self.that_change[rng.integers(len(self.that_change))]

    def read(self, rows: list[int]) -> dict[str, Tensor]:
        return {name: file.read(rows) for name, file in self.files.items()}


@dataclass
class Truth:
    """What is true of B clips of F moments that show U distinct pictures."""

    masks: Tensor  # [B, F, 96, 96], 1 inside
    things: Tensor  # int64 [U, 12, 12]: which object each place shows, 0 none, -1 unknown
    candidates: Tensor  # [BF, 12, 12]: 1 what the noun alone would mean, 0 not, -1 unknown
    named: Tensor  # int64 [n] the first of the BF frames that shows the picture of a name
    name_masks: Tensor  # bool [n, 96, 96]

    def to(self, device: str) -> "Truth":
        return Truth(*(value.to(device, non_blocking=True) for value in vars(self).values()))


@dataclass
class Draft:
    """B clips of F moments; they show U distinct pictures."""

    shown: dict[str, Tensor]  # of each picture, see `Scenes.read`
    pictures: Tensor  # int64 [B, F], 0..U-1
    seconds: Tensor  # int64 [B, F]
    earlier: Tensor  # [B, F, F]
    sounds: Tensor  # int64 [B, 10] rows of the sound bank
    audio_mask: Tensor  # [B, 10]
    switches: Tensor  # [B, 4]
    truth: Truth
    names: list[str]  # [n] see `Truth.named`
    played: list[Clip]
    questions: list[Question]


class Drafts:
    """A draft is decided by a random generator alone."""

    def __init__(self, scenes: Scenes, bank: SoundBank, asker: Asker) -> None:
        self.scenes, self.bank, self.asker = scenes, bank, asker

    def draw(
        self,
        rng: np.random.Generator,
        size: int,
        frames: int,
        each: int = 1,
        dropping: bool = True,
        changing: bool = False,
    ) -> Draft:
        """`size` scenes, `each` with so many clips and questions of `frames` frames; only scenes
        of several pictures if `changing`."""
        clips, questions = [], []
        for _ in range(size):
            scene = (self.scenes.changing if changing else self.scenes.any)(rng)
            for _ in range(each):
                clip = clip_of(rng, scene, self.bank)
                clips.append(clip)
                questions.append(self.asker.question(rng, clip))
        switches = _switches(rng, questions) if dropping else torch.ones(len(clips), len(SWITCHES))
        seconds = np.stack([_seconds(rng, clip, frames) for clip in clips])
        return self.assemble(clips, questions, seconds, switches)

    def draw_related(self, rng: np.random.Generator, size: int, each: int) -> Draft:
        """One moment of `size` scenes of several objects, each with up to `each` questions which of
        them: of one picture left and right are both asked, so that the words must decide."""
        clips: list[Clip] = []
        questions: list[Question] = []
        found = 0
        while found < size:
            scene = self.scenes.several(rng)
            before = len(questions)
            for _ in range(2 * each):
                clip = clip_of(rng, scene, self.bank)
                question = self.asker.relation(rng, clip)
                if question is not None and len(questions) < before + each:
                    clips.append(clip)
                    questions.append(question)
            found += len(questions) > before
        seconds = np.stack([_seconds(rng, clip, 1) for clip in clips])
        return self.assemble(clips, questions, seconds, _switches(rng, questions))

    def asking(
        self, rng: np.random.Generator, scenes: list[Kept], ask: Maker, frames: int = 1
    ) -> Draft | None:
        """`frames` moments of each scene with the question that `ask` has of it; None if it has no
        question of any."""
        clips = [clip_of(rng, scene, self.bank) for scene in scenes]
        asked = [(clip, ask(rng, clip)) for clip in clips]
        known = [(clip, question) for clip, question in asked if question is not None]
        if not known:
            return None
        seconds = np.stack([_seconds(rng, clip, frames) for clip, _ in known])
        switches = torch.ones(len(known), len(SWITCHES))
        return self.assemble([c for c, _ in known], [q for _, q in known], seconds, switches)

    def assemble(
        self, clips: list[Clip], questions: list[Question], seconds: np.ndarray, switches: Tensor
    ) -> Draft:
        """Tensors for these clips at these seconds [B, F]."""
        rows: list[int] = []
        pictures = np.zeros(seconds.shape, np.int64)
        truths = torch.zeros(*seconds.shape, SHAPE.mask_size, SHAPE.mask_size)
        candidates: list[Tensor] = []
        named: list[int] = []
        names: list[str] = []
        name_masks: list[np.ndarray] = []
        things: list[Tensor] = []
        for b, (clip, question) in enumerate(zip(clips, questions, strict=True)):
            for f, second in enumerate(seconds[b]):
                shown = clip.shown[second]
                row, masks = clip.scene.rows[shown], clip.scene.masks[shown]
                if row not in rows:
                    rows.append(row)
                    things.append(thing_of_places(clip.scene.things, masks))
                    for thing, mask in zip(clip.scene.things[:5], masks, strict=False):
                        for name in dict.fromkeys((*thing.names[:2], *thing.also)):
                            if mask.any():
                                named.append(b * seconds.shape[1] + f)
                                names.append(name)
                                name_masks.append(mask)
                pictures[b, f] = rows.index(row)
                candidates.append(candidate_places(things[pictures[b, f]], question.among))
                if question.targets:
                    together = masks[list(question.targets)].any(0)
                    truths[b, f] = torch.tensor(together).float()
        return Draft(
            self.scenes.read(rows),
            torch.tensor(pictures),
            torch.tensor(seconds),
            torch.stack([earlier(c.shown, s) for c, s in zip(clips, seconds, strict=True)]),
            torch.tensor([clip.sounds for clip in clips]),
            torch.tensor([clip.heard for clip in clips]),
            switches,
            Truth(
                truths,
                torch.stack(things),
                torch.stack(candidates),
                torch.tensor(named),
                torch.tensor(np.stack(name_masks)),
            ),
            names,
            clips,
            questions,
        )


def earlier(shown: list[int], seconds: np.ndarray) -> Tensor:
    """How much of each frame's cached memory is which frame, [F, F]: the memory is the mean over
    all seconds before, and of those that show one picture a single frame is at hand."""
    weights = torch.zeros(len(seconds), len(seconds))
    pictures = [shown[s] for s in seconds]
    for row, second in enumerate(seconds):
        for before in shown[:second]:
            if before in pictures:
                weights[row, pictures.index(before)] += 1.0
    return weights / weights.sum(1, keepdim=True).clamp_min(1.0)


def thing_of_places(things: list[Thing], masks: np.ndarray) -> Tensor:
    """Which of the objects, counted from 1, fills most of each place: masks [n, 96, 96] -> int64
    [12, 12]; 0 where none does, -1 where several drawn as one do."""
    shares = F.avg_pool2d(torch.tensor(masks)[None].float(), TOKEN_SIDE)[0]
    most, which = shares.max(0)
    number = torch.tensor([-1 if t.several else i + 1 for i, t in enumerate(things)])
    return torch.where(most > 0.5, number[which], 0)


def candidate_places(things: Tensor, among: tuple[int, ...] | None) -> Tensor:
    """Of places that show `things` [12, 12], see `thing_of_places`: which show one of those `among`
    which a question tells apart. Places of nothing are none of them."""
    if among is None:
        return torch.full_like(things, -1)
    meant = torch.isin(things, torch.tensor([i + 1 for i in among], dtype=things.dtype))
    return torch.where(things < 0, -1, meant.long())


def _switches(rng: np.random.Generator, questions: list[Question]) -> Tensor:
    """Cues at random off [B, 4]; never the one that decides, or the truth would be a guess."""
    switches = torch.ones(len(questions), len(SWITCHES))
    for column, name in enumerate(SWITCHES):
        switches[:, column] = torch.tensor(rng.random(len(questions)) >= DROPPED[name]).float()
    for row, question in enumerate(questions):
        if question.needs_sound:
            switches[row, 0] = 1.0
        if question.kind in DECIDED_BY_WORDS:
            switches[row, 1] = 1.0
    return switches


def _kind(scene: Kept) -> str:
    """A scene's kind as SHARES knows it: hand-drawn ones, and photos of several objects, apart."""
    if scene.source in HAND_DRAWN:
        return "part"
    return "full" if scene.kind == "photo" and len(scene.things) > 1 else scene.kind


def _seconds(rng: np.random.Generator, clip: Clip, frames: int) -> np.ndarray:
    """Random seconds in order; of a scene that changes, of as many of its pictures as can be."""
    if frames == 1 or len(clip.scene.rows) == 1:
        return np.sort(rng.choice(SECONDS, frames, replace=False))
    shown = np.array(clip.shown)
    chosen = [int(rng.choice(np.where(shown == p)[0])) for p in range(len(clip.scene.rows))]
    chosen = [int(s) for s in rng.permutation(chosen)[:frames]]
    rest = [s for s in range(SECONDS) if s not in chosen]
    more = rng.choice(rest, frames - len(chosen), replace=False)
    return np.sort([*chosen, *(int(s) for s in more)])
