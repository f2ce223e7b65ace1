"""PyTorch's side of bench/peers.ts and bench/gpu: `torch_steps.py train|evaluate MODEL SIZE BATCH HOW [cpu|cuda]`.

HOW is `default`, or some of these, joined by `+`: `channels_last`, `bf16` (autocast), `compile` (torch.compile), `exact` (float32 without TF32, which
PyTorch else takes for convolutions). On a graphics card the batch lies in pinned memory and is copied anew for each step, and losses stay on the card until
the last step is begun. Says and answers what serve.py tells.
"""
import sys

import torch
import torchvision
from serve import peak, serve

task, name, size, batch, how, device = (sys.argv[1:] + ["cpu"])[:6]
size, batch, how = int(size), int(batch), how.split("+")
torch.manual_seed(1)
model = getattr(torchvision.models, name)(num_classes=12).to(device)
images = torch.rand(batch, 3, size, size)
labels = torch.arange(batch) % 12
is_card = device == "cuda"
if "channels_last" in how:
    model = model.to(memory_format=torch.channels_last)
    images = images.contiguous(memory_format=torch.channels_last)
if is_card:
    # As fastai does: the first steps choose among cuDNN's algorithms.
    torch.backends.cudnn.benchmark = True
    images, labels = images.pin_memory(), labels.pin_memory()
if "exact" in how:
    torch.backends.cudnn.allow_tf32 = False
if "compile" in how:
    model = torch.compile(model)


def loss_of(images, labels):
    images, labels = (each.to(device, non_blocking=True) for each in (images, labels))
    with torch.autocast(device, torch.bfloat16, enabled="bf16" in how):
        return torch.nn.functional.cross_entropy(model(images), labels)


if task == "train":
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01, fused=True)

    def step():
        optimizer.zero_grad()
        loss = loss_of(images, labels)
        loss.backward()
        optimizer.step()
        return loss.detach() if is_card else loss.item()

else:
    model.eval()

    def step():
        with torch.inference_mode():
            return loss_of(images, labels).item()


place = torch.cuda.get_device_name() if is_card else f"{torch.get_num_threads()} threads"
serve(f"PyTorch {torch.__version__}, {', '.join(how)}, {place}", step, torch.cuda.max_memory_allocated if is_card else peak)
