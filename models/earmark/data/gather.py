"""Gather what scenes are composed of in one file: `python -m earmark.data.gather --scenes DIR
--cut-outs DIR --out FILE`. Only what is for training.
"""

import argparse
import pickle
from pathlib import Path

from earmark.data.cut_outs import held_out_stamps, of_part
from earmark.data.material import Material, Photograph, webp
from earmark.data.prepare import PrepareConfig
from earmark.data.scenes import labels_shown
from earmark.data.store import read


def gather(scenes: Path, cut_outs: Path) -> Material:
    done = read(scenes)
    cuts = held_out_stamps(cut_outs, PrepareConfig.held_out_every) + done.cuts
    return Material(
        [Photograph.of(view) for view in done.views if not view.held_out],
        [(cut.label, webp(cut.rgba)) for cut in of_part(cuts, held_out=False)],
        labels_shown(done.scenes),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("scenes", "cut-outs", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    material = gather(options.scenes, options.cut_outs)
    options.out.write_bytes(pickle.dumps(material))
    print(f"{len(material.photographs)} photos, {len(material.cut_outs)} cut-outs")


if __name__ == "__main__":
    main()
