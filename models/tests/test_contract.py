"""The contract's JSON is current; `tests/bundleContract.test.ts` compares the TypeScript half with
it."""

from earmark.contract import CONTRACT_FILE, SHAPE, contract_json, graphs


def test_the_committed_contract_is_what_the_code_says() -> None:
    assert CONTRACT_FILE.read_text() == contract_json(), "run python -m earmark.contract"


def test_the_prompt_has_a_row_for_every_token_and_both_separators() -> None:
    assert SHAPE.prompt_tokens == 181
    assert graphs()["mask_decoder"]["inputs"]["prompt"] == ("float32", [1, 181, 256])
