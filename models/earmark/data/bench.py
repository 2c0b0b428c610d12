"""Write the project's own benchmark in the layout of Ref-AVS Bench:
`python -m earmark.data.bench --scenes DIR --sounds DIR --cut-outs DIR --out DIR [--clips N]`.

Ten seconds a clip, a picture and a second of real sound each, from held-out photos, cut-outs and
recordings only. Every sixth clip is of the null split. Only objects are asked for whose masks are
drawn by hand or known because they were pasted. The split `ambiguous` has sentences that fit two
objects of a clip equally well, once with each of them as the truth. Beside the columns of
Ref-AVS Bench, metadata.csv states for each sentence its kind (`kind`), how many objects sound at
the same time in its clip (`sources`) and which cue it needs (`needs`: sound, time or nothing).

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

from earmark.audio.recordings import RATE, Wave
from earmark.contract import SHAPE
from earmark.data.bench_scenes import KINDS, BenchScene, scene_of
from earmark.data.bench_sounds import WaveBank, all_at_once, open_wave_bank
from earmark.data.clips import SECONDS, Clip, clip_of
from earmark.data.cut_outs import CutOuts, read_stamps
from earmark.data.nouns import UNSEEN
from earmark.data.photos import Thing
from earmark.data.prepare import PrepareConfig
from earmark.data.question import Question
from earmark.data.questions import Asker
from earmark.data.scenes import Kept
from earmark.data.store import Prepared, View, read
from earmark.model.text_encoder import TextEncoder, embed
from earmark.model.vectors import unit
from earmark.model.visual_encoder import photo_prompts

COLUMNS = ("vid", "uid", "split", "fid", "exp", "kind", "sources", "needs")
NULL_EVERY = 6  # clips
SENTENCES = 3  # a clip, at most
DRAWS = 60  # questions drawn for them
# Kinds of the questions as the evaluation calls them.
KIND_NAMES = {"noun": "category", "absent": "category", "ambiguous": "category"}
JPEG_QUALITY = 92


@dataclass
class Material:
    """What the clips are made of; none of it was in training."""

    views: list[View]
    cuts: CutOuts
    bank: WaveBank
    asker: Asker


@dataclass
class BenchClip:
    scene: BenchScene
    clip: Clip
    track: Wave
    questions: list[Question]
    ambiguous: list[Question]


def held_out_cuts(done: Prepared, cut_outs: Path) -> CutOuts:
    """The cut-outs that training never pastes."""
    every = PrepareConfig().held_out_every
    stamps = [(cut, index % every == 0) for index, cut in enumerate(read_stamps(cut_outs))]
    cuts = CutOuts()
    for cut, held in stamps + done.cuts:
        if held or cut.kind in UNSEEN:
            cuts.add(cut)
    return cuts


def asker_of(done: Prepared) -> Asker:
    """Asks as in training; absent nouns are the labels of training."""
    things = [t for scene in done.scenes if not scene.held_out for t in scene.things]
    words = sorted({t.label for t in things if t.family not in UNSEEN})
    vectors = embed(TextEncoder.pretrained(), photo_prompts(words))[2]
    return Asker(words, unit(vectors - vectors.mean(0, keepdim=True), 1).numpy())


def make_clip(number: int, seed: int, material: Material) -> BenchClip:
    """The clip of this number."""
    wants_nothing = number % NULL_EVERY == NULL_EVERY - 1
    for attempt in itertools.count():
        rng = np.random.default_rng((seed, number, attempt))
        kind = KINDS[int(rng.choice(len(KINDS), p=[0.1, 0.1, 0.45, 0.35]))]
        scene = scene_of(rng, kind, material.views, material.cuts)
        if scene is None:
            continue
        kept = Kept.of(scene.scene, list(range(SECONDS)), True)
        material.bank.new_clip()
        clip = clip_of(rng, kept, material.bank)
        if rng.random() < 0.35:
            most = int(rng.integers(3, 5))
            clip = all_at_once(rng, clip, material.bank, most) or clip
        questions = _questions(rng, clip, material.asker, wants_nothing)
        if questions:
            track = material.bank.track(clip)
            return BenchClip(scene, clip, track, questions, ambiguous_questions(clip))
    raise AssertionError("the draws never end")


def _questions(
    rng: np.random.Generator, clip: Clip, asker: Asker, about_nothing: bool
) -> list[Question]:
    """Different sentences, of different kinds as far as they can be had."""
    things = clip.scene.things
    found: dict[str, Question] = {}
    for _ in range(DRAWS):
        question = asker.question(rng, clip)
        exact = all(things[i].exact for i in question.targets)
        if bool(question.targets) is not about_nothing and exact:
            found.setdefault(question.sentence, question)
    kinds: set[str] = set()
    first: list[Question] = []
    rest: list[Question] = []
    for question in found.values():
        (rest if question.kind in kinds else first).append(question)
        kinds.add(question.kind)
    return (first + rest)[:SENTENCES]


def ambiguous_questions(clip: Clip) -> list[Question]:
    """ "the dog" of a clip that always shows two dogs, once with each of them as what is meant."""
    things = clip.scene.things
    always = [i for i, t in enumerate(things) if clip.scene.shown[:, i].all()]
    for family in sorted({str(things[i].family or things[i].label) for i in always}):
        alike = [i for i, t in enumerate(things) if family in (t.family, t.label, *t.names)]
        single = all(things[i].exact and not things[i].several for i in alike)
        if len(alike) == 2 and set(alike) <= set(always) and single:
            return [Question(f"the {family}", (i,), "ambiguous") for i in alike]
    return []


def sources_of(clip: Clip) -> int:
    """The most objects of different kinds that sound in one second."""
    return max(sum(s in e.seconds for e in clip.events) for s in range(SECONDS))


def _category(things: list[Thing]) -> str:
    names = {t.family or t.label for t in things}
    return names.pop().replace(" ", "-") if len(names) == 1 else "several"


def write_clip(out: Path, number: int, made: BenchClip) -> list[list[str]]:
    """Writes pictures, sound and masks; the clip's rows of the table."""
    scene, clip = made.scene, made.clip
    kind = scene.scene.kind
    vid = f"{kind}-{number:04d}_0_{SECONDS * 1000}"
    is_null = not made.questions[0].targets
    # The clips of the null split lie under the names of their ids in Ref-AVS Bench.
    media = out / "media" / (f"null_m-{vid}" if is_null else vid)
    (media / "frames").mkdir(parents=True, exist_ok=True)
    for second, picture in enumerate(scene.scene.pictures):
        file = media / "frames" / f"{second}.jpg"
        bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(file), bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    soundfile.write(media / "audio.wav", made.track, RATE, subtype="PCM_16")
    rows: list[list[str]] = []
    masks: dict[tuple[int, ...], int] = {}
    for place, question in enumerate([*made.questions, *(() if is_null else made.ambiguous)]):
        targets = tuple(sorted(question.targets))
        fid = masks.setdefault(targets, len(masks))
        needs = "sound" if question.needs_sound else "time" if question.needs_time else "nothing"
        things = [clip.scene.things[i] for i in targets]
        unseen = any(t.family in UNSEEN for t in things)
        split = "test_n" if is_null else "test_u" if unseen else "test_s"
        if question.kind == "ambiguous":
            split = "ambiguous"
        uid = f"null_m-{vid}_null_{place + 1}" if is_null else f"{vid}_{_category(things)}_{place}"
        kind_name = KIND_NAMES.get(question.kind, question.kind)
        facts = [kind_name, str(sources_of(clip)), needs]
        rows.append([vid, uid, split, str(fid), question.sentence, *facts])
    for targets, fid in masks.items() if not is_null else ():
        folder = out / "gt_mask" / vid / f"fid_{fid}"
        folder.mkdir(parents=True, exist_ok=True)
        for second, truths in enumerate(scene.truths):
            mask = truths[list(targets)].any(0).astype(np.uint8) * 255
            cv2.imwrite(str(folder / f"{second:05d}.png"), mask)
    return rows


def write_bench(out: Path, clips: int, seed: int, material: Material) -> int:
    """Writes the whole benchmark; the number of sentences. The table comes last, so that a folder
    with a table is whole."""
    rows: list[list[str]] = []
    for number in range(clips):
        rows += write_clip(out, number, make_clip(number, seed, material))
        if (number + 1) % 20 == 0:
            print(f"{number + 1} of {clips} clips, {len(rows)} sentences", flush=True)
    with (out / "metadata.csv").open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("scenes", "sounds", "cut-outs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    done = read(options.scenes)
    material = Material(
        [view for view in done.views if view.held_out],
        held_out_cuts(done, options.cut_outs),
        open_wave_bank(options.sounds, options.seed),
        asker_of(done),
    )
    options.out.mkdir(parents=True, exist_ok=True)
    count = write_bench(options.out, options.clips, options.seed, material)
    print(f"{count} sentences about {options.clips} clips at {SHAPE.frame_size} pixels")


if __name__ == "__main__":
    main()
