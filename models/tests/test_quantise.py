"""Quantisation to 8 and 4 bits and to half floats, and the way back."""

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from earmark.export.quantise import constants, halve, nearest, pack_words, quantise
from earmark.export.weights import read_weights, unpack


def test_rows_that_fit_the_integers_survive_exactly() -> None:
    rows = np.arange(-128, 128, dtype=np.float32)[None] * np.float32([[0.5], [2.0]])
    levels, scales = nearest(rows)
    assert np.array_equal(levels * scales[:, None], rows)


def test_an_all_zero_row_stays_zero() -> None:
    levels, scales = nearest(np.zeros((1, 8), np.float32))
    assert not (levels * scales[:, None]).any()


def test_the_error_is_at_most_what_plain_rounding_makes() -> None:
    rows = np.random.default_rng(0).standard_normal((64, 32)).astype(np.float32)
    levels, scales = nearest(rows)
    error = np.square(levels * scales[:, None] - rows).mean()
    step = np.abs(rows).max(1, keepdims=True) / 127
    assert error < np.square(np.rint(rows / step) * step - rows).mean()


def test_a_byte_holds_two_nibbles_the_low_half_first() -> None:
    assert unpack(np.array([[0x21, 0xF0]], np.uint8)).tolist() == [[1, 2, 0, 15]]


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.up = nn.Linear(64, 96)
        self.out = nn.Linear(96, 64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(torch.relu(self.up(x)))


def exported(module: nn.Module, x: torch.Tensor) -> onnx.ModelProto:
    return torch.onnx.export(
        module, (x,), dynamo=True, opset_version=18, optimize=False
    ).model_proto


def computed(model: onnx.ModelProto, x: torch.Tensor) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, {session.get_inputs()[0].name: x.numpy()})[0]


def test_the_graph_computes_with_the_weights_that_are_read_back() -> None:
    torch.manual_seed(0)
    module, x = Small().eval(), torch.randn(1, 5, 64)
    model = exported(module, x)
    quantise(model)
    onnx.checker.check_model(model)
    got = computed(model, x)

    with torch.no_grad():
        before = module(x).numpy()
        stored = {name: torch.tensor(value) for name, value in read_weights(model).items()}
        module.load_state_dict({name: stored[name] for name in module.state_dict()})
        after = module(x).numpy()
    assert np.abs(got - after).max() < 1e-5
    assert 1e-5 < np.abs(before - after).max() < 0.02


def test_halves_are_folded_back_to_float() -> None:
    torch.manual_seed(0)
    module, x = Small().eval(), torch.randn(1, 5, 64)
    model = exported(module, x)
    halve(model)
    onnx.checker.check_model(model)
    got = computed(model, x)

    stored = read_weights(model)
    assert np.array_equal(stored["up.weight"], module.up.weight.detach().half().float().numpy())
    with torch.no_grad():
        assert np.abs(got - module(x).numpy()).max() < 1e-3


class Words(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(96, 64)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.words(ids) * 2.0


def test_packed_words_are_looked_up_as_they_are_read_back() -> None:
    torch.manual_seed(0)
    module, ids = Words().eval(), torch.tensor([[3, 95, 0]], dtype=torch.int32)
    model, table = exported(module, ids), module.words.weight.detach().numpy()
    quantise(model)
    pack_words(model, "words.weight", table)
    got = computed(model, ids)

    read = read_weights(model)["words.weight"]
    assert np.abs(got - 2.0 * read[ids.numpy()]).max() < 1e-6
    assert 0.01 < np.abs(read - table).max() < 0.3


class Placed(nn.Module):
    """A weight, and places that are computed and not learned."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, 64, 64))
        self.register_buffer("places", torch.rand(64, 64), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weight + self.places


def test_what_is_no_weight_stays_exact() -> None:
    torch.manual_seed(0)
    module = Placed().eval()
    x = torch.zeros(1, 64, 64)
    model = exported(module, x)
    quantise(model, constants(model, module))
    assert sum(node.op_type == "DequantizeLinear" for node in model.graph.node) == 1
    got = computed(model, x)
    assert np.array_equal(got[0], module.places.numpy())
