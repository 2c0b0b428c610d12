"""What learns: the instance head and the fusion, with their losses."""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.data.instance_layout import SECONDS
from earmark.data.instances import DOUBTFUL, SURE
from earmark.data.queries import QueryConfig
from earmark.data.scene_config import SceneConfig
from earmark.model.config import InstanceConfig
from earmark.model.instance_encoder import InstanceHead
from earmark.model.instance_fusion import FusionInputs, FusionOutputs, InstanceFusion
from earmark.training.instance_batches import Batch

FIT_MARGIN = 0.08  # IoUs of two boxes that differ by less are alike
NOUN_SCALE = (10.0, -4.0)  # p(a name is a noun) = sigmoid(first * cosine + second), to begin with


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
        role=0.9,
        pair=0.4,
    )


@dataclass(frozen=True)
class TrainConfig:
    """All that decides what is learned, besides data and seed."""

    steps: int = 6000
    scenes: int = 12  # of a step
    queries: int = 4  # of a scene
    contrasts: float = 0.8  # of a step's new scenes come in pairs that differ in their sound
    replayed: int = 6  # scenes of a step that were drawn before: their texts are encoded already
    replay_size: int = 4000
    replay_from: int = 300
    rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: int = 200
    average: float = 0.998  # of the weights that are kept
    seed: int = 1
    meant_weight: float = 1.0  # BCE of p(meant), whose rows have these shares:
    meant_share: float = 0.5  # rows that are meant
    others_share: float = 0.25  # rows that are not
    believed_share: float = 0.25  # of these, weighed by p(meant)
    unanswerable: float = 0.1  # weight of a query whose cue is switched off
    choice_weight: float = 0.5  # cross-entropy over the instances of a query that means any
    fit_weight: float = 0.3  # of two rows of an instance that is meant, the closer one is surer
    absent_weight: float = 0.5  # BCE of the highest p(meant) where nothing is meant
    name_weight: float = 0.4  # names against all labelled nouns
    drop_audio: float = 0.12  # cues dropped at random, so that the ablations are in distribution
    drop_text: float = 0.06
    drop_memory: float = 0.12
    drop_modality: float = 0.12
    model: InstanceConfig = field(default_factory=InstanceConfig)
    scene: SceneConfig = field(default_factory=SceneConfig)
    query: QueryConfig = field(default_factory=training_queries)


def noun_entropy(logits: Tensor, target: Tensor, known: Tensor) -> Tensor:
    """BCE of names against labelled nouns: the mean over what an instance is, and that over what it
    is not, weighed by how far it is believed. logits, target [..., nouns], known [...]."""
    doubtful = ((target > DOUBTFUL) & (target < SURE)).float()
    each = F.binary_cross_entropy_with_logits(logits, target, reduction="none") * (1 - doubtful)
    right = (target >= SURE).float() * known[..., None]
    believed = (target <= DOUBTFUL).float() * known[..., None] * torch.sigmoid(logits).detach()
    means = ((each * w).sum() / w.sum().clamp_min(1.0) for w in (right, believed))
    return sum(means, torch.zeros(()))


def fit_loss(logits: Tensor, truth: Tensor, nearest: Tensor, fits: Tensor) -> Tensor:
    """Logistic loss of pairs of rows that cover one meant instance: the better fits, the surer.

    logits, truth, nearest, fits [R, N]. Which box is drawn follows p times the detector's score,
    and a loose box has a loose mask (localisation quality in the score: Jiang 2018, IoU-Net,
    arXiv 1807.11590).
    """
    meant = (truth == 1)[:, None, :]  # [R, 1, N]: some row of the instance says that it is meant
    same = (nearest[:, :, None] == nearest[:, None, :]) & (nearest >= 0)[:, :, None]
    is_meant = (same & meant).any(2)  # [R, N]
    closer = (fits[:, :, None] - fits[:, None, :] - FIT_MARGIN).clamp_min(0.0)  # [R, N, N]
    weight = closer * (same & is_meant[:, :, None])
    entropy = F.softplus(logits[:, None, :] - logits[:, :, None])
    return (entropy * weight).sum() / weight.sum().clamp_min(1e-3)


class Learner(nn.Module):
    """Head, fusion, and the scale of the loss of names."""

    def __init__(self, config: TrainConfig, noun_vectors: Tensor) -> None:
        super().__init__()
        self.config = config
        self.head, self.fusion = InstanceHead(config.model), InstanceFusion(config.model)
        self.noun_scale = nn.Parameter(torch.tensor(NOUN_SCALE))
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
        weight = known * (config.unanswerable + (1.0 - config.unanswerable) * answerable)
        positive, negative = (truth == 1).float() * weight, (truth == 0).float() * weight
        entropy = F.binary_cross_entropy_with_logits(logits, (truth == 1).float(), reduction="none")
        each = (entropy * positive).sum() / positive.sum().clamp_min(1.0)
        # Rows that are not meant: the mean over all, and that of those the model believes in.
        none = (entropy * negative).sum() / negative.sum().clamp_min(1.0)
        hard = negative * torch.sigmoid(logits).detach()
        worst = (entropy * hard).sum() / hard.sum().clamp_min(1.0)
        meant = (
            config.meant_share * each + config.others_share * none + config.believed_share * worst
        )
        any_meant = (truth == 1).any(1)
        shown = logits + (known - 1.0) * 30.0
        best = torch.logsumexp(shown + ((truth == 1).float() - 1.0) * 60.0, 1)
        choice = torch.logsumexp(shown, 1) - best
        choice = (choice * any_meant * answerable[:, 0]).sum() / any_meant.float().sum().clamp_min(
            1.0
        )
        absent = (~any_meant) & ((truth == 1).sum(1) == 0) & (known.sum(1) > 0)
        fit = fit_loss(logits, truth, batch.nearest[batch.scene_of], batch.fits[batch.scene_of])
        top = F.softplus(shown.amax(1))
        absent_loss = (top * absent * answerable[:, 0]).sum() / absent.float().sum().clamp_min(1.0)
        similarity = names @ self.noun_vectors.t() * self.noun_scale[0] + self.noun_scale[1]
        name = noun_entropy(similarity, batch.noun_targets, batch.known_names)
        return {
            "meant": config.meant_weight * meant,
            "choice": config.choice_weight * choice,
            "fit": config.fit_weight * fit,
            "absent": config.absent_weight * absent_loss,
            "name": config.name_weight * 0.5 * name,
        }
