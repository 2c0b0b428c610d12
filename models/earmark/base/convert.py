"""`python -m earmark.base.convert --checkpoint FILE [--reading paper] [--out DIR]`: whether a
checkpoint fits the model by names and shapes, with its hashes; and its graphs, where `--out` names
a folder. Ends with 1 and a report where it does not fit."""

import argparse
import sys
from pathlib import Path

from earmark.base.build import parameter_count
from earmark.base.checkpoint import (
    compare_state,
    file_hash,
    load_checkpoint,
    read_state,
    skeleton,
    weights_hash,
)
from earmark.base.config import READINGS, BaseConfig
from earmark.base.export import export_model


def check(file: Path, config: BaseConfig) -> bool:
    """Prints what the file holds; true if it fits."""
    print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB, sha256 {file_hash(file)}")
    state = read_state(file)
    print(f"{len(state)} entries, sha256 of the weights {weights_hash(state)}")
    model = skeleton(config)
    report = compare_state(state, model)
    print(report)
    if report.fits:
        trained, every = parameter_count(model, trained_only=True), parameter_count(model)
        print(f"{every:,} parameters, {trained:,} of them trained ({config.reading} reading)")
    return report.fits


def main() -> int:
    parser = argparse.ArgumentParser(prog="earmark.base.convert", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help=".pth or .safetensors")
    parser.add_argument("--reading", choices=READINGS, default="released")
    parser.add_argument("--out", type=Path, help="folder for the graphs")
    options = parser.parse_args()
    config = BaseConfig(reading=options.reading)
    try:
        fits = check(options.checkpoint, config)
    except (OSError, ValueError) as error:
        print(f"cannot read {options.checkpoint}: {error}")
        return 1
    if not fits:
        return 1
    if options.out:
        model = load_checkpoint(options.checkpoint, config)
        export_model(model, options.out, file_hash(options.checkpoint))
    return 0


if __name__ == "__main__":
    sys.exit(main())
