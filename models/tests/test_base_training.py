"""Training of the paper's model on a bench of four tiny clips: it overfits them, alone and in two
processes, and goes on as if it had not been stopped."""

import json
import os
import struct
import subprocess
import sys
import wave
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tiny_base import tiny_config
from torch.utils.data import DataLoader

from earmark.base.build import build_model
from earmark.base.checkpoint import CheckpointError
from earmark.base.config import BaseConfig
from earmark.base.encoders import piece_reader
from earmark.base.export import THRESHOLDS, Storage
from earmark.base.readback import fill, rounded_weights
from earmark.base.roberta import Roberta, RobertaConfig
from earmark.base.tokens import byte_level_tokenizer
from earmark.base.training.bench import Benchmark, read_rows, read_sound
from earmark.base.training.events import masked_crc
from earmark.base.training.loss import losses
from earmark.base.training.metrics import Figures, f_curves, jaccard, null_score
from earmark.base.training.recipe import LossWeights, Recipe
from earmark.base.training.train import start_from
from earmark.base.training.trainer import Encoders, Team, Trainer, team
from earmark.base.vggish import Vggish

ROOT = Path(__file__).parents[2]
SECONDS, SIDE, RATE = 1, 96, 8000
# Two clips, each asked for either of its squares, and one sentence that means nothing there.
SENTENCES = (("a", "0", "the red square"), ("a", "1", "the blue square"), ("b", "0", "the red one"))
NULL = ("b", "null_b", "the loudest bell")
WORDS = ["the", "red", "blue", "square", "one", "loudest", "bell"]
ALONE = Team(0, 1, torch.device("cpu"))
RECIPE = Recipe(
    epochs=65,
    rate=4e-3,
    weight_decay=0.0,
    warm_up_steps=5,
    precision="float32",
    trains_all=True,
    checkpoint_steps=1000,
    log_steps=5,
    workers=0,
)
# Without the loss of scores, which weighs clips by what is in them.
FEW_STEPS = replace(RECIPE, epochs=3, rate=1e-3, loss=LossWeights(score=0.0))
CORNERS = {("a", 0): (8, 8), ("a", 1): (52, 44), ("b", 0): (44, 12)}  # left, top of a square


def config() -> BaseConfig:
    tiny = tiny_config("paper")
    return replace(
        tiny,
        swin=replace(tiny.swin, depths=(1, 1, 1, 1)),
        decoder_layers=2,
        queries=4,
        layers=1,
        window_seconds=SECONDS,
        text_tokens=8,
        text_width=16,
    )


