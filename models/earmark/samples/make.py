"""Compose the sample clips: `python -m earmark.samples.make --photos DIR --sounds DIR --out DIR`.

Photos are those of GCompris' "farm animals" (public domain or CC0, see NOTICE), recordings come
from Tonejs/audio (CC BY 3.0), OpenSFX (CC BY 3.0) and blanket (CC0). Needs ffmpeg and OpenCV.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

FRAMES_PER_SECOND = 25
WIDTH, HEIGHT = 960, 540
SAMPLE_RATE = 48000

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Placed:
    """A cut-out standing in a scene: centre of its feet and height, in background pixels."""

    photo: str
    box: tuple[int, int, int, int]  # around the animal in its photo: x, y, width, height
    feet: tuple[int, int]
    height: int
    mirrored: bool = False


@dataclass(frozen=True)
class Shot:
    """A photo seen by a slowly moving camera; views are (centre x, centre y, width)."""

    photo: str
    seconds: float
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    placed: tuple[Placed, ...] = ()


@dataclass(frozen=True)
class Cue:
    """A recording at a moment of the clip."""

    file: str
    at_seconds: float
    gain: float = 1.0
    most_seconds: float = 10.0


@dataclass(frozen=True)
class Clip:
    name: str
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]
    codecs: tuple[str, ...]


H264 = ("-c:v", "libx264", "-crf", "25", "-preset", "slow", "-pix_fmt", "yuv420p", "-g", "50")
MP4 = (*H264, "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart")
WEBM = ("-c:v", "libvpx-vp9", "-crf", "32", "-b:v", "0", "-g", "50")
WEBM = (*WEBM, "-c:a", "libopus", "-b:a", "64k")

CLIPS = (
    Clip(
        "meadow.mp4",
        (
            Shot(
                "cow.webp",
                10.0,
                (430, 420, 820),
                (560, 440, 880),
                (Placed("dog.webp", (10, 20, 930, 660), (270, 690), 330),),
            ),
        ),
        (
            Cue("berklee_olpc/dog/dog_bark_1.ogg", 1.2, 0.9, 1.5),
            Cue("berklee_olpc/dog/dog_bark_2.ogg", 3.0, 0.9, 1.5),
            Cue("berklee_olpc/cow/mooo1.ogg", 6.0, 0.9, 3.0),
        ),
        MP4,
    ),
    Clip(
        "paddock.mp4",
        (
            Shot(
                "sheep.webp",
                8.0,
                (560, 300, 900),
                (520, 320, 1000),
                (Placed("pig.webp", (180, 190, 560, 430), (850, 570), 220),),
            ),
        ),
        (
            Cue("opensfx/sheep/osfx_36.ogg", 0.8, 0.9),
            Cue("opensfx/sheep/osfx_36.ogg", 3.4, 0.7),
            Cue("opensfx/sheep/osfx_36.ogg", 6.1, 0.9),
        ),
        MP4,
    ),
    Clip(
        "pond.webm",
        (Shot("duck.webp", 6.0, (520, 430, 1000), (500, 400, 880)),),
        (Cue("blanket/ocean", 0.0, 0.35, 6.0),),
        WEBM,
    ),
    Clip(
        "two-shots.mp4",
        (
            Shot("horse.webp", 4.0, (520, 370, 1000), (500, 360, 860)),
            Shot("cat.webp", 4.0, (480, 400, 860), (530, 380, 960)),
        ),
        (Cue("berklee_olpc/horse/horse1.ogg", 0.8, 0.9, 3.0),),
        MP4,
    ),
)


def cut_out(photo: Picture, box: Sequence[int]) -> NDArray[np.float32]:
    """Alpha [h, w] of the animal inside `box`, by GrabCut, its edge softened by a pixel."""
    mask = np.zeros(photo.shape[:2], np.uint8)
    cv2.setRNGSeed(1)
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(photo, mask, tuple(box), background, foreground, 8, cv2.GC_INIT_WITH_RECT)
    solid = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    if count > 1:
        solid = (labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return cv2.GaussianBlur(
        cv2.erode(solid, np.ones((7, 7), np.uint8)).astype(np.float32), (0, 0), 1.2
    )


def place(scene: Picture, photos: Path, placed: Placed) -> Picture:
    """The scene with the cut-out standing in it, a soft shadow under its feet."""
    photo = cv2.imread(str(photos / placed.photo))
    alpha = cut_out(photo, placed.box)
    rows, columns = np.where(alpha > 0.5)
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    scale = placed.height / (bottom - top)
    size = (round((right - left) * scale), placed.height)
    animal = cv2.resize(photo[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(alpha[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
    if placed.mirrored:
        animal, alpha = animal[:, ::-1], alpha[:, ::-1]
    x, y = placed.feet[0] - size[0] // 2, placed.feet[1] - size[1]
    out = scene.astype(np.float32)
    shadow = np.zeros(scene.shape[:2], np.float32)
    axes = (int(size[0] * 0.42), max(6, size[1] // 16))
    cv2.ellipse(shadow, (placed.feet[0], placed.feet[1] - 6), axes, 0, 0, 360, 0.5, -1)
    out *= 1.0 - cv2.GaussianBlur(shadow, (0, 0), 9)[:, :, None]
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + size[0], scene.shape[1]), min(y + size[1], scene.shape[0])
    a = alpha[y0 - y : y1 - y, x0 - x : x1 - x, None]
    out[y0:y1, x0:x1] = out[y0:y1, x0:x1] * (1 - a) + animal[y0 - y : y1 - y, x0 - x : x1 - x] * a
    return out.clip(0, 255).astype(np.uint8)


def frames(shot: Shot, photos: Path) -> Iterator[Picture]:
    """The shot's frames [540, 960, 3], BGR."""
    scene = cv2.imread(str(photos / shot.photo))
    for placed in shot.placed:
        scene = place(scene, photos, placed)
    count = round(shot.seconds * FRAMES_PER_SECOND)
    ease: Callable[[float], float] = lambda t: t * t * (3 - 2 * t)  # noqa: E731
    for index in range(count):
        t = ease(index / max(1, count - 1))
        x, y, width = (a + (b - a) * t for a, b in zip(shot.start, shot.end, strict=True))
        width = min(width, scene.shape[1], scene.shape[0] * WIDTH / HEIGHT)
        height = width * HEIGHT / WIDTH
        x = min(max(x, width / 2), scene.shape[1] - width / 2)
        y = min(max(y, height / 2), scene.shape[0] - height / 2)
        scale = WIDTH / width
        camera = np.array([[scale, 0, WIDTH / 2 - x * scale], [0, scale, HEIGHT / 2 - y * scale]])
        yield cv2.warpAffine(scene, camera, (WIDTH, HEIGHT), flags=cv2.INTER_LANCZOS4)


