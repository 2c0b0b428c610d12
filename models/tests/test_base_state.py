"""Names, shapes and counts of the paper's model beside the published code's; checkpoints."""

import csv
import os
from pathlib import Path

import pytest
import torch
from tiny_base import released_state, tiny_config, tiny_model

from earmark.base import convert
from earmark.base.build import parameter_count
from earmark.base.checkpoint import (
    CheckpointError,
    file_hash,
    load_checkpoint,
    read_state,
    skeleton,
    weights_hash,
)
from earmark.base.config import BaseConfig
from earmark.base.released import ReleasedModel

# A copy of the published code's list: name, shape (`128x3x4x4`), trained (yes, no, buffer).
STATE_LIST = os.environ.get("EARMARK_STATE_LIST")


@pytest.fixture(scope="module")
def released() -> ReleasedModel:
    model = skeleton(BaseConfig(reading="released"))
    assert isinstance(model, ReleasedModel)
    return model


def test_names_and_shapes_are_the_published_ones(released: ReleasedModel) -> None:
    ours = {name: tuple(tensor.shape) for name, tensor in released.state_dict().items()}
    entries = released_state()
    assert len(entries) == 840
    assert ours == {entry.name: entry.shape for entry in entries}


def test_what_is_trained_is_what_the_published_recipe_trains(released: ReleasedModel) -> None:
    entries = released_state()
    trained = {name for name, p in released.named_parameters() if p.requires_grad}
    assert trained == {entry.name for entry in entries if entry.kind == "trained"}
    buffers = {name for name, _ in released.named_buffers()}
    assert buffers == {entry.name for entry in entries if entry.kind == "buffer"}


@pytest.mark.skipif(not STATE_LIST, reason="EARMARK_STATE_LIST names no file")
def test_the_committed_list_is_the_published_one() -> None:
    words = {"yes": "trained", "no": "frozen", "buffer": "buffer"}
    with Path(STATE_LIST or "").open(encoding="utf-8") as file:
        published = {
            (row["name"], row["shape"], words[row["trained"]]) for row in csv.DictReader(file)
        }
    ours = {(name, "x".join(map(str, shape)), kind) for name, shape, kind in released_state()}
    assert ours == published


def test_parameter_counts(released: ReleasedModel) -> None:
    assert parameter_count(released) == 128_638_289
    assert parameter_count(released, trained_only=True) == 9_120_898  # 9.12 M
    attentions = (released.mha_A_T, released.mha_V_T, released.mha_mm)
    assert sum(parameter_count(each) for each in attentions) == 12_595_200  # 12.60 M
    assert not any(p.requires_grad for each in attentions for p in each.parameters())


def test_the_paper_reading_trains_all_of_its_fusion() -> None:
    paper = skeleton(BaseConfig(reading="paper"))
    still = {name for name, p in paper.named_parameters() if not p.requires_grad}
    assert still
    assert all(name.startswith("model_v.model.") for name in still)
    assert not any("avs_adapt" in name or "ref_avs_attn" in name for name in still)


@pytest.mark.parametrize("wrap", ["plain", "parallel", "nested"])
def test_a_fitting_checkpoint_loads(tmp_path: Path, wrap: str) -> None:
    state = tiny_model("released").state_dict()
    stored = {"module." + name: x for name, x in state.items()} if wrap == "parallel" else state
    file = tmp_path / "model.pth"
    torch.save({"epoch": 1, "state_dict": stored} if wrap == "nested" else stored, file)
    loaded = load_checkpoint(file, tiny_config("released")).state_dict()
    assert all(torch.equal(loaded[name], tensor) for name, tensor in state.items())
    assert weights_hash(read_state(file)) == weights_hash(state)


def wrong_checkpoint(file: Path) -> None:
    state = dict(tiny_model("released").state_dict())
    del state["mha_mm.in_proj_bias"]
    state["audio_proj.0.weight"] = torch.zeros(24, 7)
    state["fusion.extra"] = torch.zeros(2)
    torch.save(state, file)


def test_a_wrong_checkpoint_is_reported(tmp_path: Path) -> None:
    wrong_checkpoint(tmp_path / "wrong.pth")
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(tmp_path / "wrong.pth", tiny_config("released"))
    report = caught.value.report
    assert report.missing == ("mha_mm.in_proj_bias",)
    assert report.unexpected == ("fusion.extra",)
    assert report.shapes == (("audio_proj.0.weight", (24, 7), (24, 128)),)
    message = str(caught.value)
    assert "audio_proj.0.weight: 24x7, must be 24x128" in message
    assert "missing: 1" in message
    assert "unexpected: 1" in message


def test_a_long_report_joins_numbered_layers(tmp_path: Path) -> None:
    state = tiny_model("released").state_dict()
    file = tmp_path / "part.pth"
    torch.save({name: x for name, x in state.items() if "decoder.layers" not in name}, file)
    with pytest.raises(CheckpointError) as caught:
        load_checkpoint(file, tiny_config("released"))
    assert "transformer_module.decoder.layers.*.self_attn.k_proj.weight (3)" in str(caught.value)
    assert len(str(caught.value).splitlines()) < 22


def test_convert_says_what_does_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "wrong.pth"
    wrong_checkpoint(file)
    monkeypatch.setattr("sys.argv", ["convert", "--checkpoint", str(file)])
    assert convert.main() == 1
    printed = capsys.readouterr().out
    assert file_hash(file) in printed
    assert "of another shape" in printed


def test_convert_accepts_what_fits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "model.pth"
    torch.save(tiny_model("paper").state_dict(), file)
    assert convert.check(file, tiny_config("paper"))
    assert "names and shapes fit" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"not a checkpoint", b""])
def test_convert_names_a_file_that_is_no_checkpoint(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
) -> None:
    file = tmp_path / "text.pth"
    file.write_bytes(content)
    monkeypatch.setattr("sys.argv", ["convert", "--checkpoint", str(file)])
    assert convert.main() == 1
    assert "cannot read" in capsys.readouterr().out
