"""Results that nobody selected, as silhouettes: truth beside answer.

The photos themselves are not ours to show; their outlines say what is right and wrong.
"""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageDraw

from earmark.model.eemc import EEMC
from earmark.training.batches import Batches
from earmark.training.judging import SEED

COUNT, COLUMNS = 40, 5
SIDE, LINES = 96, 26  # pixels: of a silhouette, and height of the words below it


@dataclass
class Result:
    sentence: str
    kind: str
    truth: np.ndarray  # bool [96, 96]
    inside: np.ndarray  # bool [96, 96], empty where the answer is "nothing here"
    presence: float

    @property
    def overlap(self) -> float:
        """IoU; 1 where both are empty."""
        union = (self.truth | self.inside).sum()
        return float((self.truth & self.inside).sum() / union) if union else 1.0


@torch.no_grad()
def first_results(model: EEMC, test: Batches, thresholds: dict[str, float]) -> list[Result]:
    """The first forty questions that the seed gives, at one moment of a clip each."""
    model.eval()
    rng = np.random.default_rng(SEED + 1)
    batch = test.encode(test.drafts.draw(rng, COUNT, 1, dropping=False))
    answers = model(batch.clips)
    results = []
    for row, question in enumerate(batch.questions):
        presence = float(answers.presence[row])
        inside = (torch.sigmoid(answers.mask_logits[row]) > thresholds["mask"]).numpy()
        if presence < thresholds["presence"]:
            inside = np.zeros_like(inside)
        truth = batch.truth.masks[row, 0].numpy() > 0.5
        results.append(Result(question.sentence, question.kind, truth, inside, presence))
    return results


def sheet(results: list[Result]) -> Image.Image:
    """Truth on the left, answer on the right of each cell; sentence, overlap and presence."""
    width, height = 2 * SIDE + 8, SIDE + LINES
    page = Image.new("RGB", (COLUMNS * width, -(-len(results) // COLUMNS) * height), "white")
    draw = ImageDraw.Draw(page)
    for index, result in enumerate(results):
        left, top = index % COLUMNS * width, index // COLUMNS * height
        for place, (mask, colour) in enumerate(
            ((result.truth, (70, 70, 70)), (result.inside, (190, 30, 30)))
        ):
            cell = np.full((SIDE, SIDE, 3), 235, np.uint8)
            cell[mask] = colour
            page.paste(Image.fromarray(cell), (left + place * (SIDE + 2), top))
        draw.text((left, top + SIDE), result.sentence[:33], fill="black")
        words = f"{result.kind}, overlap {result.overlap:.2f}, presence {result.presence:.2f}"
        draw.text((left, top + SIDE + 11), words[:36], fill="grey")
    return page


def worst(results: list[Result], count: int = 10) -> str:
    """A Markdown table of the results with the least overlap."""
    lines = [
        "| sentence | kind | truth | drawn | overlap | presence |",
        "|---|---|---|---|---|---|",
    ]
    for result in sorted(results, key=lambda r: r.overlap)[:count]:
        shares = f"{result.truth.mean():.1%} | {result.inside.mean():.1%}"
        lines.append(
            f"| {result.sentence} | {result.kind} | {shares} | {result.overlap:.2f} | "
            f"{result.presence:.2f} |"
        )
    return "\n".join(lines)
