"""`manifest.json` of a bundle: written here, and read with the rules of
`src/core/model/manifest.ts` (mask queries) and `manifestInstances.ts` beside it (instances)."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from earmark.contract import Graph, graphs, shape_manifest
from earmark.instance_contract import KIND, config_of, instance_graphs
from earmark.model.config import InstanceConfig

SCHEMA, INSTANCES_SCHEMA = "earmark-bundle/1", "earmark-bundle/2"
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_BUNDLE_BYTES = 40_000_000
TOKENIZER_FILES = {"tokenizer": "tokenizer.json", "tokenizer_config": "tokenizer_config.json"}
SOUND_NAMES_FILE = "sound_names.json"
GRAPH_ROLES = {SCHEMA: tuple(graphs()), INSTANCES_SCHEMA: tuple(instance_graphs(InstanceConfig()))}
OPTIONAL_ROLES = {SCHEMA: "sound_names", INSTANCES_SCHEMA: "audio_names_list"}
MAX_FILES = 16
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
MAX_DETECTOR_SCORES = 4_000_000
MIN_CROP_CONTEXT, MAX_CROP_CONTEXT = 1, 4
FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}")

Manifest = dict[str, Any]


def describe_file(folder: Path, path: str, role: str) -> dict[str, Any]:
    """One entry of `files`."""
    content = (folder / path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "bytes": len(content), "sha256": digest, "role": role}


def write_manifest(folder: Path, facts: Manifest) -> Manifest:
    """Describe the files of `folder`; `facts` are all other entries but schema and shape."""
    files = {name: f"{name}.onnx" for name in graphs()}
    files |= TOKENIZER_FILES | {"sound_names": SOUND_NAMES_FILE}
    manifest = {
        "schema": SCHEMA,
        **facts,
        "shape": shape_manifest(),
        "files": [describe_file(folder, path, role) for role, path in files.items()],
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n")
    return manifest


def bundle_graphs(manifest: Manifest) -> dict[str, Graph]:
    """What the graphs of a bundle take and give: name -> (type, shape)."""
    if manifest["schema"] == SCHEMA:
        return graphs()
    sizes = manifest["sizes"]
    return instance_graphs(config_of(sizes), sizes["detectorCells"], sizes["detectorClasses"])


def faults(manifest: Manifest) -> list[str]:
    """What breaks the schema, in words; empty when the app will accept the manifest."""
    schema = manifest.get("schema")
    if schema not in GRAPH_ROLES:
        return [f"schema is {schema!r}"]
    found = _describing_faults(manifest)
    found += _query_faults(manifest) if schema == SCHEMA else _instance_faults(manifest)
    files = manifest.get("files")
    if not isinstance(files, list):
        return [*found, "files is no list"]
    if not len(GRAPH_ROLES[schema]) <= len(files) <= MAX_FILES:
        found.append(f"{len(files)} files")
    required = (*GRAPH_ROLES[schema], *TOKENIZER_FILES)
    roles = (*required, OPTIONAL_ROLES[schema])
    found += [fault for file in files for fault in _file_faults(file, roles)]
    if not found:
        stated = [file["role"] for file in files]
        counts = {role: stated.count(role) for role in required}
        found += [f"{n} files of role {role}" for role, n in counts.items() if n != 1]
        if len({file["path"] for file in files}) != len(files):
            found.append("a file is named twice")
        total = sum(file["bytes"] for file in files)
        if total > MAX_BUNDLE_BYTES:
            found.append(f"{total} bytes in all, {MAX_BUNDLE_BYTES} allowed")
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


def _query_faults(manifest: Manifest) -> list[str]:
    found = [] if manifest.get("shape") == shape_manifest() else ["shape is not the contract's"]
    return found + _threshold_faults(manifest, ("mask", "presence"))


def _instance_faults(manifest: Manifest) -> list[str]:
    found = _threshold_faults(manifest, ("mask", "instance", "presence"))
    if manifest.get("kind") != KIND:
        found.append(f"kind is {manifest.get('kind')!r}")
    context = manifest.get("cropContext")
    if not _is_number(context) or not MIN_CROP_CONTEXT <= context <= MAX_CROP_CONTEXT:
        found.append(f"cropContext is {context!r}")
    sizes = manifest.get("sizes")
    if not isinstance(sizes, dict):
        return [*found, "sizes is no object"]
    wrong = [
        f"sizes.{key} is {sizes.get(key)!r}"
        for key, (least, most) in SIZE_LIMITS.items()
        if not _is_integer(sizes.get(key)) or not least <= sizes[key] <= most
    ]
    if not wrong and sizes["width"] % sizes["heads"]:
        wrong.append("sizes.width is no multiple of sizes.heads")
    if not wrong and sizes["detectorCells"] * sizes["detectorClasses"] > MAX_DETECTOR_SCORES:
        wrong.append("the detector gives too many scores")
    return found + wrong


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
