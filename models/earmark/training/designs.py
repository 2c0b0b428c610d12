"""Mask decoders against each other, same data and steps: `python -m earmark.training.designs
--scenes DIR --bank FILE --coco DIR --out DIR`.

Each is trained from nothing for the same number of steps on the same batches. The backbone's tail
stays as it was published: it is the same for all, and half of a step's time.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from earmark.model.mask_decoder import MaskDecoder
from earmark.training.batches import new_model, open_batches
from earmark.training.coco import ask_coco, coco_summary, read_val
from earmark.training.judging import choose_thresholds
from earmark.training.steps import TrainConfig, draw_draft
from earmark.training.train import new_optimizer, train_step


class AddedPrompt(nn.Module):
    """The fusion that the paper compares eq. 5 with: the prompt's mean is added to every query."""

    def forward(self, queries: Tensor, prompt: Tensor, _values: Tensor, _bias: Tensor) -> Tensor:
        return queries + prompt.mean(1, keepdim=True)


@dataclass(frozen=True)
class Design:
    queries: int
    layers: int  # in which the queries look at the frame
    is_added: bool = False  # the prompt, instead of being read by cross-attention

    def decoder(self) -> MaskDecoder:
        decoder = MaskDecoder(self.queries, self.layers)
        if self.is_added:
            decoder.prompting = nn.ModuleList([AddedPrompt()])
        return decoder


DESIGNS = {
    "16 queries that look at the frame (EEMC)": Design(16, 3),
    "the same, the prompt added": Design(16, 3, is_added=True),
    "1 query that looks at the frame": Design(1, 3),
    "1 prompted kernel that does not look": Design(1, 0),
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
    val = read_val(options.coco)
    config, table = TrainConfig(), {}
    for name, design in DESIGNS.items():
        torch.manual_seed(config.seed)
        model = new_model(batches.drafts.asker.vocabulary, batches.encode.text)
        model.decoder = design.decoder()
        model.neck.tail.requires_grad_(False)
        optimizer = new_optimizer(model, config)
        started = time.monotonic()
        for step in range(options.steps):
            batch = batches.encode(draw_draft(batches.drafts, config, step))
            parts = train_step(model, optimizer, batch, model.label_mean)
            if step % 50 == 49:
                print(
                    f"{name}: step {step + 1}, loss {float(parts.total.detach()):.2f}", flush=True
                )
        minutes = (time.monotonic() - started) / 60
        thresholds, figures = choose_thresholds(model, held, options.clips, absent_each=1)
        asked = ask_coco(model, val, thresholds["mask"])
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
