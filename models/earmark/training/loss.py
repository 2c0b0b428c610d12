"""The loss: 5 BCE + 5 Dice on masks, 2 on object scores (EEMC's weights), names and places."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.model.eemc import Answers

MASK_BCE, MASK_DICE = 5.0, 5.0


@dataclass
class Parts:
    """Each a scalar; `SHARES` says how much it counts."""

    mask: Tensor
    query: Tensor
    score: Tensor
    names: Tensor
    meant: Tensor
    kept: Tensor
    things: Tensor
    among: Tensor

    @property
    def total(self) -> Tensor:
        parts = [SHARES[name] * part for name, part in vars(self).items()]
        return torch.stack(parts).sum()

    def figures(self) -> dict[str, float]:
        """As numbers, read from the device at once."""
        values = torch.stack([self.total, *vars(self).values()]).detach().tolist()
        names = ("total", *vars(self))
        return {name: round(value, 4) for name, value in zip(names, values, strict=True)}


SHARES = {
    "mask": 1.0,
    "query": 0.5,
    "score": 2.0,
    "names": 1.0,
    "meant": 4.0,
    "kept": 2.0,
    "things": 1.0,
    "among": 1.0,
}


def dice_loss(logits: Tensor, truth: Tensor) -> Tensor:
    """1 - Dice of each row: logits, truth [..., h, w] -> [...]."""
    p = torch.sigmoid(logits)
    return 1.0 - (2.0 * (p * truth).sum((-2, -1)) + 1.0) / (
        p.sum((-2, -1)) + truth.sum((-2, -1)) + 1.0
    )


def mask_loss(logits: Tensor, truth: Tensor) -> Tensor:
    """5 BCE + 5 Dice of each row; Dice only where there is something to overlap with."""
    bce = F.binary_cross_entropy_with_logits(logits, truth, reduction="none").mean((-2, -1))
    there = (truth.sum((-2, -1)) > 0).float()
    return MASK_BCE * bce + MASK_DICE * dice_loss(logits, truth) * there


def score_loss(answers: Answers, matched: Tensor, present: Tensor) -> Tensor:
    """The matched query is the object, the others are not; and presence as a whole."""
    target = torch.zeros_like(answers.object_logits)
    target[torch.arange(len(target), device=target.device), matched] = present
    each = F.binary_cross_entropy_with_logits(answers.object_logits, target, reduction="none")
    # Fifteen of sixteen queries are "no object": they count a fifth.
    queries = (each * (0.2 + 0.8 * target)).sum(1)
    nothing = F.softplus(answers.object_logits).sum(1)  # -log of the product of p(no object)
    something = -torch.log(-torch.expm1(-nothing.clamp_min(1e-4)))
    whole = torch.where(present > 0, something, nothing)
    fused = F.binary_cross_entropy_with_logits(
        answers.presence_logit[:, 0], present, reduction="none"
    )
    return (0.5 * queries + whole + 0.5 * fused).mean()


def name_loss(name_map: Tensor, vectors: Tensor, masks: Tensor) -> Tensor:
    """Inside its mask a place is called by the label, outside it is not.

    name_map [n, 384, 24, 24] and masks [n, 96, 96] of the pictures of n labels, vectors [n, 384].
    """
    cosine = torch.einsum("nchw,nc->nhw", name_map, vectors)
    share = F.avg_pool2d(masks[:, None], 4)[:, 0]
    loss = F.binary_cross_entropy_with_logits(10.0 * cosine - 3.0, share, reduction="none")
    inside = (loss * share).sum((1, 2)) / share.sum((1, 2)).clamp_min(1.0)
    outside = (loss * (1 - share)).sum((1, 2)) / (1 - share).sum((1, 2)).clamp_min(1.0)
    return (inside + outside).mean()


def meant_loss(meant: Tensor, truth: Tensor) -> Tensor:
    """BCE of the mask that the prompt's own rows predict, meant [BF, 24, 24], with
    truth [BF, 96, 96]."""
    return F.binary_cross_entropy_with_logits(meant, F.avg_pool2d(truth[:, None], 4)[:, 0])


def kept_loss(conse: Tensor, published: Tensor) -> Tensor:
    """Distils the pretrained classifier's name map, so that classes that no scene has are not
    forgotten: unit vectors [U, 384, 24, 24] both."""
    return 1.0 - (conse * published).sum(1).mean()


def balanced(each: Tensor, groups: list[tuple[Tensor, float]]) -> Tensor:
    """The means of `each` over groups, masks of its shape, by how much each group counts; an empty
    one counts nothing."""
    means = [share * (each * group).sum() / group.sum().clamp_min(1) for group, share in groups]
    return torch.stack(means).sum()


def things_loss(alike: Tensor, things: Tensor) -> Tensor:
    """BCE on the pairwise affinity matrix. Targets: 1 for two cells of one object, else 0. Weights
    of the groups: same object 0.5, two objects 0.25, object and background 0.25.
    alike [BF, 144, 144]; things [BF, 144], see `Batch`."""
    a, b = things[:, :, None], things[:, None, :]
    known, both, same = (a >= 0) & (b >= 0), (a > 0) & (b > 0), a == b
    each = F.binary_cross_entropy_with_logits(alike, same.float(), reduction="none")
    return balanced(each, [(both & same, 0.5), (both & ~same, 0.25), (known & ~both & ~same, 0.25)])


def among_loss(candidates: Tensor, truth: Tensor) -> Tensor:
    """Class-balanced BCE. Positive cells: any object that the query's noun matches.
    candidates [BF, 144] logits; truth [BF, 144], see `Batch`."""
    each = F.binary_cross_entropy_with_logits(candidates, (truth == 1).float(), reduction="none")
    return balanced(each, [(truth == 1, 0.5), (truth == 0, 0.5)])


def total_loss(
    answers: Answers,
    truth: Tensor,
    names: Tensor,
    published: Tensor,
    things: Tensor,
    candidates: Tensor,
) -> Parts:
    """truth [BF, 96, 96]; `names` is the name loss of the same batch; see kept_loss, things_loss
    and among_loss."""
    present = (truth.sum((1, 2)) > 0).float()
    combined = mask_loss(answers.mask_logits, truth).mean()
    with torch.no_grad():
        small = F.avg_pool2d(answers.query_mask_logits, 2)
        wanted = F.avg_pool2d(truth[:, None], 2).expand_as(small)
        cost = mask_loss(small, wanted) - torch.sigmoid(answers.object_logits)
        matched = cost.argmin(1)
    drawn = answers.query_mask_logits[torch.arange(len(truth), device=truth.device), matched]
    query = (mask_loss(drawn, truth) * present).sum() / present.sum().clamp_min(1.0)
    return Parts(
        combined,
        query,
        score_loss(answers, matched, present),
        names,
        meant_loss(answers.meant, truth),
        kept_loss(answers.conse, published),
        things_loss(answers.alike, things),
        among_loss(answers.candidates, candidates),
    )
