"""Parts of COCO, with and without polygons."""

from earmark.data.sources.polygons import coco_polygons
from earmark.data.sources.registry import Source

TERMS = "annotations CC BY 4.0, photos under Flickr's terms (COCO)"

SOURCES = [
    Source(
        "coco_yolo",
        "minto5z/coco_yolo",
        "4715f5ca05",
        TERMS,
        r"coco/images/",
        "scenes with people and many things",
    ),
    Source(
        "coco_tiny",
        "zzowenzz/COCO_Tiny",
        "e7a689f7d6",
        TERMS,
        r"(train|val)2017/",
        "scenes with all polygons",
        read_labels=coco_polygons(r"annotations/instances_.*2017\.json"),
    ),
    Source(
        "coco_mini",
        "Obmutescence/COCO-MINI",
        "644f29e7c1",
        TERMS,
        r"(train|val)2017/",
        "scenes with all polygons and captions",
        read_labels=coco_polygons(r"annotations/instances_.*2017\.json"),
    ),
    Source(
        "tiny_coco",
        "enginbozaba/tiny_coco",
        "44ee1df5a4",
        TERMS,
        r"images/",
        "scenes with all polygons",
        read_labels=coco_polygons(r"annotations/instances_.*2017\.json"),
    ),
]
