"""Random clips with questions as tensors."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.contract import SHAPE, SWITCHES
from earmark.data.clips import SECONDS, Clip, clip_of
from earmark.data.nouns import UNSEEN
from earmark.data.photos import Thing
from earmark.data.prepare import new_name_map
from earmark.data.question import Maker, Question
from earmark.data.questions import Asker
from earmark.data.relations import can_be_played
from earmark.data.scenes import Kept
from earmark.data.sounds import SoundBank, read_bank
from earmark.data.store import FEATURES, FeatureFile, read
from earmark.model.eemc import EEMC, Clips
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.visual_encoder import photo_prompts, unit

# How often a scene of each kind is drawn against a photo: hand-drawn masks of many things at once
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


@dataclass
class Batch:
    clips: Clips
    truth: Tensor  # [B, F, 96, 96], 1 inside
    names: list[tuple[int, str, Tensor]]  # picture of the batch, name, mask [96, 96]
    things: Tensor  # int64 [U, 12, 12]: which thing each place shows, 0 none, -1 unknown
    candidates: Tensor  # [BF, 12, 12]: 1 what the noun alone would mean, 0 not, -1 unknown
    published: Tensor  # [U, 384, 24, 24] what the published tail calls each place
    played: list[Clip]
    questions: list[Question]


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


class Batches:
    """Reads prepared scenes; a batch is decided by a random generator alone."""

    def __init__(self, folder: Path, scenes: list[Kept], bank: SoundBank, asker: Asker) -> None:
        self.files = {name: FeatureFile(folder, name) for name in FEATURES}
        self.scenes = scenes
        shares = [SHARES[_kind(scene)] for scene in scenes]
        self.cumulated = np.cumsum(shares) / max(1e-9, sum(shares))
        self.changing = [scene for scene in scenes if len(scene.rows) > 1]
        self.several = [s for s in scenes if sum(not t.several for t in s.things) > 1]
        played = [s for s in self.several if s.kind == "photo" and can_be_played(s.things)]
        self.related = self.several + played * (PLAYED_TIMES - 1)
        self.bank = bank
        self.asker = asker
        self.text = TextEncoder.pretrained()
        self.known: dict[str, tuple[Tensor, Tensor, Tensor]] = {}

    def words(self, sentences: list[str]) -> tuple[Tensor, Tensor, Tensor]:
        """text_tokens, text_mask and sentence of each; each is embedded once."""
        new = sorted(set(sentences) - self.known.keys())
        if new:
            tokens, mask, vector = embed(self.text, new)
            rows = zip(tokens.half(), mask, vector, strict=True)
            self.known.update(zip(new, rows, strict=True))
        found = [self.known[s] for s in sentences]
        tokens, mask, vector = (torch.stack(part) for part in zip(*found, strict=True))
        return tokens.float(), mask, vector

    def label_vectors(self, labels: list[str]) -> Tensor:
        """The embeddings [n, 384] under which the name map should know labels."""
        return self.words(photo_prompts(labels))[2]

    def draw(
        self,
        rng: np.random.Generator,
        size: int,
        frames: int,
        each: int = 1,
        dropping: bool = True,
        changing: bool = False,
    ) -> Batch:
        """`size` scenes, `each` with so many clips and questions of `frames` frames; only scenes
        of several pictures if `changing`."""
        clips, questions = [], []
        for _ in range(size):
            if changing:
                scene = self.changing[rng.integers(len(self.changing))]
            else:
                place = int(np.searchsorted(self.cumulated, rng.random()))
                scene = self.scenes[min(place, len(self.scenes) - 1)]
            for _ in range(each):
                clip = clip_of(rng, scene, self.bank)
                clips.append(clip)
                questions.append(self.asker.question(rng, clip))
        switches = _switches(rng, questions) if dropping else torch.ones(len(clips), len(SWITCHES))
        seconds = np.stack([_seconds(rng, clip, frames) for clip in clips])
        return self.assemble(clips, questions, seconds, switches)

    def draw_related(self, rng: np.random.Generator, size: int, each: int) -> Batch:
        """One moment of `size` scenes of several things, each with up to `each` questions which of
        them: of one picture left and right are both asked, so that the words must decide."""
        clips: list[Clip] = []
        questions: list[Question] = []
        found = 0
        while found < size:
            scene = self.related[rng.integers(len(self.related))]
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
    ) -> Batch | None:
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
    ) -> Batch:
        """Tensors for these clips at these seconds [B, F]."""
        rows: list[int] = []
        pictures = np.zeros(seconds.shape, np.int64)
        truth = torch.zeros(*seconds.shape, SHAPE.mask_size, SHAPE.mask_size)
        candidates: list[Tensor] = []
        names: list[tuple[int, str, Tensor]] = []
        things: list[Tensor] = []
        for b, (clip, question) in enumerate(zip(clips, questions, strict=True)):
            for f, second in enumerate(seconds[b]):
                shown = clip.shown[second]
                row, masks = clip.scene.rows[shown], clip.scene.masks[shown]
                if row not in rows:
                    rows.append(row)
                    things.append(thing_of_places(clip.scene.things, masks))
                    names += [
                        (len(rows) - 1, name, torch.tensor(mask).float())
                        for thing, mask in zip(clip.scene.things[:5], masks, strict=False)
                        if mask.any()
                        for name in dict.fromkeys((*thing.names[:2], *thing.also))
                    ]
                pictures[b, f] = rows.index(row)
                candidates.append(candidate_places(things[pictures[b, f]], question.among))
                if question.targets:
                    together = masks[list(question.targets)].any(0)
                    truth[b, f] = torch.tensor(together).float()
        text_tokens, text_mask, sentence = self.words([q.sentence for q in questions])
        sounds = torch.tensor([clip.sounds for clip in clips])
        mask = torch.tensor([clip.heard for clip in clips])
        features = {name: file.read(rows) for name, file in self.files.items()}
        published = features.pop("conse")
        batch = Clips(
            **features,
            pictures=torch.tensor(pictures),
            seconds=torch.tensor(seconds),
            earlier=torch.stack([earlier(c.shown, s) for c, s in zip(clips, seconds, strict=True)]),
            audio_tokens=self.bank.tokens[sounds] * mask[:, :, None],
            heard_names=self.bank.heard[sounds] * mask[:, :, None],
            audio_mask=mask,
            text_tokens=text_tokens,
            text_mask=text_mask,
            sentence=sentence,
            switches=switches,
        )
        return Batch(
            batch,
            truth,
            names,
            torch.stack(things),
            torch.stack(candidates),
            published,
            clips,
            questions,
        )


def thing_of_places(things: list[Thing], masks: np.ndarray) -> Tensor:
    """Which of the things, counted from 1, fills most of each place: masks [n, 96, 96] -> int64
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
    """A scene's kind as SHARES knows it: hand-drawn ones, and photos of several things, apart."""
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


