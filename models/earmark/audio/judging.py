"""How well a bundle's audio encoder hears, beside its teacher, as Markdown tables:
`python -m earmark.audio.judging --bundle DIR --teacher FILE --sounds DIR --clips DIR`.

Recordings <set>/<class>/<file> from other hands than the training's are told apart by class; over
videos its mean scores are compared with the teacher's (needs the program ffmpeg).
"""

import argparse
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
import torch
from numpy.typing import NDArray

from earmark.audio.labels import tag_names, tags_of
from earmark.audio.names import sound_sources, source_embeddings
from earmark.audio.recordings import RATE, Wave, read_mono
from earmark.audio.teacher import load_teacher
from earmark.export.weights import load_instance_modules
from earmark.model.audio_encoder import AudioEncoder
from earmark.model.config import InstanceConfig
from earmark.model.vectors import unit

MOST_SECONDS = 30
# Broad families of AudioSet's order of classes: (name, first index).
FAMILIES = (
    ("voice", 0),
    ("hands and crowd", 56),
    ("animal", 67),
    ("music", 132),
    ("nature", 277),
    ("vehicle", 294),
    ("household and tools", 348),
    ("explosion", 420),
    ("impact and material", 431),
    ("scene", 494),
)
Scores = NDArray[np.float32]
Listen = Callable[[NDArray[np.float32]], Scores]


def seconds_of(wave: Wave) -> NDArray[np.float32]:
    """Seconds [n, 16000] with a hop of half a second; what is shorter is padded."""
    wave = np.pad(wave, (0, max(0, RATE - len(wave))))[: MOST_SECONDS * RATE]
    return np.stack([wave[s : s + RATE] for s in range(0, len(wave) - RATE + 1, RATE // 2)])


def sound_of_clip(path: Path) -> Wave:
    """The sound track of a video at 16 kHz, mono."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE)]
    raw = subprocess.run([*command, "-f", "f32le", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.float32).clip(-1, 1)


def family(tag: int) -> str:
    return [name for name, first in FAMILIES if first <= tag][-1]


def answers_by_class(folder: Path, listeners: dict[str, Listen]) -> str:
    """Top-1 over the folder's classes that AudioSet can tell at all; the rest are left out."""
    files = {d.name: sorted(d.iterdir()) for d in sorted(folder.glob("*/*")) if tags_of(d.name)}
    names, unknown = list(files), [d.name for d in folder.glob("*/*") if not tags_of(d.name)]
    sets = [list(tags_of(name)) for name in names]
    right = {who: dict.fromkeys(names, 0) for who in listeners}
    count = dict.fromkeys(names, 0)
    for name in names:
        for path in files[name]:
            try:
                seconds = seconds_of(read_mono(path))
            except soundfile.LibsndfileError:
                continue
            count[name] += 1
            for who, listen in listeners.items():
                mean = listen(seconds).mean(0)
                chosen = names[int(np.argmax([mean[tags].max() for tags in sets]))]
                right[who][name] += chosen == name
    lines = [
        f"| class | recordings | {' | '.join(listeners)} |",
        "|---" * (2 + len(listeners)) + "|",
    ]
    for name in names:
        parts = [f"{right[who][name] / max(1, count[name]):.2f}" for who in listeners]
        lines.append(f"| {name} | {count[name]} | {' | '.join(parts)} |")
    total = sum(count.values())
    for label, value in (
        ("all recordings", lambda who: sum(right[who].values()) / total),
        ("mean of classes", lambda who: np.mean([right[who][n] / count[n] for n in names])),
    ):
        lines.append(f"| {label} | {total} | {' | '.join(f'{value(w):.2f}' for w in listeners)} |")
    return "\n".join(lines) + f"\n\nNo AudioSet tag: {', '.join(sorted(unknown))}.\n"


def agreement_on_clips(folder: Path, student: Listen, teacher: Listen) -> str:
    """Correlation of the mean scores over a clip's seconds, and whether the best tags agree."""
    lines = [
        "| clip | correlation | student | teacher | same family |",
        "|---|---|---|---|---|",
    ]
    correlations, families, names = [], [], tag_names()
    for path in sorted(folder.glob("*.mp4")):
        seconds = seconds_of(sound_of_clip(path))
        ours, theirs = student(seconds).mean(0), teacher(seconds).mean(0)
        correlations.append(float(np.corrcoef(ours, theirs)[0, 1]))
        families.append(family(int(ours.argmax())) == family(int(theirs.argmax())))
        best = [", ".join(names[i] for i in np.argsort(-x)[:2]) for x in (ours, theirs)]
        same = "yes" if families[-1] else "no"
        lines.append(f"| {path.stem} | {correlations[-1]:.2f} | {best[0]} | {best[1]} | {same} |")
    mean = f"| mean | {np.mean(correlations):.2f} | | | {sum(families)} of {len(families)} |"
    return "\n".join([*lines, mean]) + "\n"


def names_by_class(folder: Path, encoder: AudioEncoder) -> str:
    """How often the heard name is nearer to the class's own source than to the other classes'."""
    embeddings, named = source_embeddings()
    embeddings = unit(embeddings - embeddings[named].mean(0, keepdim=True), 1)
    folders = [d for d in sorted(folder.glob("*/*")) if tags_of(d.name)]
    targets = embeddings[[tags_of(d.name)[0] for d in folders]]
    right = total = 0
    for index, directory in enumerate(folders):
        for path in sorted(directory.iterdir()):
            try:
                seconds = torch.from_numpy(seconds_of(read_mono(path)))
            except soundfile.LibsndfileError:
                continue
            heard = encoder(seconds)[1][:, 0].mean(0)
            right += int((targets @ heard).argmax()) == index
            total += 1
    sources = [sound_sources()[tags_of(d.name)[0]] for d in folders]
    share = right / max(1, total)
    return f"Heard name nearest to its own of {', '.join(sources)}: {share:.2f} of {total}.\n"


@torch.no_grad()
def sound_alone(encoder: AudioEncoder, teacher_file: Path, sounds: Path, clips: Path) -> str:
    """All three tables; `teacher_file` is YAMNet's."""
    heard = load_teacher(teacher_file)

    def student(seconds: NDArray[np.float32]) -> Scores:
        return encoder(torch.from_numpy(seconds))[2].numpy().reshape(-1, InstanceConfig.audio_tags)

    def teacher(seconds: NDArray[np.float32]) -> Scores:
        return np.stack([heard(second)[0] for second in seconds])

    return "\n".join(
        (
            answers_by_class(sounds, {"student": student, "teacher": teacher}),
            names_by_class(sounds, encoder),
            agreement_on_clips(clips, student, teacher),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bundle", "teacher", "sounds", "clips"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    encoder = load_instance_modules(options.bundle, "audio_encoder")["audio_encoder"]
    print(sound_alone(encoder, options.teacher, options.sounds, options.clips))


if __name__ == "__main__":
    main()
