"""Mask decoder: mask queries are prompted by Q_m (eq. 5), look at the frame, and draw.

The pixel embeddings know nothing of the sentence, so a new one costs these few layers and no more.
Beside them a query draws with three maps of the coarse grid: how well each place's name fits what
is asked for and what is heard, and how much the prompt's own row for that place says that it is
meant.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.contract import SHAPE
from earmark.model.attention import MASKED, CrossAttentionLayer, SelfAttentionLayer
from earmark.model.places import place_rows

PROMPT_LAYERS = 2
DECODER_LAYERS = 3
PLACE_SIZE = 0.3  # beside features of about 0.6
FIRST_SEEN = SHAPE.window_seconds + 1  # the prompt's first row that is a place of the frame
MAPS = 3  # fits what is asked, fits what is heard, is meant
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
        d = SHAPE.width
        self.queries = nn.Parameter(torch.randn(queries, d) * 0.5)
        self.prompting = nn.ModuleList(CrossAttentionLayer(d) for _ in range(PROMPT_LAYERS))
        self.from_features = nn.Linear(SHAPE.decoder_width, d)
        self.places = nn.Parameter(place_rows(SHAPE.grid_size, d, PLACE_SIZE))
        self.looking = nn.ModuleList(CrossAttentionLayer(d) for _ in range(layers))
        self.talking = nn.ModuleList(SelfAttentionLayer(d) for _ in range(layers))
        self.norm = nn.LayerNorm(d)
        self.to_mask = nn.Sequential(nn.Linear(d, d), nn.ReLU(), nn.Linear(d, SHAPE.pixel_width))
        self.to_maps = nn.Linear(d, MAPS + 1)  # weights of the maps, and an offset
        self.to_object = nn.Linear(d, 1)
        self.meant = nn.Linear(d, 1)
        for layer in (self.to_maps, self.meant):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        with torch.no_grad():
            self.to_maps.bias.copy_(torch.tensor([4.0, 1.0, 1.0, -2.0]))
            self.to_object.bias.fill_(-2.0)

    def maps(self, name_map: Tensor, name_queries: Tensor, prompt: Tensor) -> Tensor:
        """The MAPS maps of the coarse grid [B, MAPS, G, G]; the last is a logit by itself."""
        batch, _, grid, _ = name_map.shape
        fits = (name_queries @ name_map.flatten(2)).reshape(batch, 2, grid, grid)
        rows = prompt[:, FIRST_SEEN : FIRST_SEEN + SHAPE.visual_tokens]
        meant = self.meant(rows).reshape(batch, 1, grid // 2, grid // 2)
        return torch.cat([fits, F.interpolate(meant, scale_factor=2.0, mode="bilinear")], 1)

    def draw(self, queries: Tensor, pixels: Tensor, maps: Tensor) -> Tensor:
        """Mask logits [B, Q, h, w] of queries [B, Q, d] on pixels [B, c, h, w] and maps
        [B, MAPS, h, w]."""
        batch, channels, height, width = pixels.shape
        q = self.norm(queries)
        drawn = self.to_mask(q) @ pixels.reshape(batch, channels, height * width) / channels**0.5
        weights = self.to_maps(q)
        drawn = drawn + weights[:, :, :MAPS] @ maps.reshape(batch, MAPS, height * width)
        return (drawn + weights[:, :, MAPS:]).reshape(batch, -1, height, width)

    def forward(
        self,
        pixel_embeddings: Tensor,
        decoder_features: Tensor,
        name_map: Tensor,
        prompt: Tensor,
        name_queries: Tensor,
        presence_logit: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The graph's four outputs; for the loss object_logits [B, Q] and the map of what is meant
        [B, G, G]."""
        batch = len(prompt)
        coarse = self.maps(name_map, name_queries, prompt)
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
            coarse[:, MAPS - 1],
        )
