"""Audio encoder: one second of sound -> one token, sound tags, and the name of what is heard.

The log-mel front end is part of the graph: framing and Fourier transform are one convolution with
a windowed DFT basis. Constants are those of VGGish and YAMNet. The tags are learned from YAMNet.
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from earmark.model.config import InstanceConfig
from earmark.model.vectors import unit

FRAME, HOP, FFT = 400, 160, 512  # 25 ms, 10 ms, at 16 kHz
MEL_BINS, LOW_HZ, HIGH_HZ = 64, 125.0, 7500.0
LOG_OFFSET = 1e-3
SILENT = 3e-7  # mean square (-65 dBFS) at which a name counts half

BLOCKS = (  # output channels, stride of each depthwise separable block
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (384, 2),
    (384, 1),
    (384, 1),
    (512, 1),
    (512, 1),
)


def mel_matrix() -> NDArray[np.float64]:
    """Triangular HTK mel filters [257, 64] on magnitudes; the DC bin is left out."""

    def mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return 1127.0 * np.log(1.0 + np.asarray(hertz) / 700.0)

    bins = mel(np.linspace(0.0, InstanceConfig.sample_rate / 2, FFT // 2 + 1))[:, None]
    edges = np.linspace(mel(LOW_HZ), mel(HIGH_HZ), MEL_BINS + 2)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (bins - low) / (centre - low), (high - bins) / (high - centre)
    filters = np.maximum(0.0, np.minimum(rising, falling))
    filters[0] = 0.0
    return filters


class LogMel(nn.Module):
    """waveform [B, 16000] -> log-mel [B, 64, 98]."""

    def __init__(self, offset: float = LOG_OFFSET) -> None:
        """`offset` is added to the mel magnitudes before the logarithm."""
        super().__init__()
        self.offset = offset
        time = np.arange(FRAME)
        window = 0.5 - 0.5 * np.cos(2 * np.pi * time / FRAME)  # periodic Hann
        angle = 2 * np.pi * np.outer(np.arange(FFT // 2 + 1), time) / FFT
        basis = np.concatenate([np.cos(angle), np.sin(angle)]) * window
        self.register_buffer("basis", torch.tensor(basis[:, None], dtype=torch.float32))
        self.register_buffer("mel", torch.tensor(mel_matrix().T[:, :, None], dtype=torch.float32))

    def forward(self, waveform: Tensor) -> Tensor:
        spectrum = F.conv1d(waveform[:, None], self.basis, stride=HOP)
        real, imaginary = spectrum[:, : FFT // 2 + 1], spectrum[:, FFT // 2 + 1 :]
        magnitude = torch.sqrt(real * real + imaginary * imaginary + 1e-14)
        return torch.log(F.conv1d(magnitude, self.mel) + self.offset)


class Separable(nn.Module):
    """Depthwise 3x3 and pointwise convolution, each with batch norm and ReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False)
        self.norm1 = nn.BatchNorm2d(inputs)
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norm1(self.depthwise(x)))
        return F.relu(self.norm2(self.pointwise(x)))


class AudioEncoder(nn.Module):
    """waveform [B, 16000] -> audio_tokens [B, 1, 256], heard_names [B, 1, 384] of at most unit
    length, sound_tags [B, 521] as probabilities.

    The last channel of the token is the level, so that "the loudest" can be decided.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log_mel = LogMel()
        self.stem = nn.Conv2d(1, 32, 3, 2, 1)
        blocks, channels = [], 32
        for outputs, stride in BLOCKS:
            blocks.append(Separable(channels, outputs, stride))
            channels = outputs
        self.blocks = nn.Sequential(*blocks)
        self.embed = nn.Linear(2 * channels, InstanceConfig.audio_width - 1)
        self.tags = nn.Linear(InstanceConfig.audio_width - 1, InstanceConfig.audio_tags)
        self.register_buffer(
            "names", torch.zeros(InstanceConfig.audio_tags, InstanceConfig.text_width)
        )

    def set_names(self, embeddings: Tensor, named: Tensor) -> None:
        """Embeddings [521, 384] of what makes each tag's sound; `named` [521] says which tags name
        an object at all. As with the visual names, what is common to all is taken off."""
        things = embeddings[named]
        self.names.zero_()
        self.names[named] = unit(things - things.mean(0, keepdim=True), 1)

    def tag_logits(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """log-mel [B, 64, 98] -> embedding [B, 255], tag logits [B, 521]."""
        x = self.blocks(F.relu(self.stem((mel[:, None] + 3.0) / 3.0)))
        pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        embedding = F.relu(self.embed(pooled))
        return embedding, self.tags(embedding)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        embedding, logits = self.tag_logits(self.log_mel(waveform))
        tags = torch.sigmoid(logits)
        # Mean square in decibels, -60..0 mapped to about -1..1.
        square = (waveform * waveform).mean(1, keepdim=True)
        power = torch.log10(square + 1e-6) * 10.0
        token = torch.cat([embedding / 2.0, power / 30.0 + 1.0], 1)
        # Squares sharpen; what is hardly sure of anything, or hardly heard, has hardly a name.
        sure = tags * tags
        named = sure @ self.names
        strength = (named * named).sum(1, keepdim=True)
        heard = named / torch.sqrt(strength + 0.02) * (square / (square + SILENT))
        return token[:, None], heard[:, None], tags
