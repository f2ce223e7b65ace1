"""PyTorch's side of bench/peers.ts: `torch_steps.py train|evaluate MODEL SIZE BATCH default|channels_last`.

Says and answers what serve.py tells.
"""
import sys

import torch
import torchvision
from serve import serve

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


serve(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", step)
