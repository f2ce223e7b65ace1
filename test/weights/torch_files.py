"""Writes torch_files.json: small files that torch itself saved, in base64. Made with torch 2.15.0, safetensors 0.8.0
and fastcore 2.2.39.
Run: python torch_files.py > torch_files.json"""
import base64
import collections
import io
import json

import safetensors.torch
import torch
from fastcore.foundation import L


def saved(value, **options):
    file = io.BytesIO()
    torch.save(value, file, **options)
    return base64.b64encode(file.getvalue()).decode()


whole = torch.arange(12, dtype=torch.float32).reshape(2, 3, 2) / 4
state_dict = collections.OrderedDict(
    whole=whole,
    transposed=whole.permute(2, 0, 1),
    part=whole[1, 1:],
    expanded=torch.tensor([3.0]).expand(2, 2),
    channels_last=torch.arange(8.0).reshape(1, 2, 2, 2).contiguous(memory_format=torch.channels_last),
    half=torch.tensor([1.5, -2.0, 65504.0, 2.0**-24], dtype=torch.float16),
    bfloat=torch.tensor([1.5, -2.0, 2.0**100], dtype=torch.bfloat16),
    double=torch.tensor([0.1], dtype=torch.float64),
    parameter=torch.nn.Parameter(torch.tensor([[7.0]])),
    num_batches_tracked=torch.tensor(5),
    flags=torch.tensor([True, False]),
    empty=torch.zeros(0, 3),
)
linear = torch.nn.Linear(2, 1)
torch.nn.init.constant_(linear.weight, 0.5)
torch.nn.init.constant_(linear.bias, -1)
optimizer = {"state": [{"mom": torch.ones(2)}], "hypers": L({"lr": 1e-3}, {"lr": 1e-2})}
files = {
    "zip": saved(state_dict),
    "legacy": saved(state_dict, _use_new_zipfile_serialization=False),
    "checkpoint": saved({"epoch": 3, "best": 0.5, "tags": {"a"}, "size": torch.Size([2]), "state_dict": linear.state_dict()}, pickle_protocol=4),
    "fastai": saved({"model": linear.state_dict(), "opt": optimizer}),
    "module": saved(linear),
    "safetensors": base64.b64encode(
        safetensors.torch.save({k: v.detach().clone().contiguous() for k, v in state_dict.items()}, metadata={"format": "pt"})
    ).decode(),
}
print(json.dumps(files, indent=2))
