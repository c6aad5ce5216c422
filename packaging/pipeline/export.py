"""Writes the trained encoder as ONNX, in int8."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from network import Network
from torch import nn


class _Plain(nn.Module):
    """The encoder alone, its word embeddings as bytes with one scale a row."""

    def __init__(self, network: Network, quantized: bool) -> None:
        super().__init__()
        self.network = network
        table = network.bert.embeddings.word_embeddings.weight.detach()
        self.quantized = quantized
        if quantized:
            scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            self.register_buffer("table", (table / scale).round().to(torch.int8))
            self.register_buffer("scale", scale)

    def forward(self, ids: torch.Tensor, forms: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        if self.quantized:
            words = self.table[ids].float() * self.scale[ids]
        else:
            words = self.network.bert.embeddings.word_embeddings(ids)
        inputs = words + self.network.forms(forms)
        return self.network.bert(inputs_embeds=inputs, attention_mask=mask).last_hidden_state


def write_encoder(
    network: Network, vocabulary: Path, folder: Path, *, quantized: bool = True, reduce_range: bool = False
) -> None:
    """Write encoder.onnx, and tokenizer.json to a folder."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    plain = _Plain(network, quantized).eval()
    ids = torch.randint(1000, 20000, (2, 12))
    example = (ids, torch.randint(0, 32, (2, 12)), torch.ones(2, 12, dtype=torch.long))
    target = folder / "encoder.onnx"
    names = ["ids", "forms", "mask"]
    with torch.no_grad():
        torch.onnx.export(
            plain,
            example,
            str(target),
            input_names=names,
            output_names=["hidden"],
            opset_version=17,
            dynamo=False,
            dynamic_axes={name: {0: "rows", 1: "pieces"} for name in [*names, "hidden"]},
        )
    if quantized:
        full = folder / "full.onnx"
        target.rename(full)
        quantize_dynamic(
            full,
            target,
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
        )
        full.unlink()
    shutil.copyfile(vocabulary, folder / "tokenizer.json")
