"""The pipeline knows the commands that it calls, and goes on where it was."""

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from earmark.training.pipeline import PipelineConfig, Stage, run_stages, stages_of

NAMES = ("sources", "sounds", "teachers", "coco", "package", "encoders")


def config(**more: object) -> PipelineConfig:
    return PipelineConfig(**{name: Path(f"/{name}") for name in NAMES}, **more)  # type: ignore[arg-type]


class Parsed(Exception):
    """A command has understood its arguments."""


def every_stage() -> list[Stage]:
    taught = stages_of(config(audio_teacher=Path("/yamnet"), only=("tools",)), Path("/work"))
    return [*stages_of(config(), Path("/work")), *taught]


@pytest.mark.parametrize("stage", every_stage(), ids=lambda stage: stage.name)
def test_each_command_understands_its_arguments(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = argparse.ArgumentParser.parse_args

    def only_parse(parser: argparse.ArgumentParser) -> None:
        parse(parser)  # ends the process where an argument is wrong
        raise Parsed

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", only_parse)
    monkeypatch.setattr(sys, "argv", [stage.module, *stage.arguments()])
    name = f"earmark.{stage.module}"
    if stage.module in ("data.sources", "data.teachers"):
        name += ".__main__"
    with pytest.raises(Parsed):
        importlib.import_module(name).main()


def test_what_has_ended_is_not_run_again(tmp_path: Path) -> None:
    ran: list[str] = []
    stops_at = ["training.train_objects"]

    def run(command: Sequence[str], folder: Path) -> int:
        assert folder == tmp_path
        module = command[2].removeprefix("earmark.")
        ran.append(module)
        return int(module in stops_at)

    with pytest.raises(RuntimeError, match='stage "objects"'):
        run_stages(config(), tmp_path, run)
    first, stops_at[:] = ran.copy(), []
    ran.clear()
    run_stages(config(), tmp_path, run)
    assert first[-1] == ran[0] == "training.train_objects" and "data.teachers" not in ran
    ran.clear()
    run_stages(config(), tmp_path, run)
    assert ran == []
    run_stages(config(extra={"fusion": ["--steps", "9"]}), tmp_path, run)
    assert ran[0] == "training.train_instances" and ran[-1] == "evaluation.coco_queries"
    assert json.loads((tmp_path / "stages.json").read_text())["fusion"][-1] == "9"


def test_labels_of_people_join_when_they_are_there(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "tools.people.jsonl").write_text("")
    arguments = {stage.name: stage.arguments() for stage in stages_of(config(), tmp_path)}
    assert "photos/tools.people.jsonl" in arguments["fusion"]
    assert "photos/tools.people.jsonl" in arguments["drawn crops"]


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="no such stage: fusoin"):
        stages_of(config(extra={"fusoin": []}), Path("/work"))
