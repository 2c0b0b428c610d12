"""Pictures of masks, and the formats of programs that label or train."""

import csv
import json
from pathlib import Path

import numpy as np
from PIL import Image
from truth import (
    CATEGORIES,
    DRAWN,
    HEIGHT,
    LABELS,
    MASKS,
    TRACKS,
    TRUTH,
    WIDTH,
    Box,
    Key,
    compare_boxes,
    compare_masks,
    compare_outlines,
    object_masks,
    opened_by,
    pixels_by_frame,
    same,
    shown,
    track_masks,
)


@opened_by("label-maps", "Label maps, DAVIS", "Pillow")
def _(folder: Path) -> str:
    same(sorted(MASKS), sorted(DRAWN), "frames and tracks")
    return f"{len(MASKS)} of {len(DRAWN)} masks in the frames and tracks that were drawn"


@opened_by("label-maps-ytvos", "Label maps, YouTube-VOS", "Pillow, `meta.json`")
def _(folder: Path) -> str:
    objects = json.loads((folder / "meta.json").read_text())["videos"]["paddock"]["objects"]
    frames = {
        int(number): [int(frame) for frame in thing["frames"]] for number, thing in objects.items()
    }
    same(frames, {number: track["frames"] for number, track in TRACKS.items()}, "frames of objects")
    return compare_masks(track_masks(folder / "Annotations/paddock"), MASKS)


@opened_by("label-maps-refavs", "Label maps, Ref-AVS", "Pillow")
def _(folder: Path) -> str:
    count = 0
    for place in range(len(CATEGORIES)):
        expected = object_masks(place)
        for frame, mask in pixels_by_frame(folder / f"gt_mask/paddock/fid_{place}").items():
            same((mask > 0).sum(), expected.get(frame, np.zeros(1)).sum(), "pixels")
            count += 1
    same(count, len(CATEGORIES) * len(TRUTH["searched"]), "masks")
    return f"{count} of {count} masks equal"


@opened_by("mattes", "Mattes", "Pillow")
def _(folder: Path) -> str:
    count = 0
    for place, thing in enumerate(TRUTH["objects"]):
        expected = object_masks(place)
        mattes = pixels_by_frame(folder / "paddock" / thing["name"].replace(" ", "-"))
        same(list(mattes), TRUTH["searched"], "frames")
        for frame, matte in mattes.items():
            mask = expected.get(frame, np.zeros((HEIGHT, WIDTH), bool))
            assert np.array_equal(matte > 127, mask), f"pixels of frame {frame}"
            count += 1
    return f"{count} of {count} masks equal"


@opened_by("cut-outs", "Cut-outs", "Pillow")
def _(folder: Path) -> str:
    pictures = pixels_by_frame(folder / "paddock")
    same(list(pictures), TRUTH["searched"], "frames")
    equal = sum(
        np.array_equal(picture[..., 3] > 127, shown(frame)) for frame, picture in pictures.items()
    )
    same(equal, len(pictures), "equal masks")
    return f"alpha of {equal} of {len(pictures)} frames equal"


@opened_by("coco", "COCO JSON", "pycocotools `COCO`, `annToMask`")
def _(folder: Path) -> str:
    from pycocotools.coco import COCO

    coco = COCO(str(folder / "annotations.json"))
    frames = {id: int(Path(image["file_name"]).stem) for id, image in coco.imgs.items()}
    same(sorted(frames.values()), TRUTH["searched"], "images")
    for image in coco.imgs.values():
        same(Image.open(folder / image["file_name"]).size, (WIDTH, HEIGHT), "size of a picture")
    same(
        [category["name"] for category in coco.loadCats(coco.getCatIds())], CATEGORIES, "categories"
    )
    by_key = {(frames[item["image_id"]], item["track_id"]): item for item in coco.anns.values()}
    for key, item in by_key.items():
        same(item["area"], int(LABELS[key].sum()), "area")
        same(
            coco.cats[item["category_id"]]["name"], CATEGORIES[TRACKS[key[1]]["object"]], "category"
        )
    masks = compare_masks({key: coco.annToMask(item) > 0 for key, item in by_key.items()}, LABELS)
    return (
        f"{masks}, areas too; {compare_boxes({key: item['bbox'] for key, item in by_key.items()})}"
    )


@opened_by("coco", "COCO JSON, `ytvis.json`", "pycocotools `mask.decode`, `toBbox`")
def _(folder: Path) -> str:
    from pycocotools import mask as coder

    data = json.loads((folder / "ytvis.json").read_text())
    frames = [int(Path(name).stem) for name in data["videos"][0]["file_names"]]
    runs = {
        (frame, track): run
        for track, item in enumerate(data["annotations"], 1)
        for frame, run in zip(frames, item["segmentations"], strict=True)
        if run is not None
    }
    coded = {
        key: run if isinstance(run["counts"], str) else coder.frPyObjects(run, *run["size"])
        for key, run in runs.items()
    }
    masks = compare_masks({key: coder.decode(run) > 0 for key, run in coded.items()}, LABELS)
    return (
        f"{masks}; {compare_boxes({key: tuple(coder.toBbox(run)) for key, run in coded.items()})}"
    )


