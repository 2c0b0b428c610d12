"""Visual encoder: one frame -> everything that any sentence will need of it.

Nothing in here depends on the sentence, so all outputs are cached a frame. Four parts:
the backbone, the name map (what each place is called, in the word space), the pixel
decoder (Mask2Former's, as a small FPN) and the visual tokens for the fusion.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.contract import SHAPE
from earmark.model.backbone import CLASSES, HEAD_CHANNELS, Backbone, Tail
from earmark.model.places import waves
from earmark.model.vectors import unit

PLACE_WAVES = 12  # of each axis


class ConvNorm(nn.Module):
    """3x3 convolution, group norm, ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm = nn.GroupNorm(8, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))


class NameMap(nn.Module):
    """Dense names: class probabilities at each place times the names' embeddings (ConSE,
    Norouzi 2014), centred and refined by a learned projection of the same features, so that
    objects which are no ImageNet class (persons above all) get a name too.

    Features [B, 1280, G, G] and `conse` of the class logits -> unit vectors [B, 384, G, G].
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("class_names", torch.zeros(CLASSES, SHAPE.name_width))
        self.refine = nn.Sequential(
            nn.Conv2d(HEAD_CHANNELS, 256, 1), nn.ReLU(), nn.Conv2d(256, SHAPE.name_width, 1)
        )
        nn.init.zeros_(self.refine[2].weight)
        nn.init.zeros_(self.refine[2].bias)

    def set_names(self, embeddings: Tensor) -> None:
        """Embeddings [1000, 384] of the class names; their mean, common to all, is taken off."""
        self.class_names.copy_(unit(embeddings - embeddings.mean(0, keepdim=True), 1))

    def conse(self, class_logits: Tensor) -> Tensor:
        """Class logits [B, 1000, G, G] -> unit [B, 384, G, G]."""
        shares = torch.softmax(class_logits, dim=1)
        return unit(F.conv2d(shares, self.class_names.t()[:, :, None, None]), 1)

    def forward(self, features: Tensor, conse: Tensor) -> Tensor:
        return unit(conse + self.refine(features), 1)


class PixelDecoder(nn.Module):
    """FPN over strides 16, 8, 4 -> decoder features at 16 and pixel embeddings at 4. Convolutions
    do not know where they are, so of two dogs no query could draw the left one only: embeddings
    know their place, too."""

    def __init__(self) -> None:
        super().__init__()
        wide, narrow = SHAPE.decoder_width, SHAPE.pixel_width
        self.from_head = nn.Conv2d(HEAD_CHANNELS, wide, 1)
        self.from16 = nn.Conv2d(120, wide, 1)
        self.from8 = nn.Conv2d(48, narrow, 1)
        self.from4 = nn.Conv2d(24, narrow, 1)
        self.at16 = ConvNorm(wide, wide)
        self.narrow = nn.Conv2d(wide, narrow, 1)
        self.at8 = ConvNorm(narrow, narrow)
        self.at4 = ConvNorm(narrow, narrow)
        self.embed = nn.Conv2d(narrow, narrow, 1)
        self.place = nn.Conv2d(2 * PLACE_WAVES, narrow, 1, bias=False)
        nn.init.zeros_(self.place.weight)
        self.register_buffer("waves", waves(PLACE_WAVES, SHAPE.grid_size), persistent=False)

    def forward(self, s4: Tensor, s8: Tensor, s16: Tensor, head: Tensor) -> tuple[Tensor, Tensor]:
        at16 = self.at16(self.from_head(head) + self.from16(s16))
        up = F.interpolate(self.narrow(at16), scale_factor=2.0, mode="bilinear")
        at8 = self.at8(self.from8(s8) + up)
        up = F.interpolate(at8, scale_factor=2.0, mode="bilinear")
        place = F.interpolate(self.place(self.waves), scale_factor=4.0, mode="bilinear")
        return self.embed(self.at4(self.from4(s4) + up)) + place, at16


class Neck(nn.Module):
    """The trained part: backbone features -> the visual encoder's outputs, and for the loss what
    the class logits alone call each place [B, 384, G, G]."""

    def __init__(self) -> None:
        super().__init__()
        self.tail = Tail()
        self.name_map = NameMap()
        self.pixel_decoder = PixelDecoder()
        self.to_tokens = nn.Conv2d(HEAD_CHANNELS + 120, SHAPE.width, 1)

    def forward(self, s4: Tensor, s8: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        s16, head = self.tail(s8)
        conse = self.name_map.conse(self.tail.classifier(head))
        pixel_embeddings, decoder_features = self.pixel_decoder(s4, s8, s16, head)
        tokens = F.avg_pool2d(self.to_tokens(torch.cat([head, s16], 1)), 2)
        names = self.name_map(head, conse)
        tokens = tokens.flatten(2).transpose(1, 2)
        return pixel_embeddings, decoder_features, tokens, names, conse


class VisualEncoder(nn.Module):
    """pixels uint8 [B, 384, 384, 3] -> pixel_embeddings [B, 64, 96, 96],
    decoder_features [B, 128, 24, 24], visual_tokens [B, 144, 256], name_map [B, 384, 24, 24]."""

    def __init__(self, backbone: Backbone, neck: Neck) -> None:
        super().__init__()
        self.backbone = backbone
        self.neck = neck

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        # Cast before the transpose: a transpose of uint8 would fall back to the CPU.
        return self.neck(*self.backbone(pixels.float().permute(0, 3, 1, 2)))[:4]


def photo_prompts(names: Sequence[str]) -> list[str]:
    """Sentences whose embeddings stand for the class names."""
    return [f"a photo of a {name}" for name in names]
