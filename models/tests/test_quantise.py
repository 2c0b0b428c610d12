"""Quantisation to 8 and 4 bits, and the way back."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from earmark.export.quantise import (
    BLOCK,
    compensated,
    constants,
    nearest,
    nearest_of_16,
    pack,
    quantise,
    unpack,
)
from earmark.export.weights import read_weights


def test_rows_that_fit_the_integers_survive_exactly() -> None:
    rows = np.arange(-128, 128, dtype=np.float32)[None] * np.float32([[0.5], [2.0]])
    levels, scales = nearest(rows)
    assert np.array_equal(levels * scales[:, None], rows)
    levels, scales, zeros = nearest_of_16(np.arange(-5, 11, dtype=np.float32)[None] * 0.25)
    assert levels.tolist() == [list(range(16))]
    assert scales.tolist() == [0.25] and zeros.tolist() == [5]


def test_an_all_zero_row_stays_zero() -> None:
    levels, scales = nearest(np.zeros((1, 8), np.float32))
    assert not (levels * scales[:, None]).any()
    levels, scales, zeros = nearest_of_16(np.zeros((1, 8), np.float32))
    assert not ((levels - zeros[:, None]) * scales[:, None]).any()


def test_the_error_is_at_most_what_plain_rounding_makes() -> None:
    rows = np.random.default_rng(0).standard_normal((64, 32)).astype(np.float32)
    levels, scales, zeros = nearest_of_16(rows)
    error = np.square((levels - zeros[:, None]) * scales[:, None] - rows).mean()
    low, high = rows.min(1, keepdims=True), rows.max(1, keepdims=True)
    step = (high - low) / 15
    zero = np.rint(-low / step)
    plain = (np.clip(np.rint(rows / step) + zero, 0, 15) - zero) * step
    assert error < np.square(plain - rows).mean()


def dequantised(levels: np.ndarray, scales: np.ndarray, zeros: np.ndarray) -> np.ndarray:
    """[N, K] from integers [N, K], scales and zero points [N, K / BLOCK]."""
    return (levels - zeros.repeat(BLOCK, 1)) * scales.repeat(BLOCK, 1)


def test_without_correlation_each_weight_is_rounded_for_itself() -> None:
    weight = np.random.default_rng(0).standard_normal((8, 64)).astype(np.float32)
    levels, scales, zeros = compensated(weight, np.eye(64))
    alone, alone_scales, alone_zeros = nearest_of_16(weight.reshape(-1, BLOCK))
    assert np.array_equal(scales.ravel(), alone_scales)
    assert np.array_equal(zeros.ravel(), alone_zeros)
    assert (levels == alone.reshape(8, 64)).mean() > 0.99


def test_correlated_inputs_let_later_columns_make_good_the_error() -> None:
    rng = np.random.default_rng(0)
    weight = rng.standard_normal((32, 128)).astype(np.float32)
    inputs = rng.standard_normal((500, 16)) @ rng.standard_normal((16, 128))
    inputs += 0.1 * rng.standard_normal(inputs.shape)
    alone, scales, zeros = (
        part.reshape(32, -1) for part in nearest_of_16(weight.reshape(-1, BLOCK))
    )

    def output_error(stored: np.ndarray) -> float:
        return float(np.square(inputs @ (stored - weight).T).mean())

    plain = output_error(dequantised(alone, scales, zeros))
    assert output_error(dequantised(*compensated(weight, inputs.T @ inputs))) < 0.5 * plain


def test_nibbles_come_back() -> None:
    nibbles = np.random.default_rng(0).integers(0, 16, (3, 4, 32)).astype(np.int32)
    assert np.array_equal(unpack(pack(nibbles)), nibbles)


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.up = nn.Linear(64, 96)
        self.out = nn.Linear(96, 64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(torch.relu(self.up(x)))


@pytest.mark.parametrize("grams", [{}, {"up.weight": np.eye(64)}], ids=["8 bits", "4 bits"])
def test_the_graph_computes_with_the_weights_that_are_read_back(
    grams: dict[str, np.ndarray],
) -> None:
    torch.manual_seed(0)
    module, x = Small().eval(), torch.randn(1, 5, 64)
    program = torch.onnx.export(module, (x,), dynamo=True, opset_version=18, optimize=False)
    model = program.model_proto
    quantise(model, grams=grams)
    assert any(n.op_type == "MatMulNBits" for n in model.graph.node) == bool(grams)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (got,) = session.run(None, {session.get_inputs()[0].name: x.numpy()})

    with torch.no_grad():
        before = module(x).numpy()
        stored = {name: torch.tensor(value) for name, value in read_weights(model).items()}
        module.load_state_dict({name: stored[name] for name in module.state_dict()})
        after = module(x).numpy()
    assert np.abs(got - after).max() < 1e-5
    assert 1e-5 < np.abs(before - after).max() < 0.2


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
    program = torch.onnx.export(module, (x,), dynamo=True, opset_version=18, optimize=False)
    model = program.model_proto
    quantise(model, constants(model, module))
    assert sum(node.op_type == "DequantizeLinear" for node in model.graph.node) == 1
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (got,) = session.run(None, {session.get_inputs()[0].name: x.numpy()})
    assert np.array_equal(got[0], module.places.numpy())
