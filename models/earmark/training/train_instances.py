"""Teaches the instance head and the fusion which instances a query means.

`python -m earmark.training.train_instances --cache DIR --labels FILE... --bank FILE --frozen FILE
--out DIR`

Resumable: `state.pt` in --out is gone on from. Every weight of losses, scenes and queries stands in
`TrainConfig` and goes into the bundle's manifest.
"""

import argparse
import json
import math
import time
from collections import OrderedDict, deque
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.data.detector import NAMES as COCO_NAMES
from earmark.data.instance_scenes import (
    SECONDS,
    InstanceCache,
    Moment,
    SceneConfig,
    SceneSampler,
    mirror_colours,
    read_cache,
)  # fmt: skip
from earmark.data.instances import load_photos
from earmark.data.queries import QueryConfig
from earmark.data.sounds import SoundBank, read_bank
from earmark.model.config import InstanceConfig
from earmark.model.instance_encoder import InstanceHead
from earmark.model.instance_fusion import FusionInputs, FusionOutputs, InstanceFusion
from earmark.model.text_encoder import TextEncoder, embed, tokenize
from earmark.model.vectors import unit
from earmark.names.nouns import the_nouns


def training_queries() -> QueryConfig:
    """Plain names most often: they are what people ask for, and all else builds on them."""
    return QueryConfig(
        noun=2.2,
        synonym=0.8,
        hypernym=0.7,
        plural=0.6,
        time=0.4,
        order=0.8,
        described=1.3,
        absent=1.2,
    )


@dataclass(frozen=True)
class TrainConfig:
    """All that decides what is learned, besides data and seed."""

    steps: int = 6000
    scenes: int = 12  # of a step
    queries: int = 4  # of a scene
    replayed: int = 6  # scenes of a step that were drawn before: their texts are encoded already
    replay_size: int = 4000
    replay_from: int = 300
    rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: int = 200
    average: float = 0.998  # of the weights that are kept
    seed: int = 1
    meant_weight: float = 1.0  # BCE of p(meant), instances that are meant and others half each
    choice_weight: float = 0.5  # cross-entropy over the instances of a query that means any
    absent_weight: float = 0.5  # BCE of the highest p(meant) where nothing is meant
    name_weight: float = 0.4  # names against all nouns
    drop_audio: float = 0.12  # cues dropped at random, so that the ablations are in distribution
    drop_text: float = 0.06
    drop_memory: float = 0.12
    drop_modality: float = 0.12
    model: InstanceConfig = field(default_factory=InstanceConfig)
    scene: SceneConfig = field(default_factory=SceneConfig)
    query: QueryConfig = field(default_factory=training_queries)