def sound(clip: Clip, sounds: Path) -> NDArray[np.float32]:
    """Mono samples at 48 kHz over a very quiet room tone."""
    seconds = sum(shot.seconds for shot in clip.shots)
    track = np.random.default_rng(1).normal(0, 4e-4, round(seconds * SAMPLE_RATE))
    for cue in clip.cues:
        path = sounds / cue.file
        path = sorted(path.glob("*.ogg"))[0] if path.is_dir() else path
        samples, rate = soundfile.read(path, always_2d=True)
        samples = resample_poly(samples.mean(1), SAMPLE_RATE, rate)
        samples = samples[: round(cue.most_seconds * SAMPLE_RATE)]
        fade = min(2400, len(samples) // 4)
        samples[-fade:] *= np.linspace(1, 0, fade)
        samples *= cue.gain * 0.7 / max(1e-6, np.abs(samples).max())
        start = round(cue.at_seconds * SAMPLE_RATE)
        end = min(len(track), start + len(samples))
        track[start:end] += samples[: end - start]
    return track.clip(-1, 1).astype(np.float32)


def write(clip: Clip, photos: Path, sounds: Path, out: Path) -> None:
    wav = out / f"{clip.name}.wav"
    soundfile.write(wav, sound(clip, sounds), SAMPLE_RATE)
    command = ["ffmpeg", "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    command += ["-s", f"{WIDTH}x{HEIGHT}", "-r", str(FRAMES_PER_SECOND), "-i", "-", "-i", str(wav)]
    command += [*clip.codecs, "-map_metadata", "-1", "-fflags", "+bitexact", str(out / clip.name)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for shot in clip.shots:
            for frame in frames(shot, photos):
                process.stdin.write(frame.tobytes())
        process.stdin.close()
    wav.unlink()
    if process.returncode != 0:
        sys.exit(f"ffmpeg failed on {clip.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("photos", "sounds", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for clip in CLIPS:
        write(clip, arguments.photos, arguments.sounds, arguments.out)
        size = (arguments.out / clip.name).stat().st_size
        print(f"{clip.name}: {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
