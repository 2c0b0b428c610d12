"""Measure a bundle as it ships: `python -m earmark.evaluate --bundle DIR --scenes DIR --bank FILE
--coco DIR --sounds DIR --clips DIR --teacher FILE --out DIR`.

Everything is asked of the weights that the bundle stores, with the thresholds of its manifest, of
material that no training has seen. Of the scenes, what the frozen half of the visual encoder and
the audio encoder say is read from disk and in float32; of photos and clips it is computed with
stored weights too. `--eemc` and `--audio`, the checkpoints that the bundle was made of, add what
quantisation costs; `--designs`, what `earmark.training.designs` wrote, adds its table.

Writes `report.md`, `results.png` (forty results that nobody selected) and a sheet a real clip into
`--out`, and the figures into the bundle's manifest.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from earmark.audio.judging import sound_alone
from earmark.data.photos import coco_photos
from earmark.export.checkpoints import Modules, backbone_of, eemc_of, load_trained
from earmark.export.fidelity import fidelity
from earmark.export.manifest import write_manifest
from earmark.export.weights import load_bundle
from earmark.training.batches import Batches, open_batches
from earmark.training.coco import CocoVal, ask_coco, coco_summary, drawn_where_absent, read_val
from earmark.training.judging import (
    ABLATIONS,
    Results,
    measure,
    what_memory_brings,
    which_of_several,
)
from earmark.training.real_clips import draw_real_clips
from earmark.training.silhouettes import first_results, sheet, worst

COMPARED_PHOTOS = 40  # of which quantisation's cost is measured value by value
Thresholds = dict[str, float]


def side_by_side(columns: Results, title: str) -> str:
    """A Markdown table with a column a group and a row a figure."""
    lines = [f"| {title} | {' | '.join(columns)} |", f"|---{'|---' * len(columns)}|"]
    for figure in next(iter(columns.values())):
        row = " | ".join(str(group.get(figure, "")) for group in columns.values())
        lines.append(f"| {figure} | {row} |")
    return "\n".join(lines) + "\n"


def open_test(modules: Modules, options: argparse.Namespace) -> tuple[Batches, CocoVal]:
    """Held-out scenes and photos, the words said and the photos seen by these modules."""
    text = modules["text_encoder"]
    test = open_batches(options.scenes, options.bank, "test", text)
    return test, read_val(options.coco, backbone_of(modules), text)


def quantisation(
    modules: Modules, thresholds: Thresholds, results: Results, options: argparse.Namespace
) -> Iterator[str]:
    """The same questions of the float weights; then value by value."""
    trained = load_trained(options.eemc, options.audio).modules
    model, (test, val) = eemc_of(trained), open_test(trained, options)
    in_float = measure(model, test, options.clips_asked, thresholds)
    yield side_by_side({"stored": results["all on"], "float32": in_float}, "held-out clips")
    asked = ask_coco(model, val, thresholds["mask"])
    in_float = coco_summary(asked, thresholds["presence"])
    yield side_by_side({"stored": results["coco val"], "float32": in_float}, "photos")
    photos = [photo for photo in coco_photos(options.coco, "val") if photo.polygons]
    recordings = sorted(path for path in options.sounds.glob("*/*/*") if path.is_file())
    photos = photos[:COMPARED_PHOTOS]
    recordings = recordings[:: max(1, len(recordings) // len(photos))]
    yield fidelity(trained, modules, thresholds, photos, recordings)


def sections(
    modules: Modules, thresholds: Thresholds, results: Results, options: argparse.Namespace
) -> Iterator[str]:
    """The report part by part; the figures go into `results`."""
    model, (test, val) = eemc_of(modules), open_test(modules, options)
    yield "## Held-out clips"
    for name, off in ABLATIONS.items():
        results[name] = measure(model, test, options.clips_asked, thresholds, off)
    yield side_by_side({name: results[name] for name in ABLATIONS}, "")
    results["which of several"] = which_of_several(model, test, thresholds)
    results["questions of time"] = what_memory_brings(model, test, thresholds)
    for name in ("which of several", "questions of time"):
        yield side_by_side({name: results[name]}, "")
    yield "## Photos with hand-drawn masks"
    asked = ask_coco(model, val, thresholds["mask"])
    results["coco val"] = coco_summary(asked, thresholds["presence"])
    results["coco val, share drawn where absent"] = drawn_where_absent(model, val, thresholds)
    for name in ("coco val", "coco val, share drawn where absent"):
        yield side_by_side({name: results[name]}, "")
    yield "## Forty results that nobody selected, and the ten worst"
    shown = first_results(model, test, thresholds)
    sheet(shown).save(options.out / "results.png")
    yield f"![Truth in grey, answer in red](results.png)\n\n{worst(shown)}\n"
    yield "## Sound alone"
    yield sound_alone(modules["audio_encoder"], options.teacher, options.sounds, options.clips)
    yield "## Real clips"
    yield draw_real_clips(modules, thresholds, options.clips, options.out / "clips")
    if options.eemc is not None:
        yield "## Quantised and in float32"
        yield from quantisation(modules, thresholds, results, options)
    if options.designs is not None:
        yield "## Mask decoders, after the same steps beside a trained neck"
        yield side_by_side(json.loads(options.designs.read_text()), "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("bundle", "scenes", "bank", "coco", "sounds", "clips", "teacher", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("eemc", "audio", "designs"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--clips-asked", type=int, default=400)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if (options.eemc is None) != (options.audio is None):
        parser.error("give both checkpoints or none")
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((options.bundle / "manifest.json").read_text())
    results: Results = {}
    started = time.monotonic()
    with (options.out / "report.md").open("w") as report:
        report.write(f"# {manifest['title']} {manifest['version']}, measured\n\n")
        for section in sections(
            load_bundle(options.bundle), manifest["thresholds"], results, options
        ):
            report.write(f"{section}\n")
            report.flush()
            print(f"{time.monotonic() - started:.0f} s\n{section}", flush=True)
    eemc = {"validation": manifest["results"]["eemc"]["validation"], **results}
    write_manifest(options.bundle, manifest | {"results": manifest["results"] | {"eemc": eemc}})


if __name__ == "__main__":
    main()
