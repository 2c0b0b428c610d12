"""Gather what scenes are composed of in one file: `python -m earmark.data.gather --scenes DIR
--cut-outs DIR --out FILE`. Only what is for training.
"""

import argparse
import pickle
from pathlib import Path

from earmark.data.cut_outs import read_stamps
from earmark.data.material import Material, Photograph, webp
from earmark.data.nouns import UNSEEN
from earmark.data.prepare import PrepareConfig
from earmark.data.scenes import labels_shown
from earmark.data.store import read


def gather(scenes: Path, cut_outs: Path) -> Material:
    done, every = read(scenes), PrepareConfig.held_out_every
    cuts = [cut for index, cut in enumerate(read_stamps(cut_outs)) if index % every]
    cuts += [cut for cut, held_out in done.cuts if not held_out]
    return Material(
        [Photograph.of(view) for view in done.views if not view.held_out],
        [(cut.label, webp(cut.rgba)) for cut in cuts if cut.kind not in UNSEEN],
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
