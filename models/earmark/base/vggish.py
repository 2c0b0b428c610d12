"""VGGish (arXiv 1609.09430): one second of sound -> 128 numbers; log-mel is part of the graph.

Names of parameters are those of its port to PyTorch, harritaylor/torchvggish.
"""

from torch import Tensor, nn

from earmark.model.audio_encoder import LogMel

LOG_OFFSET = 0.01
FRAMES, MEL_BINS = 96, 64  # 0.96 s; the last two frames of a second are not seen
Channels = tuple[tuple[int, ...], ...]
CHANNELS: Channels = ((64,), (128,), (256, 256), (512, 512))  # each group ends in a pooling
HIDDEN, WIDTH = 4096, 128


def convolutions(channels: Channels) -> nn.Sequential:
    layers: list[nn.Module] = []
    before = 1
    for group in channels:
        for width in group:
            layers += [nn.Conv2d(before, width, 3, padding=1), nn.ReLU()]
            before = width
        layers.append(nn.MaxPool2d(2, 2))
    return nn.Sequential(*layers)


class Vggish(nn.Module):
    """waveform [B, 16000] in -1..1 at 16 kHz -> audio_tokens [B, 1, 128], before the PCA
    and quantisation that AudioSet's published embeddings went through."""

    def __init__(self, hidden: int = HIDDEN, channels: Channels = CHANNELS) -> None:
        super().__init__()
        self.log_mel = LogMel(LOG_OFFSET)
        self.features = convolutions(channels)
        cells = (FRAMES // 2 ** len(channels)) * (MEL_BINS // 2 ** len(channels))
        self.embeddings = nn.Sequential(
            nn.Linear(cells * channels[-1][-1], hidden),
            nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, WIDTH),
            nn.ReLU(),
        )

    def examples(self, waveform: Tensor) -> Tensor:
        """Log-mel of the first 0.96 s: [B, 1, 96, 64], time then mel."""
        return self.log_mel(waveform)[:, :, :FRAMES].transpose(1, 2)[:, None]

    def forward(self, waveform: Tensor) -> Tensor:
        x = self.features(self.examples(waveform))
        x = x.permute(0, 2, 3, 1).flatten(1)  # channels last, as in TensorFlow
        return self.embeddings(x)[:, None]
