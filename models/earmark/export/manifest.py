"""`manifest.json` of a bundle, read with the rules of `src/core/model/manifestInstances.ts` and
`manifestPaper.ts`."""

import hashlib
import re
from pathlib import Path
from typing import Any

from earmark.base.config import READINGS, BaseConfig
from earmark.base.contract import KIND as PAPER
from earmark.base.contract import LEVELS, base_graphs, paper_graphs
from earmark.contract import Graph
from earmark.instance_contract import KIND as INSTANCES
from earmark.instance_contract import config_of, instance_graphs
from earmark.model.config import InstanceConfig

SCHEMA = "earmark-bundle/2"
MAX_FILE_BYTES = 64 * 1024 * 1024
# Of the lite kind, which the app fetches without asking; and of the paper's model.
MAX_BUNDLE_BYTES = {INSTANCES: 40_000_000, PAPER: 1_000_000_000}
TOKENIZER_FILES = {"tokenizer": "tokenizer.json", "tokenizer_config": "tokenizer_config.json"}
SOUND_NAMES_FILE = "sound_names.json"
GRAPH_ROLES = {
    INSTANCES: tuple(instance_graphs(InstanceConfig())),
    PAPER: tuple(base_graphs(BaseConfig())),
}
OPTIONAL_ROLES = {
    INSTANCES: ("audio_names_list",),
    # Weights that lie beside a graph; any number of files.
    PAPER: tuple(f"{graph}_weights" for graph in GRAPH_ROLES[PAPER]),
}
MAX_FILES = {INSTANCES: 16, PAPER: 64}
# Of the sizes of kind "instances": least and most.
SIZE_LIMITS = {
    "detectorSize": (32, 1280),
    "detectorCells": (1, 100_000),
    "detectorClasses": (1, 2000),
    "frameSize": (32, 1280),
    "instances": (1, 256),
    "width": (8, 1024),
    "heads": (1, 64),
    "textWidth": (8, 2048),
    "textTokens": (3, 256),
    "audioWidth": (8, 2048),
    "audioTags": (1, 2000),
    "windowSeconds": (1, 60),
    "sampleRate": (8000, 48_000),
    "cropSize": (16, 512),
    "cropBatch": (1, 64),
    "maskSize": (16, 1024),
}
# Of the sizes of kind "paper". Corrections compare cells of the mask's grid, so its side is fixed.
PAPER_SIZE_LIMITS = {
    "frameSize": (32, 1280),
    "maskSize": (96, 96),
    "lastWidth": (8, 4096),
    "width": (8, 1024),
    "fusionWidth": (8, 4096),
    "queries": (1, 1000),
    "textTokens": (3, 256),
    "textWidth": (8, 4096),
    "audioWidth": (8, 4096),
    "windowSeconds": (1, 60),
    "sampleRate": (8000, 48_000),
}
MAX_DETECTOR_SCORES = 4_000_000
MIN_CROP_CONTEXT, MAX_CROP_CONTEXT = 1, 4
FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}")

Manifest = dict[str, Any]


def describe_file(folder: Path, path: str, role: str) -> dict[str, Any]:
    """One entry of `files`."""
    content = (folder / path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "bytes": len(content), "sha256": digest, "role": role}


def kind_of(manifest: Manifest) -> Any:
    """The kind that a manifest states; None where its schema is not known."""
    return manifest.get("kind") if manifest.get("schema") == SCHEMA else None


def bundle_graphs(manifest: Manifest) -> dict[str, Graph]:
    """What the graphs of a bundle take and give: name -> (type, shape)."""
    sizes = manifest["sizes"]
    if kind_of(manifest) == PAPER:
        return paper_graphs(sizes, manifest["reading"])
    return instance_graphs(config_of(sizes), sizes["detectorCells"], sizes["detectorClasses"])


def faults(manifest: Manifest) -> list[str]:
    """What breaks the schema, in words; empty when the app will accept the manifest."""
    kind = kind_of(manifest)
    if kind not in GRAPH_ROLES:
        return [f"schema is {manifest.get('schema')!r}, kind {manifest.get('kind')!r}"]
    found = _describing_faults(manifest)
    found += OWN_FAULTS[kind](manifest)
    files = manifest.get("files")
    if not isinstance(files, list):
        return [*found, "files is no list"]
    if not len(GRAPH_ROLES[kind]) <= len(files) <= MAX_FILES[kind]:
        found.append(f"{len(files)} files")
    required = (*GRAPH_ROLES[kind], *TOKENIZER_FILES)
    roles = (*required, *OPTIONAL_ROLES[kind])
    found += [fault for file in files for fault in _file_faults(file, roles)]
    if not found:
        stated = [file["role"] for file in files]
        counts = {role: stated.count(role) for role in required}
        found += [f"{n} files of role {role}" for role, n in counts.items() if n != 1]
        if len({file["path"] for file in files}) != len(files):
            found.append("a file is named twice")
        total = sum(file["bytes"] for file in files)
        if total > MAX_BUNDLE_BYTES[kind]:
            found.append(f"{total} bytes in all, {MAX_BUNDLE_BYTES[kind]} allowed")
    return found


