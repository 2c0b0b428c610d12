"""Videos, sound and the still."""

import json
import subprocess
import wave
from pathlib import Path

import numpy as np
from PIL import Image
from truth import HEIGHT, TRUTH, WIDTH, lowest_iou, opened_by, same, shown


def probe(path: Path) -> dict[str, dict]:
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    streams = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["streams"]
    return {stream["codec_type"]: stream for stream in streams}


def check_streams(path: Path, picture: str, sound: str | None) -> str:
    streams = probe(path)
    same(streams.get("audio", {}).get("codec_name"), sound, "sound")
    video = streams["video"]
    same(
        (video["codec_name"], video["width"], video["height"]), (picture, WIDTH, HEIGHT), "picture"
    )
    same(int(video["nb_read_frames"]), TRUTH["frames"], "frames")
    return f"{picture}, {TRUTH['frames']} of {TRUTH['frames']} frames, {sound or 'no sound'}"


def compare_video(path: Path, pixel_format: str, channel: int, decoder: list[str]) -> str:
    command = [
        "ffmpeg",
        "-v",
        "error",
        *decoder,
        "-i",
        str(path),
        "-f",
        "rawvideo",
        "-pix_fmt",
        pixel_format,
        "-",
    ]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    frames = (
        np.frombuffer(raw, np.uint8).reshape(TRUTH["frames"], HEIGHT, WIDTH, -1)[..., channel] > 127
    )
    return lowest_iou([(frames[frame], shown(frame)) for frame in TRUTH["searched"]], 0.97)


@opened_by("video", "Video", "ffprobe")
def _(path: Path) -> str:
    return check_streams(path, "h264", "aac")


@opened_by("pair", "Picture and matte", "ffprobe; ffmpeg")
def _(folder: Path) -> str:
    picture = check_streams(folder / "paddock_picture.mp4", "h264", "aac")
    matte = check_streams(folder / "paddock_matte.mp4", "h264", None)
    return (
        f"{picture}; {matte}, matte: {compare_video(folder / 'paddock_matte.mp4', 'gray', 0, [])}"
    )


@opened_by("alpha", "Video with alpha", "ffprobe; ffmpeg with libvpx-vp9")
def _(path: Path) -> str:
    streams = check_streams(path, "vp9", "opus")
    return f"{streams}, alpha: {compare_video(path, 'rgba', 3, ['-c:v', 'libvpx-vp9'])}"


@opened_by("sound", "Sound", "ffprobe; Python `wave`")
def _(path: Path) -> str:
    with wave.open(str(path)) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    assert abs(float(probe(path)["audio"]["duration"]) - seconds) < 0.001, "durations differ"
    same(round(seconds * TRUTH["framesPerSecond"], 3), TRUTH["frames"], "frames")
    return f"{seconds:.2f} s of {TRUTH['frames'] / TRUTH['framesPerSecond']:.2f} s"


@opened_by("still", "Still", "Pillow")
def _(path: Path) -> str:
    same(Image.open(path).size, (WIDTH, HEIGHT), "size")
    return f"{WIDTH} x {HEIGHT}"
