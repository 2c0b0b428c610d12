"""Published weights of VGGish and distilRoBERTa, which the paper's model reads and never trains."""

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from earmark.base.checkpoint import CheckpointError, compare_state, read_state
from earmark.base.roberta import Roberta, RobertaConfig
from earmark.base.vggish import Vggish

ROBERTA_PREFIX = "roberta."
# Parts of published files that are no part of the encoders.
LEFT_OUT = ("pooler.", "lm_head.", "pproc.", "embeddings.position_ids")
ROBERTA_FILES = ("model.safetensors", "pytorch_model.bin")


def load_strictly(module: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Raises CheckpointError where names or shapes differ."""
    own = {key: value for key, value in state.items() if not key.startswith(LEFT_OUT)}
    report = compare_state(own, module)
    if not report.fits:
        raise CheckpointError(report)
    module.load_state_dict(own)
    module.eval()


def load_vggish(file: Path) -> Vggish:
    """Weights of harritaylor/torchvggish (`vggish-10086976.pth`)."""
    model = Vggish()
    buffers = {name: value for name, value in model.named_buffers() if name in model.state_dict()}
    load_strictly(model, buffers | read_state(file))
    return model


def load_roberta(folder: Path) -> Roberta:
    """A folder of transformers' distilroberta-base. Raises FileNotFoundError without weights."""
    found = [folder / name for name in ROBERTA_FILES if (folder / name).exists()]
    if not found:
        raise FileNotFoundError(f"{folder} holds none of {', '.join(ROBERTA_FILES)}")
    state = {key.removeprefix(ROBERTA_PREFIX): value for key, value in read_state(found[0]).items()}
    model = Roberta(RobertaConfig())
    load_strictly(model, state)
    return model


def piece_reader(folder: Path, count: int) -> Callable[[str], tuple[Tensor, Tensor]]:
    """Reads a query as ids and mask, int32 [1, count], cut and padded with zeros. `folder` holds
    `tokenizer.json`."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(count)

    def read(query: str) -> tuple[Tensor, Tensor]:
        ids = tokenizer.encode(query).ids
        rest = [0] * (count - len(ids))
        rows = (ids + rest, [1] * len(ids) + rest)
        first, second = (torch.tensor([row], dtype=torch.int32) for row in rows)
        return first, second

    return read
