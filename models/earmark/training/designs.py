"""Mask decoders against each other, same data and time: `python -m earmark.training.designs
--scenes DIR --bank FILE --coco DIR --out DIR`.

Each is trained from nothing for the same number of steps on the same batches.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from earmark.model.mask_decoder import MaskDecoder
from earmark.training.batches import new_model, open_batches
from earmark.training.coco import ask_coco, coco_summary
from earmark.training.judging import choose_thresholds
from earmark.training.train import TrainConfig, draw_batch, train_step


class PromptAdded(MaskDecoder):
    """The prompt's mean is added to the queries, as baselines fuse (no eq. 5)."""

    def prompted(self, prompt: Tensor) -> Tensor:
        return self.queries[None] + prompt.mean(1, keepdim=True)


class NamesAlone(MaskDecoder):
    """No map of rival names, and none of what the prompt says is meant."""

    def maps(self, name_map: Tensor, name_queries: Tensor, prompt: Tensor) -> Tensor:
        maps = super().maps(name_map, name_queries, prompt)
        return torch.cat([maps[:, :2], torch.zeros_like(maps[:, 2:])], 1)


DESIGNS: dict[str, Callable[[], MaskDecoder]] = {
    "16 queries read the prompt, look at the frame, draw with four maps": MaskDecoder,
    "the same with the prompt added to the queries": PromptAdded,
    "the same with the two name similarities alone": NamesAlone,
    "1 query that does not look at the frame": lambda: MaskDecoder(queries=1, layers=0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("scenes", "bank", "coco", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--clips", type=int, default=160)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    batches = open_batches(options.scenes, options.bank, "training")
    held = open_batches(options.scenes, options.bank, "validation")
    config, table = TrainConfig(), {}
    for name, design in DESIGNS.items():
        torch.manual_seed(config.seed)
        model = new_model(batches)
        rivals = model.decoder.rivals.detach()
        model.decoder = design()
        model.decoder.set_rivals(rivals)
        optimizer = torch.optim.AdamW(model.parameters(), config.rate)
        started = time.monotonic()
        for step in range(options.steps):
            parts = train_step(model, optimizer, batches, draw_batch(batches, config, step))
            if step % 50 == 49:
                print(f"{name}: step {step + 1}, loss {float(parts.total):.2f}", flush=True)
        minutes = (time.monotonic() - started) / 60
        thresholds, figures = choose_thresholds(model, held, options.clips)
        asked = ask_coco(model, options.coco, thresholds["mask"])
        table[name] = {
            "minutes": round(minutes, 1),
            **figures,
            **coco_summary(asked, thresholds["presence"]),
        }
        print(json.dumps({name: table[name]}), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "designs.json").write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
