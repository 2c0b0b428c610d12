"""Mask decoders against each other, same data and steps: `python -m earmark.training.designs
--scenes DIR --bank FILE --coco DIR --start FILE --out DIR`.

Each begins anew beside a trained neck and cue fusion, and all learn for the same number of steps
from the same batches; but for the backbone's tail, which is the same for all and half of a step's
time. `--start` is a checkpoint, such as `earmark.export.unpack` writes.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from earmark.data.prepare import new_backbone
from earmark.model.mask_decoder import MaskDecoder
from earmark.model.text_encoder import TextEncoder
from earmark.training.batches import new_model, open_batches
from earmark.training.coco import ask_coco, coco_summary, read_val
from earmark.training.judging import choose_thresholds
from earmark.training.steps import TrainConfig, draw_draft
from earmark.training.train import Learner, load_start


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
    for name in ("scenes", "bank", "coco", "start", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--clips", type=int, default=96)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    text = TextEncoder.pretrained()
    batches = open_batches(options.scenes, options.bank, "training", text)
    held = open_batches(options.scenes, options.bank, "validation", text)
    val = read_val(options.coco, new_backbone(), text)
    config = TrainConfig(steps=options.steps, warm_up=options.steps // 10, fresh=("decoder",))
    table = {}
    for name, design in DESIGNS.items():
        torch.manual_seed(config.seed)
        model = new_model(batches.drafts.asker.vocabulary, text)
        model.decoder = design.decoder()
        load_start(model, options.start, config.fresh)
        model.neck.tail.requires_grad_(False)
        learner = Learner.of(model, config)
        started = time.monotonic()
        for step in range(config.steps):
            batch = batches.encode(draw_draft(batches.drafts, config, step))
            parts = learner.learn(batch, step / config.steps)
            if step % 50 == 49:
                print(
                    f"{name}: step {step + 1}, loss {float(parts.total.detach()):.2f}", flush=True
                )
        minutes = (time.monotonic() - started) / 60
        model = learner.averaged
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
