"""`python -m earmark.base.parity --golden FILE.npz`: errors of the *released* reading beside a
golden file of the published code, with weights and inputs made up by the file's rule.

Ends with 1 where an error is over its tolerance, an array of a step cannot be compared or there is
none.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch.nn import functional

from earmark.base.build import build_model
from earmark.base.config import BaseConfig
from earmark.base.golden import (
    LOSS,
    Collector,
    Comparison,
    Golden,
    compare,
    read_golden,
    seconds_of,
)
from earmark.base.released import ReleasedModel
from earmark.base.steps import all_steps
from earmark.base.synthetic import synthetic_clips, synthetic_state, synthetic_truth

CONFIG = BaseConfig(reading="released")


def synthetic_model() -> ReleasedModel:
    model = build_model(CONFIG)
    assert isinstance(model, ReleasedModel)
    model.load_state_dict(synthetic_state(model), strict=True)
    return model.eval()


@dataclass(frozen=True)
class Result:
    compared: list[Comparison]  # in the file's order
    unknown: list[str]  # arrays that are no step's
    misfits: dict[str, str]  # arrays of a step in a shape that cannot be had, and why

    @property
    def passes(self) -> bool:
        return bool(self.compared) and not self.misfits and all(x.passes for x in self.compared)


def compare_with(golden: Golden, model: ReleasedModel) -> Result:
    config = replace(CONFIG, window_seconds=seconds_of(golden, CONFIG.window_seconds))
    clips = synthetic_clips(golden.prefixes, config)
    collector, mask_logits = Collector(golden), []
    unprompted = any(name.endswith("_pass1") for name in golden.arrays)
    for steps in all_steps(model, clips, unprompted):
        collector.add(steps)
        mask_logits.append(steps["pred"].value)
    ours = collector.arrays()
    if LOSS in golden.arrays:
        truth = synthetic_truth(golden.prefixes, config)
        loss = functional.binary_cross_entropy_with_logits(torch.stack(mask_logits), truth)
        ours[LOSS] = loss.numpy().reshape(golden.arrays[LOSS].shape)
    compared = [
        compare(name, ours[name], array) for name, array in golden.arrays.items() if name in ours
    ]
    return Result(compared, sorted(collector.unknown - {LOSS}), collector.misfits)


def report(result: Result) -> str:
    heads = ("array", "shape", "rms error", "max error", "relative", "same sign", "")
    rows = [heads] + [
        (
            each.name,
            "x".join(map(str, each.shape)) or "scalar",
            f"{each.rms:.1e}",
            f"{each.largest:.1e}",
            f"{each.relative:.1e}",
            f"{each.same_sign:.4%}",
            "ok" if each.passes else f"over {each.tolerance}",
        )
        for each in result.compared
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    lines += [f"not compared, no step of this name: {name}" for name in result.unknown]
    lines += [f"not compared: {name}: {why}" for name, why in result.misfits.items()]
    failed = [each.name for each in result.compared if not each.passes]
    lines.append(
        f"{len(result.compared) - len(failed)} of {len(result.compared)} arrays within tolerance"
        + (f"; over it: {', '.join(failed)}" if failed else "")
    )
    return "\n".join(line.rstrip() for line in lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="earmark.base.parity", description=__doc__)
    parser.add_argument("--golden", type=Path, required=True, help="FILE.npz")
    options = parser.parse_args()
    golden = read_golden(options.golden)
    print(
        f"{options.golden.name}: {len(golden.prefixes)} clips, inputs {golden.prefixes}", flush=True
    )
    result = compare_with(golden, synthetic_model())
    print(report(result))
    return 0 if result.passes else 1


if __name__ == "__main__":
    sys.exit(main())
