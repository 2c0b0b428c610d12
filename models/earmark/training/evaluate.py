"""Measure a checkpoint: `python -m earmark.training.evaluate --checkpoint FILE --scenes DIR
--bank FILE --coco DIR`.

Writes `results.json`, `results.md` and `results.png` (forty results that nobody selected) beside
the checkpoint, and the thresholds and results into it, from which they go into the bundle's
manifest.
"""

import argparse
import json
from pathlib import Path

import torch

from earmark.contract import SWITCHES
from earmark.model.eemc import EEMC
from earmark.training.batches import open_batches
from earmark.training.coco import ask_coco, coco_summary, drawn_where_absent, read_val
from earmark.training.judging import (
    Results,
    choose_thresholds,
    measure,
    what_memory_brings,
    which_of_several,
)
from earmark.training.silhouettes import first_results, sheet, worst
from earmark.training.train import save

ABLATIONS = ("all on", *(f"no {switch}" for switch in SWITCHES))


def as_markdown(results: Results) -> str:
    """Ablations side by side, everything else as one table a group."""
    ablations = {name: group for name, group in results.items() if name in ABLATIONS}
    lines = [f"| held-out clips | {' | '.join(ablations)} |", f"|---{'|---' * len(ablations)}|"]
    for figure in ablations["all on"]:
        row = " | ".join(str(group.get(figure, "")) for group in ablations.values())
        lines.append(f"| {figure} | {row} |")
    for name, group in results.items():
        if name not in ABLATIONS:
            lines += ["", f"| {name} | |", "|---|---|"]
            lines += [f"| {figure} | {value} |" for figure, value in group.items()]
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
    results["questions of time"] = what_memory_brings(model, test, thresholds)
    val = read_val(arguments.coco)
    asked = ask_coco(model, val, thresholds["mask"])
    results["coco val"] = coco_summary(asked, thresholds["presence"])
    absent = drawn_where_absent(model, val, thresholds)
    results["coco val, share drawn where absent"] = absent
    results["which of several"] = which_of_several(model, test, thresholds)
    save(arguments.checkpoint, stored | {"thresholds": thresholds, "results": results})
    folder = arguments.checkpoint.parent
    (folder / "results.json").write_text(
        json.dumps({"thresholds": thresholds, **results}, indent=1)
    )
    shown = first_results(model, test, thresholds)
    sheet(shown).save(folder / "results.png")
    report = f"{as_markdown(results)}\nThe ten worst of the forty:\n\n{worst(shown)}\n"
    (folder / "results.md").write_text(report)
    print(thresholds, report)


if __name__ == "__main__":
    main()
