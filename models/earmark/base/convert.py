"""`python -m earmark.base.convert --checkpoint FILE [--reading paper] [--out DIR --vggish FILE
--roberta DIR]`: whether a checkpoint fits the model by names and shapes, with its hashes; and a
bundle for the app, where `--out` names a folder. Ends with 1 and a report where it does not fit.

`--vggish` is a file of harritaylor/torchvggish, `--roberta` a folder of distilroberta-base.
"""

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
from earmark.base.encoders import load_roberta, load_vggish
from earmark.base.export import STORAGES, Labels, Parts, export_bundle


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


def write_bundle(options: argparse.Namespace, config: BaseConfig) -> None:
    parts = Parts(
        load_checkpoint(options.checkpoint, config),
        load_vggish(options.vggish),
        load_roberta(options.roberta),
        options.roberta,
    )
    labels = Labels(
        name=options.name,
        version=options.version,
        title=f"EEMC at full size, {config.reading} reading",
        licence=options.licence,
        training={"checkpoint": {"sha256": file_hash(options.checkpoint)}},
    )
    export_bundle(parts, options.out, labels, options.storage)


def main() -> int:
    parser = argparse.ArgumentParser(prog="earmark.base.convert", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help=".pth or .safetensors")
    parser.add_argument("--reading", choices=READINGS, default="released")
    parser.add_argument("--out", type=Path, help="folder for the bundle")
    parser.add_argument("--vggish", type=Path, help="weights of the audio encoder")
    parser.add_argument("--roberta", type=Path, help="folder of the text encoder and its tokenizer")
    parser.add_argument("--storage", choices=STORAGES, default="int8", help="of the weights")
    parser.add_argument("--name", default="base", help="of the bundle")
    parser.add_argument("--version", default="1.0.0", help="of the bundle")
    parser.add_argument("--licence", default="as of the checkpoint", help="of the weights")
    options = parser.parse_args()
    if options.out and not (options.vggish and options.roberta):
        parser.error("a bundle needs --vggish and --roberta")
    config = BaseConfig(reading=options.reading)
    try:
        fits = check(options.checkpoint, config)
    except (OSError, ValueError) as error:
        print(f"cannot read {options.checkpoint}: {error}")
        return 1
    if not fits:
        return 1
    if options.out:
        try:
            write_bundle(options, config)
        except (OSError, ValueError) as error:
            print(f"no bundle: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
