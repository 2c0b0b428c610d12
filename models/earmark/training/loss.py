"""The loss: 5 BCE + 5 Dice on masks, 2 on object scores (EEMC's weights), names and places."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.model.eemc import Answers

MASK_BCE, MASK_DICE, CLASSES, NAMES, MEANT, KEPT, THINGS, AMONG = (
    5.0,
    5.0,
    2.0,
    1.0,
    4.0,
    2.0,
    1.0,
    1.0,
)


@dataclass
class Parts:
    total: Tensor
    mask: float
    query: float
    score: float
    names: float
    meant: float
    kept: float
    things: float
    among: float


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
    target[torch.arange(len(target)), matched] = present
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
    """The prompt's own rows say where: BCE of meant [BF, 24, 24] with truth [BF, 96, 96]."""
    return F.binary_cross_entropy_with_logits(meant, F.avg_pool2d(truth[:, None], 4)[:, 0])


def kept_loss(conse: Tensor, published: Tensor) -> Tensor:
    """The tail still calls places what it did, most of whose names no scene has: unit vectors
    [U, 384, 24, 24] both."""
    return 1.0 - (conse * published).sum(1).mean()


def things_loss(alike: Tensor, things: Tensor) -> Tensor:
    """Two places of one thing are alike; of two things, and of a thing and of none, they are not.
    The first counts a half, the others a quarter each. alike [BF, 144, 144]; things [BF, 144], see
    `Batch`."""
    a, b = things[:, :, None], things[:, None, :]
    known, both = (a >= 0) & (b >= 0), (a > 0) & (b > 0)
    parts = (
        (both & (a == b), 1.0, 0.5),
        (both & (a != b), 0.0, 0.25),
        (known & ~both & (a != b), 0.0, 0.25),
    )
    loss = alike.new_zeros(())
    for pairs, target, share in parts:
        each = F.binary_cross_entropy_with_logits(
            alike, torch.full_like(alike, target), reduction="none"
        )
        loss = loss + share * (each * pairs).sum() / pairs.sum().clamp_min(1)
    return loss


def among_loss(candidates: Tensor, truth: Tensor) -> Tensor:
    """What the noun alone would mean is a candidate, the rest of the picture is not; each half
    counts the same. candidates [BF, 144] logits; truth [BF, 144], see `Batch`."""
    each = F.binary_cross_entropy_with_logits(
        candidates, truth.clamp_min(0).float(), reduction="none"
    )
    halves = [
        (each * (truth == value)).sum() / (truth == value).sum().clamp_min(1) for value in (0, 1)
    ]
    return (halves[0] + halves[1]) / 2.0


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
    drawn = answers.query_mask_logits[torch.arange(len(truth)), matched]
    query = (mask_loss(drawn, truth) * present).sum() / present.sum().clamp_min(1.0)
    score = score_loss(answers, matched, present)
    meant = meant_loss(answers.meant, truth)
    kept = kept_loss(answers.conse, published)
    total = combined + 0.5 * query + CLASSES * score
    of_things = things_loss(answers.alike, things)
    among = among_loss(answers.candidates, candidates)
    total = total + NAMES * names + MEANT * meant + KEPT * kept + THINGS * of_things
    total = total + AMONG * among
    parts = (combined, query, score, names, meant, kept, of_things, among)
    return Parts(total, *(float(part.detach()) for part in parts))
