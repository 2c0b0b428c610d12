"""Made-up weights whose masks are not noise: the mask head of a model with drawn weights learns to
find discs by what the drawn backbone and pixel decoder make of their colour.

Masks of drawn weights alone are contours around zero that any rounding moves; those of a trained
model have logits far from zero on both sides. Nothing else of the model is changed, so queries,
attention and fusion still compute noise, which stays part of the mask logits.
"""

import torch
from torch import Tensor, nn

from earmark.base.graphs import normalised
from earmark.base.model import BaseModel

STRIDE = 4
OWN_SHARE = 0.25  # how much of the drawn last layer, by which queries differ, stays
PENALTY = 1e-3
STEPS = 200
DISC, GROUND = (230, 60, 40), (70, 110, 150)


def disc_pictures(count: int, side: int, seed: int) -> tuple[Tensor, Tensor]:
    """Pictures with one disc each on a ground with blots, uint8 [count, side, side, 3], and where
    it is at stride 4, [count, side / 4, side / 4] of zeros and ones."""
    generator = torch.Generator().manual_seed(seed)
    blots = torch.rand(count, 3, 12, 12, generator=generator)
    blots = nn.functional.interpolate(blots, size=(side, side), mode="bicubic")
    places = 0.25 + 0.5 * torch.rand(count, 2, generator=generator)
    radii = 0.1 + 0.12 * torch.rand(count, generator=generator)

    def inside(cells: int) -> Tensor:
        at = (torch.arange(cells) + 0.5) / cells
        squares = (at[None, :] - places[:, :1]) ** 2, (at[None, :] - places[:, 1:]) ** 2
        return (squares[0][:, :, None] + squares[1][:, None, :] < radii[:, None, None] ** 2).float()

    disc, ground = (torch.tensor(colour)[:, None, None] for colour in (DISC, GROUND))
    shown = inside(side)[:, None]
    mixed = shown * disc + (1 - shown) * ground + 60 * (blots - 0.5)
    pixels = mixed.clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
    return pixels, inside(side // STRIDE)


def learn_discs(model: BaseModel, count: int = 4, seed: int = 0) -> float:
    """Sets the mask head's last layer, in place; returns IoU on the pictures that it learned from
    (of a mask that the features alone give)."""
    mask2former = model.model_v
    pixels, truth = disc_pictures(count, model.config.swin.image_size, seed)
    with torch.no_grad():
        features = torch.cat(
            [
                mask2former.pixel_decoder(
                    mask2former.backbone(normalised(each[None]))
                ).mask_features
                for each in pixels
            ]
        )
    rows, wanted = features.permute(0, 2, 3, 1).flatten(0, 2), truth.flatten()
    scale = rows.std(0)
    weights = torch.zeros(rows.shape[1], requires_grad=True)
    balance = (1 - wanted).sum() / wanted.sum()
    optimiser = torch.optim.LBFGS([weights], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = rows @ (weights / scale)
        error = nn.functional.binary_cross_entropy_with_logits(logits, wanted, pos_weight=balance)
        total = error + PENALTY * weights.square().sum() / len(weights)
        total.backward()
        return total

    optimiser.step(loss)
    last = mask2former.mask_decoder.decoder.mask_predictor.mask_embedder[-1][0]
    with torch.no_grad():
        last.weight.mul_(OWN_SHARE)
        last.bias.copy_(weights / scale)
        found, real = rows @ last.bias > 0, wanted > 0.5
    return float((found & real).sum() / (found | real).sum())
