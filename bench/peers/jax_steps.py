"""JAX's side of bench/gpu, a jitted training step of a resnet in plain JAX, state donated: `jax_steps.py train MODEL SIZE BATCH bf16|f32`.

Weights, statistics and the loss are float32, activations bfloat16 where asked, as exp has it. Says and answers what serve.py tells.
"""
import os
import sys

# Others need room on the same card.
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
import jax
import jax.numpy as jnp
import numpy as np
from serve import peak, serve

task, name, size, batch, precision = sys.argv[1:]
size, batch = int(size), int(batch)
assert task == "train", "only training steps are here"
half = jnp.bfloat16 if precision == "bf16" else jnp.float32
bottleneck = name in ("resnet50", "resnet101", "resnet152")
counts = {"resnet18": (2, 2, 2, 2), "resnet34": (3, 4, 6, 3), "resnet50": (3, 4, 6, 3), "resnet101": (3, 4, 23, 3)}[name]
random = np.random.default_rng(1)
weights, statistics = [], []


def convolution(inputs, outputs, side, stride):
    """A convolution with batch norm: gives what applies it to its own weights and statistics."""
    place = len(statistics)
    scale = (2 / (outputs * side * side)) ** 0.5
    weights.append([random.normal(0, scale, (side, side, inputs, outputs)), np.ones(outputs), np.zeros(outputs)])
    statistics.append([np.zeros(outputs), np.ones(outputs)])
    pad = [(side // 2, side // 2)] * 2

    def apply(x, weights, statistics, found):
        filters, scale, offset = weights[place]
        y = jax.lax.conv_general_dilated(x, filters.astype(half), (stride, stride), pad, dimension_numbers=("NHWC", "HWIO", "NHWC"))
        whole = y.astype(jnp.float32)
        mean, square = whole.mean((0, 1, 2)), (whole * whole).mean((0, 1, 2))
        variance = square - mean * mean
        found[place] = [0.9 * old + 0.1 * new for old, new in zip(statistics[place], (mean, variance))]
        return ((whole - mean) * (scale * jax.lax.rsqrt(variance + 1e-5)) + offset).astype(half)

    return apply


def block(inputs, width, outputs, stride):
    layers = (
        [convolution(inputs, width, 1, 1), convolution(width, width, 3, stride), convolution(width, outputs, 1, 1)]
        if bottleneck
        else [convolution(inputs, width, 3, stride), convolution(width, outputs, 3, 1)]
    )
    shortcut = convolution(inputs, outputs, 1, stride) if stride > 1 or inputs != outputs else None

    def apply(x, *state):
        y = x
        for layer in layers[:-1]:
            y = jax.nn.relu(layer(y, *state))
        return jax.nn.relu(layers[-1](y, *state) + (shortcut(x, *state) if shortcut else x))

    return apply


stem = convolution(3, 64, 7, 2)
blocks, inputs = [], 64
for width, count, stride in zip((64, 128, 256, 512), counts, (1, 2, 2, 2)):
    outputs = 4 * width if bottleneck else width
    for i in range(count):
        blocks.append(block(inputs, width, outputs, stride if i == 0 else 1))
        inputs = outputs
weights.append([random.normal(0, 0.01, (inputs, 12)), np.zeros(12)])


def loss_of(weights, statistics, images, labels):
    found = [None] * len(statistics)
    state = (weights, statistics, found)
    x = jax.nn.relu(stem(images.astype(half), *state))
    x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 3, 3, 1), (1, 2, 2, 1), ((0, 0), (1, 1), (1, 1), (0, 0)))
    for each in blocks:
        x = each(x, *state)
    matrix, bias = weights[-1]
    logits = x.astype(jnp.float32).mean((1, 2)) @ matrix + bias
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1).mean(), found


def update(w, m, v, g, t):
    m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g
    return w * (1 - 1e-6) - 1e-4 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.99**t)) + 1e-5), m, v


def train(weights, moments, squares, statistics, t, images, labels):
    (loss, statistics), slopes = jax.value_and_grad(loss_of, has_aux=True)(weights, statistics, images, labels)
    leaves, tree = jax.tree.flatten(weights)
    parts = [jax.tree.leaves(each) for each in (moments, squares, slopes)]
    next = zip(*(update(*each, t + 1) for each in zip(leaves, *parts)))
    return *(jax.tree.unflatten(tree, each) for each in next), statistics, t + 1, loss


jitted = jax.jit(train, donate_argnums=(0, 1, 2, 3, 4))
whole = lambda tree: jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), tree)
zeros = lambda: jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, jnp.float32), weights)
state = [whole(weights), zeros(), zeros(), whole(statistics), jnp.float32(0)]
images = random.random((batch, size, size, 3), np.float32)
labels = np.arange(batch, dtype=np.int32) % 12


def step():
    *state[:], loss = jitted(*state, images, labels)
    return loss


device = jax.devices()[0]
memory = peak if device.platform == "cpu" else lambda: device.memory_stats()["peak_bytes_in_use"]
serve(f"JAX {jax.__version__}, {precision}, {device.device_kind}", step, memory)
