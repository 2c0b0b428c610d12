"""`python -m earmark.base.convert --checkpoint FILE [--reading paper]`: whether a checkpoint fits
the model by names and shapes, with its hashes. Ends with 1 and a report where it does not."""

import argparse
import sys
from pathlib import Path

from earmark.base.build import parameter_count
from earmark.base.checkpoint import compare_state, file_hash, read_state, skeleton, weights_hash
from earmark.base.config import READINGS, BaseConfig


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
    options = parser.parse_args()
    try:
        fits = check(options.checkpoint, BaseConfig(reading=options.reading))
    except (OSError, ValueError) as error:
        print(f"cannot read {options.checkpoint}: {error}")
        return 1
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
