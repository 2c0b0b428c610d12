"""The contract of kind "paper" as JSON is current; `tests/paperContract.test.ts` compares the
TypeScript half with it. `python tests/test_paper_contract.py` writes it."""

import json
from pathlib import Path

from earmark.base.config import READINGS, BaseConfig
from earmark.base.contract import KIND, base_graphs, sizes_of
from earmark.contract import SWITCHES
from earmark.export.manifest import PAPER_SIZE_LIMITS

FILE = Path(__file__).parent.parent / "paper.contract.json"


def contract_json() -> str:
    """Sizes, switches and graphs of both readings as they are published."""
    stated = {
        "kind": KIND,
        "switches": SWITCHES,
        "sizeLimits": PAPER_SIZE_LIMITS,
        "readings": {
            reading: {
                "sizes": sizes_of(BaseConfig(reading=reading)),
                "graphs": base_graphs(BaseConfig(reading=reading)),
            }
            for reading in READINGS
        },
    }
    return json.dumps(stated, indent=2) + "\n"


def test_the_committed_contract_is_what_the_code_says() -> None:
    assert FILE.read_text() == contract_json(), "run python tests/test_paper_contract.py"


if __name__ == "__main__":
    FILE.write_text(contract_json())
