"""`python -m earmark.base.training.train --bench DIR --start FILE --vggish FILE --roberta DIR --out
DIR`, or the same by `torchrun --nproc-per-node N -m earmark.base.training.train ...`.

Trains a reading of the paper's model on Ref-AVS Bench, evaluates it on the splits named and goes on
where it was stopped. `--start` is Mask2Former (Swin-B, as published) or a checkpoint of this model.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from earmark.base.build import build_model
from earmark.base.checkpoint import CheckpointError, CheckpointReport, compare_state, read_state
from earmark.base.config import READINGS, BaseConfig
from earmark.base.encoders import load_roberta, load_vggish, piece_reader
from earmark.base.model import BaseModel
from earmark.base.training.bench import Benchmark, read_rows
from earmark.base.training.recipe import RELEASED_LOSS, TYPES, Recipe
from earmark.base.training.trainer import Encoders, Trainer, team

MASK2FORMER = "model_v."
CHECKPOINT, FIGURES = "model.pt", "figures.json"


def start_from(model: BaseModel, state: dict[str, Tensor]) -> CheckpointReport:
    """Loads what the file has. Raises CheckpointError where a weight that training leaves as it is
    would be missing, or where a name or shape is not the model's."""
    if not any(name.startswith(MASK2FORMER) for name in state):
        state = {f"{MASK2FORMER}{name}": value for name, value in state.items()}
    report = compare_state(state, model)
    kept = {name for name, p in model.named_parameters() if not p.requires_grad}
    lacking = tuple(name for name in report.missing if name in kept)
    # The reading "paper" has two classes where the published Mask2Former has 151.
    wrong = tuple(each for each in report.shapes if each[0] in kept)
    faults = replace(report, missing=lacking, shapes=wrong)
    if not faults.fits:
        raise CheckpointError(faults)
    fitting = {
        name: value
        for name, value in state.items()
        if name not in {each[0] for each in report.shapes}
    }
    model.load_state_dict(fitting, strict=False)
    return report


def run(options: argparse.Namespace) -> None:
    config = BaseConfig(reading=options.reading)
    recipe = Recipe(
        clips_a_step=options.clips_a_step,
        epochs=options.epochs,
        rate=options.rate,
        precision=options.precision,
        seed=options.seed,
        workers=options.workers,
    )
    if config.released:
        recipe = replace(recipe, loss=RELEASED_LOSS)
    with team() as processes:
        torch.manual_seed(recipe.seed)  # new weights are the same in every process
        model = build_model(config)
        start_from(model, read_state(options.start))
        encoders = Encoders(load_vggish(options.vggish), load_roberta(options.roberta))
        tokenize = piece_reader(options.roberta, config.text_tokens)

        def split(name: str) -> Benchmark:
            return Benchmark(options.bench, read_rows(options.bench, name), config, tokenize)

        trainer = Trainer(model, encoders, recipe, split("train"), options.out, processes)
        if processes.leads:
            print(
                f"{len(trainer.bench)} clips, steps {trainer.step} to {trainer.steps}", flush=True
            )
        trainer.train()
        figures = {name: trainer.evaluate(split(name), name) for name in options.splits}
        if processes.leads:
            torch.save(model.state_dict(), options.out / CHECKPOINT)
            (options.out / FIGURES).write_text(json.dumps(figures, indent=2) + "\n")
            print(json.dumps(figures, indent=2))


def main() -> None:
    parser = argparse.ArgumentParser(prog="earmark.base.training.train", description=__doc__)
    for name in ("bench", "start", "vggish", "roberta", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--reading", choices=READINGS, default="paper")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--clips-a-step", type=int, default=Recipe.clips_a_step)
    parser.add_argument("--rate", type=float, default=Recipe.rate)
    parser.add_argument("--precision", choices=tuple(TYPES), default=Recipe.precision)
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--workers", type=int, default=Recipe.workers)
    parser.add_argument("--splits", nargs="*", default=["val", "test_s", "test_u", "test_n"])
    run(parser.parse_args())


if __name__ == "__main__":
    main()
