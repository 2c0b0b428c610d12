"""Teaches the tail of the instance encoder's trunk, and its head, what instances are called.

`python -m earmark.training.train_names --cache DIR --labels FILE... --encoders DIR --start FILE
--out DIR`

`--cache` is of `earmark.data.instance_cache --maps`, `--encoders` the bundle with which it was
made, `--start` an `instances.pt`. What no photo shows must not be forgotten (Li 2016, arXiv
1606.09282): ImageNet's classes stay what they were at every place, and so does the name of each
box of which no label speaks. Writes `tail.pt`, and `instances.pt` with the head as it became;
the fusion is that of the start, and has to learn again on features of the new tail. Resumable.
"""

import argparse
import copy
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from earmark.data.instance_layout import mirror_boxes
from earmark.data.instance_rows import (
    CachedPhoto,
    InstanceCache,
    held_out,
    labelled_nouns,
    learned,
    mirror_colours,
    read_cache,
    read_maps,
)
from earmark.data.instances import SURE, load_photos
from earmark.data.scene_config import SceneConfig
from earmark.export.weights import load_instance_modules
from earmark.model.instance_encoder import (
    COLOURS,
    InstanceEncoder,
    InstanceHead,
    RegionFeatures,
)
from earmark.model.text_encoder import TextEncoder
from earmark.training.instance_learner import NOUN_SCALE, noun_entropy
from earmark.training.mean import follow
from earmark.training.rate import rate_share
from earmark.training.saving import commit, save
from earmark.training.train_instances import noun_vectors


@dataclass(frozen=True)
class NamesConfig:
    """All that decides what is learned, besides data and seed."""

    steps: int = 800
    photos: int = 8  # of a step
    rows: int = 14  # of a photo at most, that show a labelled instance
    other_rows: int = 10  # of a photo at most, of which no label speaks
    rate: float = 3e-4
    last_rate: float = 0.05  # of the rate, in the last step
    warm_up: int = 100
    weight_decay: float = 0.01
    average: float = 0.995  # of the weights that are kept
    jitter: float = 0.05  # of a box's sides
    entropy_weight: float = 0.5  # BCE against labelled nouns, as the fusion's training has it
    choice_weight: float = 0.5  # cross-entropy over labelled nouns
    classes_weight: float = 1.0  # KL divergence from the start's classes, mean over places
    kept_weight: float = 1.5  # 1 - cosine with the start's name, where no label speaks
    choice_scale: float = 18.0  # of cosines, to begin with
    seed: int = 7


# Of the head, the fusion alone reads these.
KEPT = ("to_token", "from_name", "from_box", "from_colour")


class Looked(NamedTuple):
    """Names of rows [B, N, 384], and ImageNet's classes at each place [B, 1000, 24, 24]."""

    names: Tensor
    classes: Tensor


class NameBatch(NamedTuple):
    """Rows are padded; `known` [B, N] says which show a labelled instance, `other` [B, N] of which
    no label speaks."""

    maps: Tensor
    colours: Tensor
    scores: Tensor
    boxes: Tensor
    targets: Tensor  # [B, N, nouns]
    known: Tensor
    other: Tensor


