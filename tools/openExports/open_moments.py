"""Lists of moments."""

import csv
import json
from pathlib import Path

from truth import DRAWN, TRACKS, TRUTH, opened_by, same


def spans(frames: list[int]) -> list[list[int]]:
    """First frame, and the one after the last."""
    edges = [[frame, frame + 1] for frame in sorted(frames)]
    joined = edges[:1]
    for start, end in edges[1:]:
        if start == joined[-1][1]:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return joined


def moments() -> dict[str, list[list[int]]]:
    frames = [
        {frame for t in TRACKS.values() if t["object"] == place for frame in t["frames"]}
        for place in range(2)
    ]
    return {
        thing["name"]: spans(list(own)) for thing, own in zip(TRUTH["objects"], frames, strict=True)
    }


def compare_moments(found: dict[str, list[list[int]]]) -> str:
    same(found, moments(), "moments")
    return f"{sum(map(len, found.values()))} of {sum(map(len, moments().values()))} moments equal"


@opened_by("moments-csv", "Moments, CSV", "Python `csv`")
def _(path: Path) -> str:
    found: dict[str, list[list[int]]] = {}
    for row in csv.DictReader(path.open(newline="")):
        found.setdefault(row["object"], []).append(
            [int(row["first_frame"]), int(row["last_frame"]) + 1]
        )
    return compare_moments(found)


@opened_by("moments-json", "Moments, JSON", "Python `json`")
def _(path: Path) -> str:
    objects = json.loads(path.read_text())["objects"]
    return compare_moments(
        {
            thing["name"]: [[at["firstFrame"], at["lastFrame"] + 1] for at in thing["moments"]]
            for thing in objects
        }
    )


def frames_of(time_range) -> list[int]:
    same(time_range.start_time.rate, TRUTH["framesPerSecond"], "rate")
    start = int(time_range.start_time.value)
    return [start, start + int(time_range.duration.value)]


def read_timeline(path: Path, adapter: str):
    import opentimelineio as otio

    rate = {"rate": TRUTH["framesPerSecond"]} if adapter == "cmx_3600" else {}
    return otio.adapters.read_from_file(str(path), adapter, **rate)


@opened_by("timeline", "Timeline, OTIO", "OpenTimelineIO")
def _(path: Path) -> str:
    tracks = read_timeline(path, "otio_json").tracks
    found = {
        track.name: [frames_of(clip.range_in_parent()) for clip in track.find_clips()]
        for track in tracks
    }
    for track in tracks:
        same(
            [frames_of(clip.source_range) for clip in track.find_clips()],
            found[track.name],
            "source",
        )
    return compare_moments(found)


@opened_by("cuts", "Cut list, EDL", "OpenTimelineIO `cmx_3600`")
def _(path: Path) -> str:
    found = [frames_of(clip.source_range) for clip in read_timeline(path, "cmx_3600").find_clips()]
    same(found, spans(list({frame for frame, _ in DRAWN})), "cuts")
    return f"{len(found)} of {len(found)} cuts equal"


@opened_by("markers-resolve", "Markers for Resolve", "OpenTimelineIO `cmx_3600`")
def _(path: Path) -> str:
    hour = 3600 * TRUTH["framesPerSecond"]
    found = [
        frames_of(clip.source_range)[0] - hour
        for clip in read_timeline(path, "cmx_3600").find_clips()
    ]
    same(found, sorted({start for own in moments().values() for start, _ in own}), "starts")
    return f"{len(found)} of {len(found)} starts equal; durations and colours are comments to it"


@opened_by("markers-premiere", "Markers for Premiere", "OpenTimelineIO `fcp_xml`")
def _(path: Path) -> str:
    found: dict[str, list[list[int]]] = {}
    for marker in read_timeline(path, "fcp_xml").tracks.markers:
        found.setdefault(marker.name, []).append(frames_of(marker.marked_range))
    return compare_moments(found)
