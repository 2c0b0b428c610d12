"""Mask decoder: mask queries are prompted by Q_m (eq. 5), look at the frame, and draw.

The pixel embeddings know nothing of the sentence; the prompt reaches the masks only through the
queries, so a new sentence costs these few layers and no more.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.contract import SHAPE
from earmark.model.attention import MASKED, CrossAttentionLayer, SelfAttentionLayer

PROMPT_LAYERS = 2
DECODER_LAYERS = 3
EMPTY_LOGIT = 8.0  # how far below zero every pixel lies when all queries say "no object"


def combine(query_mask_logits: Tensor, object_logits: Tensor) -> tuple[Tensor, Tensor]:
    """Sum over queries of p(object) x mask logits, and presence = 1 - product of p(no object).

    query_mask_logits [B, Q, h, w], object_logits [B, Q] -> mask_logits [B, h, w], presence [B, 1].
    What no query claims is pushed below zero: all "no object" is an empty mask.
    """
    shares = torch.sigmoid(object_logits)
    # log p(no object) = -softplus(logit), so that the product of many shares stays exact.
    nothing = torch.exp(-F.softplus(object_logits).sum(1, keepdim=True))
    drawn = (shares[:, :, None, None] * query_mask_logits).sum(1)
    return drawn - EMPTY_LOGIT * nothing[:, :, None], 1.0 - nothing


class MaskDecoder(nn.Module):
    """See `contract.graphs()["mask_decoder"]` for all inputs and outputs with their shapes.

    Fewer queries or decoder layers than the contract's are for comparison only.
    """

    def __init__(self, queries: int = SHAPE.queries, layers: int = DECODER_LAYERS) -> None:
        super().__init__()
        d, cells = SHAPE.width, SHAPE.grid_size * SHAPE.grid_size
        self.queries = nn.Parameter(torch.randn(queries, d) * 0.5)
        self.prompting = nn.ModuleList(CrossAttentionLayer(d) for _ in range(PROMPT_LAYERS))
        self.from_features = nn.Linear(SHAPE.decoder_width, d)
        self.places = nn.Parameter(torch.randn(cells, d) * 0.02)
        self.looking = nn.ModuleList(CrossAttentionLayer(d) for _ in range(layers))
        self.talking = nn.ModuleList(SelfAttentionLayer(d) for _ in range(layers))
        self.norm = nn.LayerNorm(d)
        self.to_mask = nn.Sequential(nn.Linear(d, d), nn.ReLU(), nn.Linear(d, SHAPE.pixel_width))
        self.to_names = nn.Linear(d, 3)  # weights of the two name similarities, and an offset
        self.to_object = nn.Linear(d, 1)
        nn.init.zeros_(self.to_names.weight)
        with torch.no_grad():
            self.to_names.bias.copy_(torch.tensor([4.0, 1.0, -2.0]))
            self.to_object.bias.fill_(-2.0)

    def draw(self, queries: Tensor, pixels: Tensor, similarity: Tensor) -> Tensor:
        """Mask logits [B, Q, h, w] of queries [B, Q, d] on pixels [B, c, h, w] and [B, 2, h, w]."""
        batch, channels, height, width = pixels.shape
        q = self.norm(queries)
        drawn = self.to_mask(q) @ pixels.reshape(batch, channels, height * width) / channels**0.5
        names = self.to_names(q)
        drawn = drawn + names[:, :, :2] @ similarity.reshape(batch, 2, height * width)
        return (drawn + names[:, :, 2:]).reshape(batch, -1, height, width)

    def forward(
        self,
        pixel_embeddings: Tensor,
        decoder_features: Tensor,
        name_map: Tensor,
        prompt: Tensor,
        name_queries: Tensor,
        presence_logit: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The graph's four outputs, and for the loss object_logits [B, Q]."""
        batch, _, grid, _ = name_map.shape
        coarse = (name_queries @ name_map.flatten(2)).reshape(batch, 2, grid, grid)
        fine = F.interpolate(coarse, scale_factor=4.0, mode="bilinear")
        coarse_pixels = F.avg_pool2d(pixel_embeddings, 4)

        seen = torch.zeros(1, 1, 1, 1, device=prompt.device)
        x = self.queries[None].expand(batch, -1, -1)
        for prompting in self.prompting:  # eq. 5
            x = prompting(x, prompt, prompt, seen)

        values = self.from_features(decoder_features.flatten(2).transpose(1, 2))
        keys = values + self.places
        for looking, talking in zip(self.looking, self.talking, strict=True):
            inside = (self.draw(x, coarse_pixels, coarse).flatten(2) > 0.0).float()
            # A query that has drawn nothing yet looks everywhere (Mask2Former).
            somewhere = inside.amax(2, keepdim=True)
            hidden = (1.0 - inside) * somewhere
            x = looking(x, keys, values, (hidden * MASKED)[:, None])
            x = talking(x, seen)

        query_mask_logits = self.draw(x, pixel_embeddings, fine)
        object_logits = self.to_object(self.norm(x))[:, :, 0] + presence_logit
        mask_logits, presence = combine(query_mask_logits, object_logits)
        return (
            mask_logits,
            query_mask_logits,
            torch.sigmoid(object_logits),
            presence,
            object_logits,
        )
