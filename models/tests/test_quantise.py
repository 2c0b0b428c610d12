"""Quantisation to 8 and 4 bits, and the way back."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from earmark.export.quantise import nearest, nearest_of_16, pack, quantise, unpack
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


@pytest.mark.parametrize("four_bits", [(), ("up.weight",)], ids=["8 bits", "4 bits"])
def test_the_graph_computes_with_the_weights_that_are_read_back(four_bits: tuple[str, ...]) -> None:
    torch.manual_seed(0)
    module, x = Small().eval(), torch.randn(1, 5, 64)
    program = torch.onnx.export(module, (x,), dynamo=True, opset_version=18, optimize=False)
    model = program.model_proto
    quantise(model, four_bits=four_bits)
    assert any(n.op_type == "MatMulNBits" for n in model.graph.node) == bool(four_bits)
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