class TextCache:
    """Encoded queries; sentences of one batch are encoded together, only as long as they are."""

    def __init__(self, encoder: TextEncoder, capacity: int = 30000) -> None:
        self.encoder, self.capacity = encoder, capacity
        self.known: OrderedDict[str, tuple[Tensor, Tensor]] = OrderedDict()

    @torch.no_grad()
    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Tokens [B, L, 384], mask [B, L], sentence [B, 384]; L is the longest of them."""
        new = sorted({t for t in texts if t not in self.known}, key=len)
        for at in range(0, len(new), 32):
            part = new[at : at + 32]
            ids, mask = tokenize(part)
            longest = int(mask.sum(1).max())
            tokens, sentence = self._encode(ids[:, :longest], mask[:, :longest])
            for n, text in enumerate(part):
                length = int(mask[n].sum())
                self.known[text] = (tokens[n, :length].half(), sentence[n])
        found = [self.known[t] for t in texts]
        while len(self.known) > self.capacity:
            self.known.popitem(last=False)
        longest = max(len(rows) for rows, _ in found)
        tokens = torch.zeros(len(texts), longest, 384)
        mask = torch.zeros(len(texts), longest)
        for n, (rows, _) in enumerate(found):
            tokens[n, : len(rows)], mask[n, : len(rows)] = rows.float(), 1.0
        return tokens, mask, torch.stack([sentence for _, sentence in found])

    def _encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        encoder, length = self.encoder, ids.shape[1]
        full = encoder.positions
        encoder.positions = nn.Parameter(full[:length], requires_grad=False)
        try:
            return encoder(ids, mask)
        finally:
            encoder.positions = full


@dataclass
class Batch:
    """S moments with R queries in all, padded to N rows."""

    regions: Tensor  # [S, N, R]
    scores: Tensor  # [S, N, 80]
    boxes: Tensor  # [S, N, 4]
    memory_boxes: Tensor
    memory_count: Tensor  # [S, N]
    there: Tensor  # [S, N]
    audio_tokens: Tensor  # [S, T, 256]
    audio_names: Tensor  # [S, T, 384]
    audio_mask: Tensor  # [S, T]
    second: Tensor  # int64 [S]
    scene_of: Tensor  # int64 [R]
    texts: list[str]
    truth: Tensor  # [R, N] 1, 0, -1 for unknown
    known_names: Tensor  # [S, N] 1 where names are known
    noun_targets: Tensor  # [S, N, nouns]
    kinds: list[str]
    needs: list[frozenset[str]]


def collate(
    moments: list[Moment], cache: InstanceCache, bank: SoundBank, nouns: dict[str, int]
) -> Batch:
    size, most = len(moments), max(len(m.rows) for m in moments)
    width = cache.regions.shape[1]
    regions = np.zeros((size, most, width), np.float32)
    scores = np.zeros((size, most, cache.scores.shape[1]), np.float32)
    boxes = np.zeros((size, most, 4), np.float32)
    memory_boxes, memory_count = boxes.copy(), np.zeros((size, most), np.float32)
    there, known = memory_count.copy(), memory_count.copy()
    targets = np.zeros((size, most, len(nouns)), np.float32)
    truth, scene_of, texts, kinds, needs = [], [], [], [], []
    for s, moment in enumerate(moments):
        n = len(moment.rows)
        regions[s, :n] = mirror_colours(
            cache.regions[moment.rows].astype(np.float32), moment.mirrored
        )
        scores[s, :n] = cache.scores[moment.rows]
        boxes[s, :n], memory_boxes[s, :n] = moment.boxes, moment.memory_boxes
        memory_count[s, :n], there[s, :n] = moment.memory_count, 1.0
        for row, names in enumerate(moment.names):
            if names is not None:
                known[s, row] = 1.0
                for name, p in names.items():
                    if name in nouns:
                        targets[s, row, nouns[name]] = max(targets[s, row, nouns[name]], p)
        for query, meant in moment.queries:
            truth.append(np.pad(meant, (0, most - n), constant_values=-1))
            scene_of.append(s)
            texts.append(query.text)
            kinds.append(query.kind)
            needs.append(query.needs)
    rows = torch.tensor(np.stack([m.audio_rows for m in moments]))
    mask = torch.tensor(np.stack([m.audio_mask for m in moments]))
    return Batch(
        torch.from_numpy(regions), torch.from_numpy(scores), torch.from_numpy(boxes),
        torch.from_numpy(memory_boxes), torch.from_numpy(memory_count), torch.from_numpy(there),
        bank.tokens[rows].float() * mask[..., None], bank.heard[rows].float() * mask[..., None],
        mask,
        torch.tensor([m.second for m in moments]), torch.tensor(scene_of), texts,
        torch.tensor(np.stack(truth)), torch.from_numpy(known), torch.from_numpy(targets),
        kinds, needs,
    )  # fmt: skip


class Learner(nn.Module):
    """Head, fusion, and the scale of the loss of names."""

    def __init__(self, config: TrainConfig, noun_vectors: Tensor) -> None:
        super().__init__()
        self.config = config
        self.head, self.fusion = InstanceHead(config.model), InstanceFusion(config.model)
        self.noun_scale = nn.Parameter(torch.tensor([10.0, -4.0]))
        self.register_buffer("noun_vectors", noun_vectors, persistent=False)

    def inputs(
        self, batch: Batch, text: tuple[Tensor, Tensor, Tensor], switches: Tensor
    ) -> tuple[FusionInputs, Tensor]:
        """The fusion's inputs of every query, with the memory of the seconds before, and the name
        vectors of the scenes."""
        tokens, names = self.head(batch.regions, batch.scores, batch.boxes)
        at = batch.scene_of
        second = F.one_hot(batch.second, SECONDS).float()
        d = self.config.model.width
        now = FusionInputs(
            tokens[at], names[at], batch.boxes[at], batch.there[at],
            batch.audio_tokens[at], batch.audio_names[at], batch.audio_mask[at], second[at],
            *text, torch.zeros(len(at), batch.boxes.shape[1], d), batch.memory_boxes[at],
            batch.memory_count[at], torch.zeros(len(at), 1, d), torch.zeros(len(at), 1), switches,
        )  # fmt: skip
        with torch.no_grad():  # the memory is what was, not what is learned now
            before, _ = self.head(batch.regions, batch.scores, batch.memory_boxes)
            middle = F.one_hot(batch.second // 2, SECONDS).float()
            was = now._replace(
                instance_tokens=before[at], boxes=batch.memory_boxes[at], second=middle[at]
            )
            memory = self.fusion.attend(was).visual * (batch.memory_count[at] > 0.5)[..., None]
        return now._replace(visual_memory=memory), names

    def forward(
        self, batch: Batch, text: tuple[Tensor, Tensor, Tensor], switches: Tensor
    ) -> tuple[FusionOutputs, Tensor]:
        inputs, names = self.inputs(batch, text, switches)
        return self.fusion.integrate(inputs, self.fusion.attend(inputs)), names

    def losses(
        self, batch: Batch, outputs: FusionOutputs, names: Tensor, switches: Tensor
    ) -> dict[str, Tensor]:
        config, truth = self.config, batch.truth
        logits = outputs.meant_logits
        known = (truth >= 0).float()
        # Without text nothing is asked; without sound, what needs it cannot be answered.
        answerable = torch.tensor(
            [
                float(
                    s[1] > 0
                    and ("audio" not in need or s[0] > 0)
                    and ("time" not in need or s[2] > 0 or s[0] > 0)
                )
                for s, need in zip(switches.tolist(), batch.needs, strict=True)
            ]
        )[:, None]
        weight = known * (0.1 + 0.9 * answerable)
        positive, negative = (truth == 1).float() * weight, (truth == 0).float() * weight
        entropy = F.binary_cross_entropy_with_logits(logits, (truth == 1).float(), reduction="none")
        each = (entropy * positive).sum() / positive.sum().clamp_min(1.0)
        # Rows that are not meant: the mean over all, and that of those the model believes in.
        none = (entropy * negative).sum() / negative.sum().clamp_min(1.0)
        hard = negative * torch.sigmoid(logits).detach()
        worst = (entropy * hard).sum() / hard.sum().clamp_min(1.0)
        meant = 0.5 * each + 0.25 * none + 0.25 * worst
        any_meant = (truth == 1).any(1)
        shown = logits + (known - 1.0) * 30.0
        best = torch.logsumexp(shown + ((truth == 1).float() - 1.0) * 60.0, 1)
        choice = torch.logsumexp(shown, 1) - best
        choice = (choice * any_meant * answerable[:, 0]).sum() / any_meant.float().sum().clamp_min(
            1.0
        )
        absent = (~any_meant) & ((truth == 1).sum(1) == 0) & (known.sum(1) > 0)
        top = F.softplus(shown.amax(1))
        absent_loss = (top * absent * answerable[:, 0]).sum() / absent.float().sum().clamp_min(1.0)
        similarity = names @ self.noun_vectors.t() * self.noun_scale[0] + self.noun_scale[1]
        target = batch.noun_targets
        doubtful = ((target > 0.25) & (target < 0.6)).float()
        by_noun = F.binary_cross_entropy_with_logits(similarity, target, reduction="none") * (
            1 - doubtful
        )
        right = (target >= 0.6).float() * batch.known_names[..., None]
        wrong = (target <= 0.25).float() * batch.known_names[..., None]
        believed = wrong * torch.sigmoid(similarity).detach()
        name = (by_noun * right).sum() / right.sum().clamp_min(1.0) + (
            by_noun * believed
        ).sum() / believed.sum().clamp_min(1.0)
        return {
            "meant": config.meant_weight * meant,
            "choice": config.choice_weight * choice,
            "absent": config.absent_weight * absent_loss,
            "name": config.name_weight * 0.5 * name,
        }


def draw_switches(rng: np.random.Generator, count: int, config: TrainConfig) -> Tensor:
    drops = (config.drop_audio, config.drop_text, config.drop_memory, config.drop_modality)
    return torch.tensor((rng.random((count, 4)) >= drops).astype(np.float32))


def noun_vectors(encoder: TextEncoder, nouns: list[str], word_mean: Tensor) -> Tensor:
    """Unit vectors [nouns, 384] in the space of names: without what all short expressions share."""
    vectors = torch.cat(
        [
            embed(encoder, [form.format(n) for n in nouns])[2][None]
            for form in ("{}", "the {}", "a photo of a {}")
        ]
    )
    return unit(vectors.mean(0) - word_mean, 1)


@torch.no_grad()
def start(learner: Learner, encoder: TextEncoder, word_mean: Tensor) -> None:
    """Fixed tables: names of the detector's classes, what all short expressions share."""
    learner.fusion.word_mean.copy_(word_mean)
    learner.head.detector_names.copy_(noun_vectors(encoder, COCO_NAMES, word_mean))