def _describing_faults(manifest: Manifest) -> list[str]:
    """What bundles of every kind say of themselves."""
    patterns = {"name": r"[a-z0-9-]{1,40}", "version": r"\d+\.\d+\.\d+"}
    patterns |= {"title": r".{0,120}", "licence": r".{0,120}"}
    found = []
    for key, pattern in patterns.items():
        value = manifest.get(key)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            found.append(f"{key} is {value!r}")
    for key in ("training", "results"):
        if not isinstance(manifest.get(key), dict):
            found.append(f"{key} is no object")
    return found


def _instance_faults(manifest: Manifest) -> list[str]:
    found = _threshold_faults(manifest, ("mask", "instance", "presence"))
    context = manifest.get("cropContext")
    if not _is_number(context) or not MIN_CROP_CONTEXT <= context <= MAX_CROP_CONTEXT:
        found.append(f"cropContext is {context!r}")
    wrong = _size_faults(manifest, SIZE_LIMITS)
    sizes = manifest.get("sizes")
    if not wrong and sizes["width"] % sizes["heads"]:
        wrong.append("sizes.width is no multiple of sizes.heads")
    if not wrong and sizes["detectorCells"] * sizes["detectorClasses"] > MAX_DETECTOR_SCORES:
        wrong.append("the detector gives too many scores")
    return found + wrong


def _paper_faults(manifest: Manifest) -> list[str]:
    found = _threshold_faults(manifest, ("mask", "presence"))
    if manifest.get("reading") not in READINGS:
        found.append(f"reading is {manifest.get('reading')!r}")
    memory = manifest.get("memoryBytes")
    if not _is_integer(memory) or memory < 1:
        found.append(f"memoryBytes is {memory!r}")
    wrong = _size_faults(manifest, PAPER_SIZE_LIMITS)
    if not wrong and manifest["sizes"]["maskSize"] % 2**LEVELS:
        wrong.append("sizes.maskSize cannot be halved often enough")
    return found + wrong


def _size_faults(manifest: Manifest, limits: dict[str, tuple[int, int]]) -> list[str]:
    sizes = manifest.get("sizes")
    if not isinstance(sizes, dict):
        return ["sizes is no object"]
    return [
        f"sizes.{key} is {sizes.get(key)!r}"
        for key, (least, most) in limits.items()
        if not _is_integer(sizes.get(key)) or not least <= sizes[key] <= most
    ]


def _threshold_faults(manifest: Manifest, keys: tuple[str, ...]) -> list[str]:
    thresholds = manifest.get("thresholds")
    shares = thresholds if isinstance(thresholds, dict) else {}
    return [
        f"thresholds.{key} is {shares.get(key)!r}"
        for key in keys
        if not _is_number(shares.get(key)) or not 0 <= shares[key] <= 1
    ]


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or _is_integer(value)


OWN_FAULTS = {INSTANCES: _instance_faults, PAPER: _paper_faults}


def _file_faults(file: Any, roles: tuple[str, ...]) -> list[str]:
    if not isinstance(file, dict):
        return [f"file entry {file!r}"]
    path, size, digest = file.get("path"), file.get("bytes"), file.get("sha256")
    found = []
    if not isinstance(path, str) or not FILE_NAME.fullmatch(path):
        found.append(f"file name {path!r}")
    if not _is_integer(size) or not 1 <= size <= MAX_FILE_BYTES:
        found.append(f"{path}: {size!r} bytes")
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        found.append(f"{path}: SHA-256 {digest!r}")
    if file.get("role") not in roles:
        found.append(f"{path}: role {file.get('role')!r}")
    return found


def stored_faults(folder: Path, manifest: Manifest) -> list[str]:
    """Files of the bundle that are not what the manifest says, or that it does not name."""
    found = []
    for file in manifest["files"]:
        if not (folder / file["path"]).is_file():
            found.append(f"{file['path']} is missing")
        elif describe_file(folder, file["path"], file["role"]) != file:
            found.append(f"{file['path']} is not the file that the manifest describes")
    named = {file["path"] for file in manifest["files"]} | {"manifest.json", "README.md"}
    found.extend(
        f"{path.name} is not in the manifest"
        for path in sorted(folder.iterdir())
        if path.name not in named
    )
    return found
