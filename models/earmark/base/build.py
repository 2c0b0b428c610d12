"""Build the model of a configuration."""

from torch import nn

from earmark.base.config import BaseConfig
from earmark.base.model import BaseModel
from earmark.base.paper import PaperModel
from earmark.base.released import ReleasedModel


def build_model(config: BaseConfig) -> BaseModel:
    """The model of this reading with random weights; only what the recipe trains asks for
    gradients."""
    model = ReleasedModel(config) if config.released else PaperModel(config)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(any(part in name for part in config.trained))
    return model


def parameter_count(module: nn.Module, trained_only: bool = False) -> int:
    return sum(p.numel() for p in module.parameters() if p.requires_grad or not trained_only)