def write_bench(root: Path) -> None:
    """Two clips with squares of 36 pixels; a WAV at 8 kHz."""
    rows = ["vid,uid,split,fid,exp"]
    rows += [f"{vid},{vid}_thing_{fid},train,{fid},{text}" for vid, fid, text in SENTENCES]
    rows += [f"{NULL[0]},{NULL[1]},train,0,{NULL[2]}", "a,a_thing_0,train,0,TODO"]
    rows.append("a,a_thing_0,test_s,0,the square")
    (root / "metadata.csv").write_text("\n".join(rows) + "\n")
    for vid in ("a", "b"):
        frames = root / "media" / vid / "frames"
        frames.mkdir(parents=True)
        for second in range(SECONDS):
            picture = np.full((SIDE, SIDE, 3), 90, np.uint8)
            for (clip, fid), (left, top) in CORNERS.items():
                if clip != vid:
                    continue
                x = left + 2 * second
                colour = (220, 30, 30) if fid == 0 else (30, 30, 220)
                picture[top : top + 36, x : x + 36] = colour
                mask = np.zeros((SIDE, SIDE), np.uint8)
                mask[top : top + 36, x : x + 36] = 255
                folder = root / "gt_mask" / vid / f"fid_{fid}"
                folder.mkdir(parents=True, exist_ok=True)
                Image.fromarray(mask).save(folder / f"{second:05d}.png")
            Image.fromarray(picture).save(frames / f"{second}.jpg", quality=95)
        time = np.arange(SECONDS * RATE) / RATE
        tone = 0.4 * np.sin(2 * np.pi * (440 if vid == "a" else 700) * time)
        with wave.open(str(root / "media" / vid / "audio.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes((tone * 32767).astype("<i2").tobytes())
    tokenizer, _, _ = byte_level_tokenizer(WORDS)
    (root / "tokenizer.json").write_text(json.dumps(tokenizer))


def benchmark(root: Path, split: str = "train") -> Benchmark:
    return Benchmark(root, read_rows(root, split), config(), piece_reader(root, 8))


def trainer(root: Path, out: Path, recipe: Recipe = RECIPE, processes: Team = ALONE) -> Trainer:
    torch.manual_seed(3)
    *_, pieces = byte_level_tokenizer(WORDS)
    sizes = RobertaConfig(
        vocabulary=pieces, width=16, layers=1, heads=2, feed_forward=16, positions=20
    )
    encoders = Encoders(Vggish(8, ((2,), (2,), (2, 2), (4, 4))), Roberta(sizes))
    return Trainer(build_model(config()), encoders, recipe, benchmark(root), out, processes)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bench")
    write_bench(root)
    return root


def test_the_bench_is_read_as_published(bench: Path) -> None:
    assert [row.sentence for row in read_rows(bench, "train")] == [
        *(text for *_, text in SENTENCES),
        NULL[2],
    ]
    sample, null = benchmark(bench)[1], benchmark(bench)[3]
    assert sample.frames.shape == (SECONDS, 3, SIDE, SIDE)
    assert sample.ids.shape == (8,)
    assert int(sample.mask.sum()) == 5  # three words between two marks
    (left, top), scale = CORNERS["a", 1], 64 / SIDE
    inside = sample.truth[0, round(top * scale) + 2, round(left * scale) + 2]
    assert inside == 1.0
    assert 0.1 < float(sample.truth.mean()) < 0.2
    assert null.truth.max() == 0.0
    sound = read_sound(bench / "media" / "a" / "audio.wav", SECONDS + 1)
    peak = torch.fft.rfft(sound[0]).abs().argmax()
    assert int(peak) == 440  # cycles in one second, at whatever rate
    assert sound[SECONDS].abs().max() == 0.0


@pytest.fixture(scope="module")
def learned(bench: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trainer, list[float]]:
    """A run over four clips, and the loss of each step."""
    run = trainer(bench, tmp_path_factory.mktemp("run"))
    return run, run.train()


@pytest.mark.slow
def test_it_overfits_four_clips_and_tells_how(
    bench: Path, learned: tuple[Trainer, list[float]]
) -> None:
    run, seen = learned
    assert seen[-1] < 0.2 * seen[0]
    assert run.evaluate(benchmark(bench), "train")["j"] >= 0.9
    steps = [json.loads(line)["step"] for line in (run.folder / "log.jsonl").open()]
    assert steps == list(range(5, run.steps + 1, 5))
    first, second = sorted((run.folder / "events").iterdir())
    assert scalar_tags(first)[-1] == "train/rate"
    assert scalar_tags(second) == ["train/j", "train/f", "train/s"]


@pytest.mark.slow
@pytest.mark.parametrize("storage", ["int8", "float16"])
def test_stored_weights_draw_the_masks_that_were_learned(
    bench: Path,
    learned: tuple[Trainer, list[float]],
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """IoU of all masks at the threshold of bundles, with every matrix rounded, however small."""
    for module in ("earmark.export.quantise", "earmark.base.storage"):
        monkeypatch.setattr(f"{module}.LEAST_ELEMENTS", 1)
    run, _ = learned
    rounded = deepcopy(run.model)
    fill(rounded, rounded_weights(rounded, storage))
    clips = run.encoders.clips(next(iter(DataLoader(benchmark(bench), len(benchmark(bench))))))
    with torch.no_grad():
        answers = [model.eval()(clips).mask_logits for model in (run.model, rounded)]
    assert not torch.equal(*answers)
    theirs, ours = (torch.sigmoid(each) > THRESHOLDS["mask"] for each in answers)
    assert 0.05 < float(theirs.float().mean()) < 0.5
    assert float((ours & theirs).sum() / (ours | theirs).sum()) >= 0.99


def fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each field of a protocol buffer; lengths below 128."""
    at = 0
    while at < len(message):
        number, kind = message[at] >> 3, message[at] & 7
        at += 1
        if kind == 2:
            size, at = message[at], at + 1
        elif kind == 0:
            size = next(i for i, byte in enumerate(message[at:]) if byte < 128) + 1
        else:
            size = {1: 8, 5: 4}[kind]
        yield number, message[at : at + size]
        at += size


def scalar_tags(path: Path) -> list[str]:
    """Tags of an event file, with its checksums compared."""
    content, tags, at = path.read_bytes(), [], 0
    while at < len(content):
        length, checksum = struct.unpack_from("<QI", content, at)
        body = content[at + 12 : at + 12 + length]
        assert checksum == masked_crc(content[at : at + 8])
        assert struct.unpack_from("<I", content, at + 12 + length)[0] == masked_crc(body)
        at += 16 + length
        for number, summary in fields(body):
            values = [value for _, value in fields(summary)] if number == 5 else []
            tags += [dict(fields(value))[1].decode() for value in values]
    return tags


def test_checksums_are_crc_32c() -> None:
    crc = (masked_crc(b"123456789") - 0xA282EAD8) & 0xFFFFFFFF
    assert (crc << 15 | crc >> 17) & 0xFFFFFFFF == 0xE3069283


def in_two_processes(bench: Path, out: Path, task: str) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'models'}:{ROOT / 'models' / 'tests'}"}
    environment |= {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    subprocess.run([*command, __file__, str(bench), str(out), task], check=True, env=environment)


def test_two_processes_step_as_one_does(bench: Path, tmp_path: Path) -> None:
    """Each has half of the clips of a step; the mean of their losses is that of all clips."""
    in_two_processes(bench, tmp_path, "steps")
    halves = [json.loads((tmp_path / f"losses-{rank}.json").read_text()) for rank in (0, 1)]
    whole = trainer(bench, tmp_path / "alone", FEW_STEPS).train()
    assert len(whole) == FEW_STEPS.epochs
    assert halves[0] != halves[1]
    np.testing.assert_allclose(np.mean(halves, 0), whole, rtol=2e-3)


@pytest.mark.slow
def test_two_processes_overfit_too(bench: Path, tmp_path: Path) -> None:
    in_two_processes(bench, tmp_path, "overfit")
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["processes"] == 2
    assert figures["j"] >= 0.9


def test_a_resumed_run_has_the_losses_of_one_that_was_not_stopped(
    bench: Path, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, epochs=3, clips_a_step=2, precision="bfloat16")
    whole = trainer(bench, tmp_path / "whole", recipe).train()
    assert len(whole) == 6
    before = trainer(bench, tmp_path / "parts", recipe).train(until=3)
    after = trainer(bench, tmp_path / "parts", recipe).train()
    assert before + after == whole
    assert trainer(bench, tmp_path / "parts", recipe).train() == []
    with pytest.raises(ValueError, match="another recipe"):
        trainer(bench, tmp_path / "parts", replace(recipe, rate=1e-3))


def test_only_the_methods_parts_are_trained_unless_all_are_asked_for(
    bench: Path, tmp_path: Path
) -> None:
    own = trainer(bench, tmp_path, replace(RECIPE, trains_all=False))
    assert all(any(part in name for part in config().trained) for name, _ in own.trained)


def test_training_starts_from_mask2former_and_says_what_is_missing() -> None:
    model, other = build_model(config()), build_model(config())
    state = {
        name.removeprefix("model_v."): value
        for name, value in other.state_dict().items()
        if name.startswith("model_v.") and "avs_adapt" not in name and "ref_avs" not in name
    }
    state["class_predictor.weight"] = torch.zeros(151, 32)
    state["class_predictor.bias"] = torch.zeros(151)
    report = start_from(model, dict(state))
    assert any("fusion" in name for name in report.missing)
    kept = "model_v.model.pixel_level_module.encoder.embeddings.norm.weight"
    assert torch.equal(model.state_dict()[kept], other.state_dict()[kept])
    del state[kept.removeprefix("model_v.")]
    with pytest.raises(CheckpointError, match=r"missing: 1"):
        start_from(model, state)


def test_where_nothing_is_meant_every_query_learns_no_object() -> None:
    model = build_model(config())
    from tiny_base import tiny_clips  # its own sizes of text

    clips = tiny_clips("paper")
    clips = clips._replace(
        frames=clips.frames[:, :SECONDS],
        audio=clips.audio[:, :SECONDS],
        text=clips.text[:, :8, :16],
    )
    answers = model(clips)
    sure = answers._replace(
        class_logits=torch.tensor([-20.0, 20.0]).expand_as(answers.class_logits),
        mask_logits=torch.full_like(answers.mask_logits, -20.0),
    )
    empty = torch.zeros_like(answers.mask_logits)
    weights = LossWeights()
    assert float(losses(sure, empty, weights).total.detach()) < 1e-3
    assert float(losses(answers, empty, weights).score.detach()) > 0.1
    assert float(losses(sure, empty + 1.0, weights).score.detach()) > 1.0


def test_figures_are_those_of_the_published_code() -> None:
    generator = torch.Generator().manual_seed(0)
    p, truth = torch.rand(4, 16, 16, generator=generator), torch.zeros(4, 16, 16)
    truth[0, 4:10, 4:10] = 1.0
    truth[1] = 1.0
    inside, real = p.numpy() > 0.4, truth.numpy() > 0.5
    expected = [(i & r).sum() / (i | r).sum() for i, r in zip(inside[:2], real[:2], strict=True)]
    expected += [(~i).mean() for i in inside[2:]]
    np.testing.assert_allclose(jaccard(p, truth).numpy(), expected, atol=1e-6)
    s = [np.sqrt((each > 0.5).mean()) for each in p.numpy()]
    np.testing.assert_allclose(null_score(p).numpy(), s, atol=1e-6)
    curves = f_curves(p, truth).numpy()
    assert curves.shape == (2, 255)
    for curve, each, mask in zip(curves, p.numpy(), real, strict=False):
        found = each >= np.float32(0.5)
        precision, recall = (found & mask).sum() / found.sum(), (found & mask).sum() / mask.sum()
        f = 1.3 * precision * recall / (0.3 * precision + recall)
        assert curve[127] == pytest.approx(f, abs=1e-6)
    perfect = Figures()
    perfect.add(truth[None], truth[None])
    values = perfect.values()
    assert values["j"] == pytest.approx(1.0, abs=1e-6)
    assert values["f"] == pytest.approx(1.0, abs=1e-6)


def main(bench: Path, out: Path, task: str) -> None:
    """One of the processes of a test with two."""
    with team() as processes:
        recipe = FEW_STEPS if task == "steps" else RECIPE
        run = trainer(bench, out, recipe, processes)
        seen = run.train()
        (out / f"losses-{processes.rank}.json").write_text(json.dumps(seen))
        figures = run.evaluate(benchmark(bench))
        if processes.leads:
            text = json.dumps({**figures, "processes": processes.size})
            (out / "figures.json").write_text(text)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
