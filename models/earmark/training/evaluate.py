"""Measure a checkpoint: `python -m earmark.training.evaluate --checkpoint FILE --scenes DIR
--bank FILE --coco DIR`.

Writes `results.json` and `results.md` beside the checkpoint, and the thresholds and results into
the checkpoint, from which they go into the bundle's manifest.
"""

import argparse
import json
from pathlib import Path

import torch

from earmark.model.eemc import EEMC
from earmark.training.batches import open_batches
from earmark.training.coco import ask_coco, coco_summary
from earmark.training.judging import choose_thresholds, measure
from earmark.training.train import save


def as_markdown(results: dict[str, object], thresholds: dict[str, float]) -> str:
    """One table a group of figures."""
    lines = [f"Thresholds: {', '.join(f'{k} {v}' for k, v in thresholds.items())}."]
    for group, figures in results.items():
        if isinstance(figures, dict):
            lines += ["", f"### {group}", "", "| figure | value |", "|---|---|"]
            lines += [f"| {name} | {value} |" for name, value in figures.items()]
        else:
            lines += ["", f"{group}: {figures}"]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("checkpoint", "scenes", "bank", "coco"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=400)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    stored = torch.load(arguments.checkpoint, weights_only=True)
    model = EEMC()
    model.load_state_dict(stored["state_dict"])
    validation = open_batches(arguments.scenes, arguments.bank, "validation")
    thresholds, figures = choose_thresholds(model, validation, arguments.clips)
    test = open_batches(arguments.scenes, arguments.bank, "test")
    results = {"validation": figures, **measure(model, test, arguments.clips, thresholds)}
    asked = ask_coco(model, arguments.coco, thresholds["mask"])
    results["coco val"] = coco_summary(asked, thresholds["presence"])
    save(arguments.checkpoint, stored | {"thresholds": thresholds, "results": results})
    folder = arguments.checkpoint.parent
    (folder / "results.json").write_text(
        json.dumps({"thresholds": thresholds, **results}, indent=1)
    )
    (folder / "results.md").write_text(as_markdown(results, thresholds))
    print(as_markdown(results, thresholds))


if __name__ == "__main__":
    main()