def evaluate(
    learner: Learner,
    moments: list[Moment],
    cache: InstanceCache,
    bank: SoundBank,
    nouns: dict[str, int],
    text: TextCache,
) -> dict[str, float]:
    """By kind: how often the best instance is a meant one; of absent queries, the share with any p
    over a half."""
    learner.eval()
    right: dict[str, list[float]] = {}
    with torch.no_grad():
        for at in range(0, len(moments), 16):
            batch = collate(moments[at : at + 16], cache, bank, nouns)
            outputs, names = learner(batch, text(batch.texts), torch.ones(len(batch.texts), 4))
            logits = outputs.meant_logits + (batch.truth < 0) * -30.0
            for row, truth, kind in zip(logits, batch.truth, batch.kinds, strict=True):
                if (truth == 1).any():
                    right.setdefault(kind, []).append(float(truth[row.argmax()] == 1))
                    right.setdefault("~found", []).append(float(row.amax() > 0))
                else:
                    right.setdefault(f"{kind} (nothing)", []).append(float(row.amax() > 0))
            known = (batch.noun_targets.amax(2) >= 0.6) & (batch.known_names > 0)
            best = (names @ learner.noun_vectors.t()).argmax(2)
            hit = batch.noun_targets.gather(2, best[..., None])[..., 0] >= 0.6
            right.setdefault("~named", []).extend(hit[known].float().tolist())
    learner.train()
    return {kind: round(float(np.mean(v)), 3) for kind, v in sorted(right.items())}


