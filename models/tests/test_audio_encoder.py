"""The audio encoder against an independent log-mel, and what its outputs promise."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from numpy.typing import NDArray

from earmark.audio.names import name_tags
from earmark.model.audio_encoder import AudioEncoder, LogMel

RATE = 16000
DOG, ELECTRONIC_MUSIC, SILENCE = 69, 234, 494


def reference_log_mel(wave: NDArray[np.float64]) -> NDArray[np.float64]:
    """VGGish / YAMNet's log-mel [64, 98] by numpy's FFT and a loop over the mel triangles."""
    window = 0.5 * (1 - np.cos(2 * np.pi * np.arange(400) / 400))
    frames = [np.abs(np.fft.rfft(wave[s : s + 400] * window, 512)) for s in range(0, 15600, 160)]

    def to_mel(hertz: float) -> float:
        return 1127.0 * np.log1p(hertz / 700.0)

    edges = np.linspace(to_mel(125.0), to_mel(7500.0), 66)
    bank = np.zeros((64, 257))
    for band in range(64):
        for k in range(1, 257):
            mel = to_mel(k * RATE / 512)
            left = (mel - edges[band]) / (edges[band + 1] - edges[band])
            right = (edges[band + 2] - mel) / (edges[band + 2] - edges[band + 1])
            bank[band, k] = max(0.0, min(left, right))
    return np.log(np.array(frames) @ bank.T + 0.001).T


def harmonic(level: float, seed: int = 3) -> NDArray[np.float64]:
    """A swelling tone with harmonics and a little noise; `level` is its peak."""
    time = np.arange(RATE) / RATE
    tone = sum(np.sin(2 * np.pi * 220 * k * time) / k for k in range(1, 9))
    wave = tone * (0.3 + 0.7 * time) + np.random.default_rng(seed).normal(0, 0.01, RATE)
    return wave / np.abs(wave).max() * level


@pytest.fixture(scope="module")
def encoder() -> AudioEncoder:
    torch.manual_seed(0)
    model = AudioEncoder()
    name_tags(model)
    torch.nn.init.zeros_(model.tags.weight)  # it says "dog" of everything: the worst case
    torch.nn.init.constant_(model.tags.bias, -8.0)
    torch.nn.init.constant_(model.tags.bias[DOG : DOG + 1], 4.0)
    return model.eval()


@pytest.mark.parametrize("level", [0.9, 0.01, 0.0])
def test_log_mel_is_that_of_the_teacher(level: float) -> None:
    wave = harmonic(1.0) * level
    ours = LogMel()(torch.tensor(wave, dtype=torch.float32)[None])[0].numpy()
    assert ours.shape == (64, 98)
    assert np.abs(ours - reference_log_mel(wave)).max() < 2e-3


def test_outputs_have_the_contract_s_shapes(encoder: AudioEncoder) -> None:
    with torch.no_grad():
        tokens, heard, tags = encoder(torch.zeros(2, RATE))
    assert tokens.shape == (2, 1, 256)
    assert heard.shape == (2, 1, 384)
    assert tags.shape == (2, 521)
    assert bool(((tags >= 0) & (tags <= 1)).all())


@torch.no_grad()
def test_silence_has_hardly_a_name_whatever_the_weights_say(encoder: AudioEncoder) -> None:
    rng = np.random.default_rng(0)
    for wave in (np.zeros(RATE), rng.normal(0, 1e-5, RATE)):
        heard = encoder(torch.tensor(wave, dtype=torch.float32)[None])[1]
        assert float(heard.norm()) < 0.05
    loud = encoder(torch.tensor(harmonic(0.5), dtype=torch.float32)[None])[1]
    assert float(loud[0, 0] @ encoder.names[DOG]) > 0.95


@torch.no_grad()
def test_the_token_s_last_channel_is_the_level(encoder: AudioEncoder) -> None:
    quiet, loud = (
        encoder(torch.tensor(harmonic(level), dtype=torch.float32)[None])
        for level in (0.05, 0.05 * 10**0.5)  # ten decibels apart
    )
    assert float(loud[0][0, 0, -1] - quiet[0][0, 0, -1]) == pytest.approx(10 / 30, abs=0.02)


def test_genres_and_rooms_name_no_thing(encoder: AudioEncoder) -> None:
    lengths = encoder.names.norm(dim=1)
    assert float(lengths[ELECTRONIC_MUSIC]) == 0.0
    assert float(lengths[SILENCE]) == 0.0
    assert float(lengths[DOG]) == pytest.approx(1.0, abs=1e-3)


BUNDLED = Path(__file__).parent.parent / "bundles" / "lite" / "audio_encoder.onnx"


@pytest.mark.skipif(not BUNDLED.exists(), reason="no exported bundle")
def test_the_trained_encoder_hears_the_same_thing_ten_decibels_louder() -> None:
    session = onnxruntime.InferenceSession(BUNDLED)

    def listen(level: float) -> list[NDArray[np.float32]]:
        """Tokens, names and tags."""
        return session.run(None, {"waveform": harmonic(level).astype(np.float32)[None]})

    quiet, loud = listen(0.05), listen(0.05 * 10**0.5)
    levels = [tokens[0, 0, -1] for tokens, _, _ in (quiet, loud)]
    assert levels[1] - levels[0] == pytest.approx(10 / 30, abs=0.02)
    tags = np.stack([tags[0] for _, _, tags in (quiet, loud)])
    assert np.corrcoef(tags)[0, 1] > 0.9
    heard = [names[0, 0] for _, names, _ in (quiet, loud)]
    assert heard[0] @ heard[1] > 0.8 * np.linalg.norm(heard[0]) * np.linalg.norm(heard[1])
