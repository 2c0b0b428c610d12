"""Photos that are named after what they show, by folder or by file."""

import re
from pathlib import PurePosixPath

from earmark.data.sources.polygons import coco_polygons, yolo_polygons
from earmark.data.sources.registry import Source


def numbered(path: str) -> str | None:
    """n01440764_tench.jpg -> tench."""
    found = re.match(r"n\d{8}_(.+)\.\w+$", PurePosixPath(path).name)
    return found[1].replace("_", " ") if found else None


MISSPELT = {  # folders of dl-homework
    "acordian": "accordion",
    "bongo drum": "bongos",
    "marakas": "maracas",
    "saxaphone": "saxophone",
}


def folder(path: str) -> str | None:
    """drum_kit/12.jpg -> drum kit."""
    parent = PurePosixPath(path).parent.name
    name = parent.replace("_", " ").replace("-", " ").lower()
    return MISSPELT.get(name, name) or None


def stem(path: str) -> str | None:
    """air_conditioner.jpg -> air conditioner."""
    return re.sub(r"[_-]+", " ", PurePosixPath(path).stem).strip().lower() or None


def before_rf(path: str) -> str:
    """Copies of one photo that were changed a little carry its name before ".rf."."""
    return PurePosixPath(path).name.split(".rf.")[0]


SOURCES = [
    Source(
        "photos",
        "EliSchwartz/imagenet-sample-images",
        "master",
        "none stated (ImageNet)",
        r"n\d{8}_",
        "one photo of each of ImageNet's 1,000 classes",
        label=numbered,
    ),
    Source(
        "animals",
        "KomaHomu/Applying-Mask-RCNN-in-endangered-animals-detection",
        "609dc5553c",
        "CC BY 4.0",
        r"dataset/",
        "seven kinds of animals with polygons",
        same=before_rf,
        read_labels=coco_polygons(r"dataset/[^/]+/_annotations\.coco\.json"),
    ),
    Source(
        "tools",
        "congtongc/Rokey",
        "7ca2b02bd9",
        "CC BY 4.0",
        r"Calibration&Yolo_v11/Ultralytics/tools_data1/(train|valid)/images",
        "hand tools with polygons",
        same=before_rf,
        read_labels=yolo_polygons(
            r"Calibration&Yolo_v11/Ultralytics/tools_data1/(train|valid)/labels/",
            r"Calibration&Yolo_v11/Ultralytics/tools_data1/data\.yaml",
            without=("gun", "hand"),  # a glue gun
        ),
    ),
    Source(
        "wordpics",
        "PJSoftCo/WordPics",
        "2cf14741a7",
        "none stated",
        r"[^/]+\.jpg$",
        "a picture a word",
        limit=300,
        label=stem,
    ),
    *(
        Source(name, repository, commit, "none stated", r"", shows, label=folder)
        for name, repository, commit, shows in (
            ("instruments30", "aizadaaskar/dl-homework", "e1f4d1754d", "30 instruments"),
            ("caltech101", "MachineLearning2020/Homework2-Caltech101", "836044dd00", "Caltech-101"),
            ("pacs_photo", "MachineLearning2020/Homework3-PACS", "main", "PACS, photos"),
            ("popular_animals", "InputBlackBoxOutput/popular-animals-dataset", "main", "animals"),
            ("named505", "szepi92/exp", "master", "a picture a word"),
            ("emergency_rf", "Rudra-0/emergency-vehicle-detection", "main", "emergency vehicles"),
            ("imagenet_neon", "neon-code/h7", "main", "ImageNet classes"),
        )
    ),
]
