"""Mask2Former with Swin (arXiv 2112.01527), names as in published checkpoints."""

import torch
from torch import Tensor, nn

from earmark.base.config import BaseConfig
from earmark.base.mask_decoder import MaskDecoder, Prediction
from earmark.base.pixel_decoder import PixelDecoder
from earmark.base.swin import Swin

NO_OBJECT_WEIGHT = 0.1


class PixelLevel(nn.Module):
    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.encoder = Swin(config.swin)
        self.decoder = PixelDecoder(config)


class Parts(nn.Module):
    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.pixel_level_module = PixelLevel(config)
        self.transformer_module = MaskDecoder(config)


class ClassWeights(nn.Module):
    """Weights of the classes in Mask2Former's own loss; part of every checkpoint."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        weights = torch.ones(labels + 1)
        weights[-1] = NO_OBJECT_WEIGHT
        self.register_buffer("empty_weight", weights)


class Mask2Former(nn.Module):
    """Backbone, pixel decoder, mask decoder and class head, each to be called by its owner."""

    def __init__(self, config: BaseConfig) -> None:
        super().__init__()
        self.map_size = config.map_size
        self.frame_size = config.swin.image_size
        self.model = Parts(config)
        self.class_predictor = nn.Linear(config.width, config.labels + 1)
        self.criterion = ClassWeights(config.labels)

    @property
    def backbone(self) -> Swin:
        return self.model.pixel_level_module.encoder

    @property
    def pixel_decoder(self) -> PixelDecoder:
        return self.model.pixel_level_module.decoder

    @property
    def mask_decoder(self) -> MaskDecoder:
        return self.model.transformer_module

    def object_share(self, class_logits: Tensor) -> Tensor:
        """p(object) of each query, [B, Q]: the share of the first class against "no object" (the
        last); other classes have no part in it. class_logits [B, Q, labels + 1]."""
        two = torch.stack([class_logits[..., 0], class_logits[..., -1]], 2)
        return torch.softmax(two, 2)[:, :, 0]

    def weighted_masks(self, masks: Tensor, share: Tensor) -> Tensor:
        """Sum over queries of p(object) times mask logits: masks [B, Q, S, S], share [B, Q] ->
        [B, S, S]."""
        summed = share[:, None] @ masks.flatten(2)
        return summed.reshape(masks.shape[0], *masks.shape[2:])

    def mask_logits(self, prediction: Prediction, class_logits: Tensor) -> Tensor:
        """The map of what is meant, resized as the metrics take it: [B, map_size, map_size]."""
        resized = self.weighted_masks(prediction.masks, self.object_share(class_logits))[:, None]
        for size in (self.frame_size, self.map_size):
            resized = nn.functional.interpolate(
                resized, size=(size, size), mode="bilinear", align_corners=False
            )
        return resized[:, 0]