@opened_by("yolo", "YOLO", "ultralytics `check_det_dataset`, `verify_image_label`")
def _(folder: Path) -> str:
    import yaml
    from ultralytics.data.utils import check_det_dataset, verify_image_label

    settings = {"path": str(folder), **yaml.safe_load((folder / "data.yaml").read_text())}
    (folder / "data.yaml").write_text(yaml.safe_dump(settings))
    names = check_det_dataset(folder / "data.yaml", autodownload=False)["names"]
    same(list(names.values()), CATEGORIES, "classes")
    tracks = list(csv.DictReader((folder / "tracks.csv").open()))
    boxes, pairs, images = {}, [], sorted((folder / "images/train").glob("*.jpg"))
    same(len(images), len(TRUTH["searched"]), "images")
    for image in images:
        label = folder / "labels/train" / f"{image.stem}.txt"
        _, rows, _, segments, _, missing, _, _, corrupt, message = verify_image_label(
            (str(image), str(label), "", False, len(names), 0, 0, False)
        )
        same((missing, corrupt, message), (0, 0, ""), "missing, corrupt")
        own = [int(row["track_id"]) for row in tracks if row["image"] == image.stem]
        for track, (kind, x, y, width, height), outline in zip(own, rows, segments, strict=True):
            same(int(kind), TRACKS[track]["object"], "class")
            key = (int(image.stem.split("_")[-1]), track)
            scale = np.array([WIDTH, HEIGHT])
            boxes[key] = (
                *((np.array([x, y]) - np.array([width, height]) / 2) * scale),
                width * WIDTH,
                height * HEIGHT,
            )
            pairs.append((outline * scale, LABELS[key]))
    return f"none corrupt; {compare_boxes(boxes, 0.01)}, {compare_outlines(pairs)}"


def read_datumaro(folder: Path, kind: str, **options: str) -> list[tuple[int, object]]:
    """Shapes by frame; frames that say that nothing is there are left out."""
    import datumaro

    data = datumaro.Dataset.import_from(str(folder), kind, **options)
    labels = data.categories()[datumaro.AnnotationType.label]
    shapes = []
    for item in data:
        frame = item.attributes.get("frame", item.id.split("_")[-1])
        for shape in item.annotations:
            if shape.attributes.get("outside") or not hasattr(shape, "get_bbox"):
                continue
            track = int(shape.attributes["track_id"])
            same(labels[shape.label].name, CATEGORIES[TRACKS[track]["object"]], "class")
            shapes.append((int(frame), shape))
    return shapes


def datumaro_boxes(shapes: list[tuple[int, object]]) -> dict[Key, Box]:
    return {(frame, int(shape.attributes["track_id"])): shape.get_bbox() for frame, shape in shapes}


@opened_by("cvat-boxes", "CVAT for video, boxes", "Datumaro `cvat`")
def _(folder: Path) -> str:
    files = sorted(path.name for path in folder.iterdir())
    same(files, ["annotations.xml", "manifest.json"], "files")
    return compare_boxes(datumaro_boxes(read_datumaro(folder, "cvat")))


@opened_by("cvat-polygons", "CVAT for video, polygons", "Datumaro `cvat`")
def _(folder: Path) -> str:
    shapes = read_datumaro(folder, "cvat")
    pairs = [
        (
            np.reshape(shape.points, (-1, 2)),
            LABELS[frame, int(shape.attributes["track_id"])],
        )
        for frame, shape in shapes
    ]
    return f"{compare_boxes(datumaro_boxes(shapes))}, {compare_outlines(pairs)}"


@opened_by("voc", "Pascal VOC", "Datumaro `voc`, `voc-one-based`")
def _(folder: Path) -> str:
    shapes = read_datumaro(folder, "voc", coordinate_mode="voc-one-based")
    return compare_boxes(datumaro_boxes(shapes))


@opened_by("mot", "MOT", "Datumaro `mot_seq`; motmetrics `loadtxt`")
def _(folder: Path) -> str:
    import motmetrics

    same(len(read_datumaro(folder / "paddock", "mot_seq")), len(DRAWN), "shapes")
    rows = motmetrics.io.loadtxt(folder / "paddock/gt/gt.txt", fmt="mot16", min_confidence=1)
    boxes = {
        (frame - 1, track): (row.X, row.Y, row.Width, row.Height)
        for (frame, track), row in rows.iterrows()
    }
    return compare_boxes(boxes)


def studio_results(folder: Path) -> list[list[dict]]:
    """Of each task, as the converter reads task and labelling interface."""
    from label_studio_converter import Converter

    out = folder / "converted"
    converter = Converter(str(folder / "label_config.xml"), str(folder))
    converter.convert_to_json_min(str(folder / "tasks.json"), str(out), is_dir=False)
    tasks = json.loads((folder / "tasks.json").read_text())
    same(len(json.loads((out / "result.json").read_text())), len(tasks), "tasks")
    return [task["annotations"][0]["result"] for task in tasks]


@opened_by("studio-brush", "Label Studio, brush masks", "label-studio-converter `brush.decode_rle`")
def _(folder: Path) -> str:
    from label_studio_converter.brush import decode_rle

    masks = {}
    results = studio_results(folder)
    for frame, result in zip(TRUTH["searched"], results, strict=True):
        for item in result:
            rgba = np.reshape(decode_rle(item["value"]["rle"]), (HEIGHT, WIDTH, 4))
            masks[frame, item["meta"]["track_id"]] = rgba[..., 3] > 0
    return compare_masks(masks, LABELS)


@opened_by(
    "studio-video",
    "Label Studio, boxes over the video",
    "label-studio-converter; label-studio-tools `extract_key_frames`",
)
def _(folder: Path) -> str:
    from label_studio_tools.postprocessing.video import extract_key_frames

    [result] = studio_results(folder)
    boxes = {}
    for item in extract_key_frames(result):
        for at in item["value"]["sequence"]:
            box = np.array([at["x"], at["y"], at["width"], at["height"]]) / 100
            boxes[at["frame"] - 1, item["meta"]["track_id"]] = box * [WIDTH, HEIGHT, WIDTH, HEIGHT]
    return compare_boxes(boxes, 0.01)