def rate_at(step: int, config: TrainConfig) -> float:
    if step < config.warm_up:
        return config.rate * (step + 1) / config.warm_up
    done = (step - config.warm_up) / max(1, config.steps - config.warm_up)
    return config.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cache", "bank", "frozen", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    parser.add_argument("--root", type=Path, default=Path("."), help="labels name files from here")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--steps", type=int, default=TrainConfig.steps)
    parser.add_argument("--rate", type=float, default=TrainConfig.rate)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1e9)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    config = TrainConfig(steps=options.steps, rate=options.rate)
    torch.manual_seed(config.seed)
    options.out.mkdir(parents=True, exist_ok=True)

    cache = read_cache(
        options.cache, load_photos(options.labels, options.root), options.root, config.scene
    )
    bank, held_bank = read_bank(options.bank, False), read_bank(options.bank, True)
    held = [p for n, p in enumerate(cache.photos) if n % 25 == 0]
    kept = [p for n, p in enumerate(cache.photos) if n % 25 != 0]
    print(f"{len(kept)} photos to learn from, {len(held)} held out", flush=True)
    train = InstanceCache(cache.boxes, cache.scores, cache.regions, tuple(kept))
    test = InstanceCache(cache.boxes, cache.scores, cache.regions, tuple(held))
    encoder = TextEncoder.pretrained()
    word_mean = torch.load(options.frozen, weights_only=True)["word_mean"]
    names = sorted(the_nouns().nouns)
    nouns = {noun: n for n, noun in enumerate(names)}
    learner = Learner(config, noun_vectors(encoder, names, word_mean))
    start(learner, encoder, word_mean)
    average = {k: v.clone() for k, v in learner.state_dict().items()}
    optimizer = torch.optim.AdamW(
        learner.parameters(), config.rate, weight_decay=config.weight_decay
    )
    first = 0
    state_file = options.out / "state.pt"
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        learner.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, first = state["average"], state["step"]
    elif options.start is not None:
        learner.load_state_dict(torch.load(options.start, weights_only=True)["state_dict"])
        average = {k: v.clone() for k, v in learner.state_dict().items()}
    text = TextCache(encoder)
    sampler = SceneSampler(train, bank, config.scene, config.query)
    test_rng = np.random.default_rng(99)
    test_sampler = SceneSampler(test, held_bank, config.scene, config.query)
    test_moments = [
        m for m in (test_sampler.draw(test_rng, 6) for _ in range(240)) if m is not None
    ]
    seen: deque[Moment] = deque(maxlen=config.replay_size)
    begun, told, sums = time.monotonic(), time.monotonic(), {}

    def save(step: int) -> None:
        torch.save(
            {
                "model": learner.state_dict(),
                "optimizer": optimizer.state_dict(),
                "average": average,
                "step": step,
            },
            state_file,
        )
        torch.save(
            {"state_dict": average, "config": asdict(config), "step": step, "photos": len(kept)},
            options.out / "instances.pt",
        )

    for step in range(first, config.steps):
        rng = np.random.default_rng([config.seed, step])
        moments: list[Moment] = []
        if len(seen) >= config.replay_from:
            moments = [seen[rng.integers(len(seen))] for _ in range(config.replayed)]
        while len(moments) < config.scenes:
            moment = sampler.draw(rng, config.queries)
            if moment is not None:
                moments.append(moment)
                seen.append(moment)
        batch = collate(moments, train, bank, nouns)
        switches = draw_switches(rng, len(batch.texts), config)
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, config)
        outputs, vectors = learner(batch, text(batch.texts), switches)
        losses = learner.losses(batch, outputs, vectors, switches)
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimizer.step()
        keep = min(config.average, (step + 1) / (step + 10))
        with torch.no_grad():
            for key, value in learner.state_dict().items():
                average[key].lerp_(value, 1 - keep) if value.is_floating_point() else average[
                    key
                ].copy_(value)
        for key, value in losses.items():
            sums[key] = 0.98 * sums.get(key, value.item()) + 0.02 * value.item()
        if (step + 1) % 50 == 0:
            pace = (time.monotonic() - begun) / (step + 1 - first)
            left = pace * (config.steps - step - 1) / 60
            said = " ".join(f"{k} {v:.3f}" for k, v in sums.items())
            print(
                f"step {step + 1} {said} {pace:.2f} s a step, {left:.0f} minutes left", flush=True
            )
        out_of_time = (time.monotonic() - begun) / 60 > options.minutes
        if time.monotonic() - told > 240 or step + 1 == config.steps or out_of_time:
            told = time.monotonic()
            save(step + 1)
            now = {k: v.clone() for k, v in learner.state_dict().items()}
            learner.load_state_dict(average)
            print(
                json.dumps(evaluate(learner, test_moments, test, held_bank, nouns, text)),
                flush=True,
            )
            learner.load_state_dict(now)
        if out_of_time:
            break


if __name__ == "__main__":
    main()
