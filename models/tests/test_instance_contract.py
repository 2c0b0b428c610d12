"""The contract of kind "instances" as JSON is current; `tests/instanceContract.test.ts` compares
the TypeScript half with it. `python tests/test_instance_contract.py` writes it."""

import json
from pathlib import Path

from earmark.contract import SWITCHES
from earmark.instance_contract import KIND, instance_graphs, sizes
from earmark.model.config import InstanceConfig

FILE = Path(__file__).parent.parent / "instances.contract.json"


def contract_json() -> str:
    """Sizes, switches and graphs of the instance model as it is configured."""
    config = InstanceConfig()
    stated = {
        "kind": KIND,
        "sizes": sizes(config),
        "switches": SWITCHES,
        "graphs": instance_graphs(config),
    }
    return json.dumps(stated, indent=2) + "\n"


def test_the_committed_contract_is_what_the_code_says() -> None:
    assert FILE.read_text() == contract_json(), "run python tests/test_instance_contract.py"


if __name__ == "__main__":
    FILE.write_text(contract_json())