class NameLearner(nn.Module):
    """Tail and head. Depthwise convolutions keep their weights: a CPU learns the others several
    times as fast (`FixedDepthwise`)."""

    def __init__(self, encoder: InstanceEncoder, vectors: Tensor, config: NamesConfig) -> None:
        super().__init__()
        self.regions, self.head, self.config = encoder.regions, encoder.head, config
        before = copy.deepcopy((encoder.regions, encoder.head))
        self.before = tuple(part.requires_grad_(False).eval() for part in before)  # no submodules
        self.scale = nn.Parameter(torch.tensor([*NOUN_SCALE, config.choice_scale]))
        self.register_buffer("noun_vectors", vectors, persistent=False)
        for module in self.regions.tail.stages.modules():
            if isinstance(module, nn.Conv2d):
                module.requires_grad_(module.groups == 1)
        self.regions.tail.head.requires_grad_(True)
        for name, weight in self.head.named_parameters():
            weight.requires_grad_(not name.startswith(KEPT))

    def forward(self, batch: NameBatch) -> Looked:
        return look(self.regions, self.head, batch)

    def cosines(self, names: Tensor) -> Tensor:
        """With the labelled nouns [B, N, nouns]."""
        return names @ self.noun_vectors.t()

    def loss(self, batch: NameBatch) -> Tensor:
        now, config = self(batch), self.config
        with torch.no_grad():
            before = look(*self.before, batch)
        cosines, known = self.cosines(now.names), batch.known
        entropy = noun_entropy(cosines * self.scale[0] + self.scale[1], batch.targets, known)
        share = batch.targets / batch.targets.sum(2, keepdim=True).clamp_min(1e-3)
        each = -(share * F.log_softmax(cosines * self.scale[2], 2)).sum(2)
        choice = (each * known).sum() / known.sum().clamp_min(1.0)
        apart = 1.0 - (now.names * before.names).sum(2)
        kept = (apart * batch.other).sum() / batch.other.sum().clamp_min(1.0)
        logs = [x.classes.clamp_min(1e-9).log() for x in (before, now)]
        classes = (before.classes * (logs[0] - logs[1])).sum(1).mean()
        return (
            config.entropy_weight * entropy
            + config.choice_weight * choice
            + config.kept_weight * kept
            + config.classes_weight * classes
        )


def look(regions: RegionFeatures, head: InstanceHead, batch: NameBatch) -> Looked:
    seen, classes = regions.seen(batch.maps, batch.boxes)
    rows = torch.cat([seen, batch.colours], 2)
    return Looked(head(rows, batch.scores, batch.boxes)[1], classes)


@dataclass(frozen=True)
class NameData:
    """Cached photos with their maps; `nouns` are the columns of the targets."""

    cache: InstanceCache
    maps: NDArray[np.float16]
    nouns: dict[str, int]

    def batch(
        self, photos: list[CachedPhoto], rng: np.random.Generator | None, config: NamesConfig
    ) -> NameBatch:
        """With `rng` the photos are mirrored at random, and boxes shaken; without it all rows of
        labelled instances, and no others."""
        chosen = [np.flatnonzero(photo.owner >= 0) for photo in photos]
        if rng is not None:
            others = [np.flatnonzero(photo.owner < 0) for photo in photos]
            chosen = [
                np.concatenate(
                    [
                        rng.permutation(own)[: config.rows],
                        rng.permutation(other)[: config.other_rows],
                    ]
                )
                for own, other in zip(chosen, others, strict=True)
            ]
        size, most = len(photos), max(len(own) for own in chosen)
        colours = np.zeros((size, most, COLOURS), np.float32)
        scores = np.zeros((size, most, self.cache.scores.shape[1]), np.float32)
        boxes = np.zeros((size, most, 4), np.float32)
        known, free = np.zeros((size, most), np.float32), np.zeros((size, most), np.float32)
        targets = np.zeros((size, most, len(self.nouns)), np.float32)
        maps = np.stack([self.maps[photo.place] for photo in photos]).astype(np.float32)
        for n, (photo, own) in enumerate(zip(photos, chosen, strict=True)):
            rows, count = photo.first + own, len(own)
            is_mirrored = rng is not None and rng.random() < 0.5
            features = self.cache.regions[rows, -COLOURS:].astype(np.float32)
            colours[n, :count] = mirror_colours(features, np.full(count, is_mirrored))
            scores[n, :count] = self.cache.scores[rows]
            known[n, :count], free[n, :count] = photo.owner[own] >= 0, photo.owner[own] < 0
            places = self.cache.boxes[rows]
            if rng is not None:
                sides = np.tile(places[:, 2:] - places[:, :2], 2)
                shaken = places + sides * rng.normal(0.0, config.jitter, places.shape)
                places = shaken.clip(0.0, 1.0).astype(np.float32)
            if is_mirrored:
                places, maps[n] = mirror_boxes(places), maps[n, :, :, ::-1].copy()
            boxes[n, :count] = places
            for row, owner in enumerate(photo.owner[own]):
                if owner < 0:
                    continue
                for name, p in photo.photo.instances[owner].names.items():
                    if name in self.nouns:
                        targets[n, row, self.nouns[name]] = p
        parts = (maps, colours, scores, boxes, targets, known, free)
        return NameBatch(*(torch.from_numpy(x) for x in parts))


