"""VGGish and distilRoBERTa of the paper's model beside other implementations, and their graphs."""

import numpy as np
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from earmark.base.contract import encoder_graphs
from earmark.base.roberta import Roberta, RobertaConfig
from earmark.base.vggish import LOG_OFFSET, Vggish
from earmark.export.check import graph_faults
from earmark.export.graphs import export_module

TINY = RobertaConfig(vocabulary=50, width=24, layers=2, heads=3, feed_forward=40, positions=20)
RATE = 16000


def vggish(hidden: int = 16) -> Vggish:
    torch.manual_seed(0)
    return Vggish(hidden).eval()


def waveform() -> Tensor:
    time = torch.arange(RATE) / RATE
    noise = torch.randn(RATE, generator=torch.Generator().manual_seed(5))
    return (0.4 * torch.sin(2 * torch.pi * 440 * time) + 0.05 * noise)[None]


def log_mel_by_numpy(samples: np.ndarray) -> np.ndarray:
    """The published front end: framing, periodic Hann, magnitudes of a 512-point FFT, HTK mel
    bands from 125 to 7500 Hz: [96, 64]."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    frames = np.stack([samples[i * 160 : i * 160 + 400] for i in range(96)])
    magnitude = np.abs(np.fft.rfft(frames * window, 512))
    mel = 1127 * np.log(1 + np.linspace(0, RATE / 2, 257) / 700)
    ends = 1127 * np.log(1 + np.array([125.0, 7500.0]) / 700)
    edges = np.linspace(*ends, 66)
    bands = np.zeros((257, 64))
    for i in range(64):
        low, centre, high = edges[i : i + 3]
        slopes = np.minimum((mel - low) / (centre - low), (high - mel) / (high - centre))
        bands[:, i] = np.maximum(0, slopes)
    bands[0] = 0
    return np.log(magnitude @ bands + LOG_OFFSET)


def test_log_mel_is_the_published_front_end() -> None:
    ours = vggish().examples(waveform())
    assert ours.shape == (1, 1, 96, 64)
    expected = log_mel_by_numpy(waveform()[0].double().numpy())
    np.testing.assert_allclose(ours[0, 0].numpy(), expected, atol=2e-3)


@torch.no_grad()
def test_vggish_reads_cells_channels_last() -> None:
    model = vggish()
    x = model.examples(waveform())
    for layer in model.features:
        x = layer(x)
    assert x.shape == (1, 512, 6, 4)
    rows = torch.stack([x[0, :, t, mel] for t in range(6) for mel in range(4)]).flatten()[None]
    torch.testing.assert_close(model(waveform()), model.embeddings(rows)[:, None])


def test_vggish_has_the_published_names_and_size() -> None:
    with torch.device("meta"):
        model = Vggish()
    names = {name for name, _ in model.named_parameters()}
    assert {name.rpartition(".")[0] for name in names} == {
        *(f"features.{i}" for i in (0, 3, 6, 8, 11, 13)),
        *(f"embeddings.{i}" for i in (0, 2, 4)),
    }
    assert sum(p.numel() for p in model.parameters()) == 72_141_184


def roberta() -> Roberta:
    torch.manual_seed(1)
    return Roberta(TINY).eval()


def sentences() -> tuple[Tensor, Tensor]:
    ids = torch.randint(3, 50, (2, 7), generator=torch.Generator().manual_seed(6))
    mask = torch.ones(2, 7, dtype=torch.int32)
    mask[1, 4:] = 0
    ids[1, 4:] = TINY.padding
    return ids.to(torch.int32), mask


@torch.no_grad()
def test_roberta_is_that_of_transformers() -> None:
    transformers = pytest.importorskip("transformers")
    library = transformers.RobertaModel(
        transformers.RobertaConfig(
            vocab_size=TINY.vocabulary,
            hidden_size=TINY.width,
            num_hidden_layers=TINY.layers,
            num_attention_heads=TINY.heads,
            intermediate_size=TINY.feed_forward,
            max_position_embeddings=TINY.positions,
            type_vocab_size=1,
            layer_norm_eps=TINY.norm_epsilon,
            pad_token_id=TINY.padding,
        ),
        add_pooling_layer=False,
    ).eval()
    model = roberta()
    model.load_state_dict(library.state_dict(), strict=True)  # the names are the library's
    ids, mask = sentences()
    expected = library(input_ids=ids.long(), attention_mask=mask.long()).last_hidden_state
    torch.testing.assert_close(model(ids, mask), expected, rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_padding_is_told_by_the_mask_whatever_its_id() -> None:
    ids, mask = sentences()
    zeros = ids * mask
    torch.testing.assert_close(roberta()(zeros, mask), roberta()(ids, mask))


def test_roberta_has_the_published_size() -> None:
    with torch.device("meta"):
        model = Roberta(RobertaConfig())
    assert sum(p.numel() for p in model.parameters()) == 81_527_808  # 82 M less the pooler


@pytest.mark.parametrize("name", ["audio_encoder", "text_encoder"])
@torch.no_grad()
def test_the_graphs_agree_with_pytorch(name: str) -> None:
    graph = encoder_graphs(7, TINY.width, 128)[name]
    module: nn.Module = vggish() if name == "audio_encoder" else roberta()
    inputs = (waveform(),) if name == "audio_encoder" else tuple(x[1:] for x in sentences())
    model = export_module(name, module, graph)
    assert graph_faults(model, graph) == []
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    feeds = dict(zip(graph["inputs"], (x.numpy() for x in inputs), strict=True))
    (got,) = session.run(None, feeds)
    np.testing.assert_allclose(got, module(*inputs).numpy(), atol=1e-4)
