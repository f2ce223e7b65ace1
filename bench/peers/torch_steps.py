"""PyTorch's side of bench/peers.ts: `torch_steps.py train|evaluate MODEL SIZE BATCH default|channels_last`.

Says `ready DESCRIPTION`; then for each line `N` it runs N steps and answers with the seconds they took, and for `memory` with the bytes
of memory that the process held at most.
"""
import sys
import time

import torch
import torchvision

task, name, size, batch, layout = sys.argv[1:]
size, batch = int(size), int(batch)
torch.manual_seed(1)
model = getattr(torchvision.models, name)(num_classes=12)
images = torch.rand(batch, 3, size, size)
labels = torch.arange(batch) % 12
if layout == "channels_last":
    model = model.to(memory_format=torch.channels_last)
    images = images.contiguous(memory_format=torch.channels_last)

if task == "train":
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01, fused=True)

    def step():
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

else:
    model.eval()

    def step():
        with torch.inference_mode():
            return torch.nn.functional.cross_entropy(model(images), labels).item()


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


print(f"ready PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
for line in sys.stdin:
    if line.strip() == "memory":
        print(peak(), flush=True)
        continue
    started = time.perf_counter()
    for _ in range(int(line)):
        step()
    print(time.perf_counter() - started, flush=True)