@torch.no_grad()
def named_share(learner: NameLearner, data: NameData) -> float:
    """Of rows whose instance has a sure name: the share whose nearest noun is one."""
    learner.eval()
    hits: list[bool] = []
    for photo in data.cache.photos:
        if (photo.owner >= 0).any():
            batch = data.batch([photo], None, learner.config)
            best = learner.cosines(learner(batch).names).argmax(2, keepdim=True)
            sure = (batch.targets.amax(2) >= SURE) & (batch.known > 0)
            hits += (batch.targets.gather(2, best)[..., 0] >= SURE)[sure].tolist()
    learner.train()
    return float(np.mean(hits)) if hits else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "encoders", "start", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--steps", type=int, default=NamesConfig.steps)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config = NamesConfig(steps=options.steps)
    torch.manual_seed(config.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    photos = load_photos(options.labels, options.root, with_colours=False)
    cache = read_cache(options.cache, photos, options.root, SceneConfig())
    train, maps = learned(cache), read_maps(options.cache)
    nouns = labelled_nouns(train.photos)
    data, held = (NameData(kept, maps, nouns) for kept in (train, held_out(cache)))
    with_rows = [photo for photo in data.cache.photos if (photo.owner >= 0).any()]
    print(f"{len(with_rows)} photos to learn from", flush=True)

    modules = load_instance_modules(options.encoders, "instance_encoder", "cue_fusion")
    encoder, word_mean = modules["instance_encoder"], modules["cue_fusion"].word_mean
    assert isinstance(encoder, InstanceEncoder)
    start = torch.load(options.start, weights_only=True, map_location="cpu")
    own_head = (k for k in start["state_dict"] if k.startswith("head."))
    encoder.head.load_state_dict({k[5:]: start["state_dict"][k] for k in own_head})
    vectors = noun_vectors(TextEncoder.pretrained(), list(nouns), word_mean)
    learner = NameLearner(encoder, vectors, config)
    learning = [weight for weight in learner.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learning, config.rate, weight_decay=config.weight_decay)
    average = {key: value.clone() for key, value in learner.state_dict().items()}
    first, state_file = 0, options.out / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        learner.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, first = state["average"], state["step"]

    def write(step: int) -> None:
        now = learner.state_dict()
        kept = {"model": now, "optimizer": optimizer.state_dict(), "average": average, "step": step}
        save(state_file, kept)
        said = {"config": asdict(config), "step": step, "photos": len(with_rows)}
        prefix = "regions.tail."
        tail = {k.removeprefix(prefix): v for k, v in average.items() if k.startswith(prefix)}
        save(options.out / "tail.pt", {"state_dict": tail, "commit": commit(), **said})
        head = {k: v for k, v in average.items() if k.startswith("head.")}
        state_dict = start["state_dict"] | head
        save(options.out / "instances.pt", start | {"state_dict": state_dict, "names": said})

    begun = time.monotonic()
    for step in range(first, config.steps):
        rng = np.random.default_rng([config.seed, step])
        drawn = [with_rows[n] for n in rng.integers(len(with_rows), size=config.photos)]
        share = rate_share(step, step / config.steps, config.warm_up, config.last_rate)
        for group in optimizer.param_groups:
            group["lr"] = config.rate * share
        loss = learner.loss(data.batch(drawn, rng, config))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimizer.step()
        follow(average, learner.state_dict(), config.average, step)
        if step % 20 == 0:
            left = (time.monotonic() - begun) / (step - first + 1) * (config.steps - step - 1)
            print(f"{step} loss {loss.item():.3f}, {left / 60:.0f} minutes left", flush=True)
        if (step + 1) % 200 == 0 or step + 1 == config.steps:
            write(step + 1)
    learner.load_state_dict(average)
    print(f"named right of photos held out: {named_share(learner, held):.3f}", flush=True)


if __name__ == "__main__":
    main()
