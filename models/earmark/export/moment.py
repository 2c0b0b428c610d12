"""One moment as the app computes it: a frame, the sounds around it and a sentence, five modules."""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.contract import SHAPE, graphs
from earmark.model.eemc import all_on
from earmark.model.text_encoder import tokenize

Outputs = dict[str, Tensor]


def named_outputs(graph: str, module: nn.Module, inputs: Mapping[str, Tensor]) -> Outputs:
    """Outputs of one module under the names of the contract."""
    values = module(**inputs)
    names = graphs()[graph]["outputs"]
    return dict(zip(names, values[: len(names)], strict=True))


@torch.no_grad()
def moment(
    modules: Mapping[str, nn.Module], pixels: Tensor, waveforms: Tensor, sentence: str
) -> dict[str, Outputs]:
    """Outputs of all five graphs, nothing remembered.

    pixels uint8 [1, 384, 384, 3], waveforms [T, 16000] with T up to 10 seconds; the frame lies in
    the last of them.
    """

    def run(graph: str, **inputs: Tensor) -> Outputs:
        return named_outputs(graph, modules[graph], inputs)

    seconds = len(waveforms)
    missing = SHAPE.window_seconds - seconds
    visual = run("visual_encoder", pixels=pixels)
    audio = run("audio_encoder", waveform=waveforms)
    ids, mask = tokenize([sentence])
    text = run("text_encoder", ids=ids, mask=mask)

    def window(x: Tensor) -> Tensor:
        return F.pad(x.transpose(0, 1), (0, 0, 0, missing))

    fusion = run(
        "cue_fusion",
        visual_tokens=visual["visual_tokens"],
        name_map=visual["name_map"],
        audio_tokens=window(audio["audio_tokens"]),
        heard_names=window(audio["heard_names"]),
        audio_mask=F.pad(torch.ones(1, seconds), (0, missing)),
        second=F.one_hot(torch.tensor([seconds - 1]), SHAPE.window_seconds).float(),
        text_tokens=text["text_tokens"],
        text_mask=mask.float(),
        sentence=text["sentence"],
        visual_memory=torch.zeros(1, SHAPE.visual_tokens, SHAPE.width),
        audio_memory=torch.zeros(1, 1, SHAPE.width),
        audio_memory_count=torch.zeros(1, 1),
        switches=all_on(1),
    )
    drawn = run(
        "mask_decoder",
        pixel_embeddings=visual["pixel_embeddings"],
        decoder_features=visual["decoder_features"],
        name_map=visual["name_map"],
        prompt=fusion["prompt"],
        name_queries=fusion["name_queries"],
        presence_logit=fusion["presence_logit"],
    )
    return {
        "visual_encoder": visual,
        "audio_encoder": audio,
        "text_encoder": text,
        "cue_fusion": fusion,
        "mask_decoder": drawn,
    }
