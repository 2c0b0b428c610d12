"""One moment as the app computes it: a frame, its second of sound and a sentence."""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.contract import SHAPE, graphs
from earmark.model.eemc import all_on
from earmark.model.text_encoder import tokenize

Tensors = dict[str, Tensor]


@torch.no_grad()
def moment(
    modules: Mapping[str, nn.Module], pixels: Tensor, waveform: Tensor, sentence: str
) -> tuple[dict[str, Tensors], dict[str, Tensors]]:
    """Inputs and outputs of all five graphs in the first second of a clip: nothing is remembered,
    and the window holds no other sound.

    pixels uint8 [1, 384, 384, 3], waveform [1, 16000].
    """
    inputs: dict[str, Tensors] = {}
    outputs: dict[str, Tensors] = {}

    def run(graph: str, **given: Tensor) -> Tensors:
        names = graphs()[graph]["outputs"]
        values = modules[graph](**given)
        inputs[graph] = given
        outputs[graph] = dict(zip(names, values[: len(names)], strict=True))
        return outputs[graph]

    def window(x: Tensor) -> Tensor:
        return F.pad(x, (0, 0, 0, SHAPE.window_seconds - 1))

    visual = run("visual_encoder", pixels=pixels)
    audio = run("audio_encoder", waveform=waveform)
    ids, mask = tokenize([sentence])
    text = run("text_encoder", ids=ids, mask=mask)
    first = F.one_hot(torch.tensor([0]), SHAPE.window_seconds).float()
    fusion = run(
        "cue_fusion",
        visual_tokens=visual["visual_tokens"],
        name_map=visual["name_map"],
        audio_tokens=window(audio["audio_tokens"]),
        heard_names=window(audio["heard_names"]),
        audio_mask=first,
        second=first,
        text_tokens=text["text_tokens"],
        text_mask=mask.float(),
        sentence=text["sentence"],
        visual_memory=torch.zeros(1, SHAPE.visual_tokens, SHAPE.width),
        audio_memory=torch.zeros(1, 1, SHAPE.width),
        audio_memory_count=torch.zeros(1, 1),
        switches=all_on(1),
    )
    run(
        "mask_decoder",
        pixel_embeddings=visual["pixel_embeddings"],
        decoder_features=visual["decoder_features"],
        name_map=visual["name_map"],
        prompt=fusion["prompt"],
        name_queries=fusion["name_queries"],
        presence_logit=fusion["presence_logit"],
    )
    return inputs, outputs