Part = Literal["training", "validation", "test"]


def open_batches(scenes: Path, bank: Path, part: Part) -> Batches:
    """Batches of one part. What is kept from training is halved: thresholds are chosen on the
    validation part and measured on the test."""
    done = read(scenes).scenes
    held_out = part != "training"
    kept = [scene for scene in done if scene.held_out == held_out]
    if held_out:
        kept = kept[0 if part == "validation" else 1 :: 2]
    shown = Counter(
        t.label for s in done if not s.held_out for t in s.things if t.family not in UNSEEN
    )
    words = sorted(shown)
    sounds = read_bank(bank, held_out)
    batches = Batches(scenes, kept, sounds, Asker([], np.zeros((0, 1))))
    vectors = embed(batches.text, photo_prompts(words))[2]
    centred = unit(vectors - vectors.mean(0, keepdim=True), 1).numpy()
    batches.asker = Asker(words, centred, np.array([shown[word] for word in words], float))
    return batches


def new_model(batches: Batches) -> EEMC:
    """An untrained EEMC that knows its class names and the mean of short expressions."""
    model = EEMC()
    names, mean = new_name_map(batches.text)
    model.neck.name_map.set_names(names.class_names)
    model.neck.name_map.class_names.copy_(names.class_names)
    model.neck.tail.copy_published()
    spoken = [f"the {word}" for word in batches.asker.vocabulary]
    model.fusion.word_mean.copy_(embed(batches.text, spoken)[2].mean(0, keepdim=True))
    model.label_mean = mean  # of photo prompts; only the name loss needs it
    return model
