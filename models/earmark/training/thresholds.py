"""Choose a checkpoint's thresholds on the validation scenes: `python -m earmark.training.thresholds
--checkpoint FILE --scenes DIR --bank FILE`.

Writes them into the checkpoint, with the figures of the same scenes; both go from there into the
bundle's manifest.
"""

import argparse
from pathlib import Path

import torch

from earmark.model.eemc import EEMC
from earmark.model.text_encoder import TextEncoder
from earmark.training.batches import open_batches
from earmark.training.judging import choose_thresholds
from earmark.training.train import save


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("checkpoint", "scenes", "bank"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=400)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    stored = torch.load(options.checkpoint, weights_only=True)
    model = EEMC()
    model.load_state_dict(stored["state_dict"])
    text = TextEncoder.pretrained()
    validation = open_batches(options.scenes, options.bank, "validation", text)
    thresholds, figures = choose_thresholds(model, validation, options.clips)
    chosen = {"thresholds": thresholds, "results": {"validation": figures}}
    save(options.checkpoint, stored | chosen)
    print(chosen)


if __name__ == "__main__":
    main()
