"""What the contracts of all kinds of bundle have in common."""

SWITCHES = ("sound", "words", "memory", "modality")

Tensor = tuple[str, list[int]]  # type and shape
Graph = dict[str, dict[str, Tensor]]  # "inputs" and "outputs" by name


def camel(name: str) -> str:
    """`frame_size` as the manifest spells it: `frameSize`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
