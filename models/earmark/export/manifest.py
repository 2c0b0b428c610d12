"""`manifest.json` of a bundle: written here, and read with the rules of
`src/core/model/manifest.ts`."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from earmark.contract import graphs, shape_manifest

SCHEMA = "earmark-bundle/1"
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_BUNDLE_BYTES = 40_000_000
TOKENIZER_FILES = {"tokenizer": "tokenizer.json", "tokenizer_config": "tokenizer_config.json"}
SOUND_NAMES_FILE = "sound_names.json"
REQUIRED_ROLES = (*graphs(), *TOKENIZER_FILES)
ROLES = (*REQUIRED_ROLES, "sound_names")
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


def faults(manifest: Manifest) -> list[str]:
    """What breaks the schema, in words; empty when the app will accept the manifest."""
    found = []

    def need(right: bool, fault: str) -> None:
        if not right:
            found.append(fault)

    def text(key: str, pattern: str) -> None:
        value = manifest.get(key)
        need(isinstance(value, str) and bool(re.fullmatch(pattern, value)), f"{key} is {value!r}")

    text("schema", re.escape(SCHEMA))
    text("name", r"[a-z0-9-]{1,40}")
    text("version", r"\d+\.\d+\.\d+")
    text("title", r".{0,120}")
    text("licence", r".{0,120}")
    need(manifest.get("shape") == shape_manifest(), "shape is not the contract's")
    for key in ("training", "results"):
        need(isinstance(manifest.get(key), dict), f"{key} is no object")
    thresholds = manifest.get("thresholds")
    for key in ("mask", "presence"):
        share = thresholds.get(key) if isinstance(thresholds, dict) else None
        good = isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1
        need(good, f"thresholds.{key} is {share!r}")

    files = manifest.get("files")
    if not isinstance(files, list):
        return [*found, "files is no list"]
    need(len(graphs()) <= len(files) <= 16, f"{len(files)} files")
    for file in files:
        found.extend(_file_faults(file))
    if not found:
        roles = [file["role"] for file in files]
        for role in REQUIRED_ROLES:
            need(roles.count(role) == 1, f"{roles.count(role)} files of role {role}")
        need(len({file["path"] for file in files}) == len(files), "a file is named twice")
        total = sum(file["bytes"] for file in files)
        need(total <= MAX_BUNDLE_BYTES, f"{total} bytes in all, {MAX_BUNDLE_BYTES} allowed")
    return found


def _file_faults(file: Any) -> list[str]:
    if not isinstance(file, dict):
        return [f"file entry {file!r}"]
    path, size, digest = file.get("path"), file.get("bytes"), file.get("sha256")
    found = []
    if not isinstance(path, str) or not FILE_NAME.fullmatch(path):
        found.append(f"file name {path!r}")
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MAX_FILE_BYTES:
        found.append(f"{path}: {size!r} bytes")
    if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
        found.append(f"{path}: SHA-256 {digest!r}")
    if file.get("role") not in ROLES:
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
