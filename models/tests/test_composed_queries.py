"""Figures of composed queries, from answers whose figures are plain."""

import numpy as np
import pytest

from earmark.data.instance_scenes import Moment
from earmark.data.queries.types import Query
from earmark.evaluation.composed_queries import Answered, by_group, figures, is_long, shortened
from earmark.segmentation.meaning import InstanceThresholds

THRESHOLDS = InstanceThresholds(instance=0.6, presence=0.4)
BASE = frozenset({"visual", "text"})


def query(text: str, kind: str = "noun", needs: frozenset = BASE) -> Query:
    return Query(text, (), needs, kind)  # type: ignore[arg-type]


def answered(meant: list[int], p: list[float], **of) -> Answered:
    return Answered(query("the dog", **of), np.array(meant), np.array(p, np.float32))


def test_figures() -> None:
    group = [
        answered([1, 0, 0], [0.9, 0.7, 0.1]),  # chosen; one of two said is meant
        answered([1, 0], [0.2, 0.3]),  # not chosen, nothing said
        answered([0, 0, -1], [0.5, 0.1, 0.9]),  # nothing is meant, drawn
        answered([0, 0], [0.3, 0.1]),  # nothing is meant, not drawn
    ]
    assert figures(group, THRESHOLDS) == {
        "queries": 2, "nothing": 2, "chosen": 0.5, "agreement": 0.25, "drawn": 0.5,
    }  # fmt: skip


def test_rows_that_nobody_can_judge_do_not_count() -> None:
    (found,) = [answered([1, -1], [0.7, 0.9])]
    assert figures([found], THRESHOLDS)["chosen"] == 1.0
    assert figures([found], THRESHOLDS)["agreement"] == 1.0


def test_groups_by_kind_and_by_the_cue_that_is_needed() -> None:
    heard = answered([1], [0.9], kind="sound", needs=BASE | {"audio"})
    groups = by_group([heard, answered([0], [0.1])], THRESHOLDS)
    assert set(groups) == {"all", "kind noun", "kind sound", "needs audio"}
    assert groups["needs audio"]["queries"] == 1


def moment(*texts: str) -> Moment:
    meant = np.array([0, 1])
    rows = np.zeros(2, np.int64)
    boxes = np.zeros((2, 4), np.float32)
    return Moment(
        rows, rows > 0, boxes, boxes, boxes[:, 0], [{}, {"cow": 0.7, "animal": 0.6}],
        rows, boxes[:, 0], np.zeros(10, np.int64), np.ones(10, np.float32), 0,
        [(query(text), meant) for text in texts],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "long"),
    [("the cow", False), ("the brown cow that stands beside the other animal", True)],
)
def test_long_sentences_and_their_noun(text: str, long: bool) -> None:
    assert is_long(query(text)) is long
    pair = shortened(moment(text))
    assert (pair is not None) is long
    if pair is not None:
        assert [[q.text for q, _ in side.queries] for side in pair] == [[text], ["the cow"]]
