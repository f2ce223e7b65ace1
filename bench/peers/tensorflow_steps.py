"""TensorFlow's side of bench/peers.ts, a training step compiled by its own XLA: `tensorflow_steps.py train resnet18|resnet34 SIZE BATCH`.

Says and answers what serve.py tells.
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
from serve import serve

task, name, size, batch = sys.argv[1:]
size, batch = int(size), int(batch)
assert task == "train", "only training steps are here"
tf.random.set_seed(1)
weights, moments = [], []


def variable(shape, value=None):
    start = tf.random.normal(shape, stddev=(2 / (shape[-1] * shape[0] * shape[1])) ** 0.5) if value is None else tf.fill(shape, value)
    weights.append(tf.Variable(start))
    moments.append((tf.Variable(tf.zeros(shape)), tf.Variable(tf.zeros(shape))))
    return weights[-1]


def convolution(inputs, outputs, side, stride):
    filters, scale, offset = variable([side, side, inputs, outputs]), variable([outputs], 1.0), variable([outputs], 0.0)
    mean, variance = (tf.Variable(tf.fill([outputs], value)) for value in (0.0, 1.0))

    def apply(x):
        pad = side // 2
        y = tf.nn.conv2d(x, filters, stride, [[0, 0], [pad, pad], [pad, pad], [0, 0]])
        found, spread = tf.nn.moments(y, [0, 1, 2])
        mean.assign(0.9 * mean + 0.1 * found)
        variance.assign(0.9 * variance + 0.1 * spread)
        return tf.nn.batch_normalization(y, found, spread, offset, scale, 1e-5)

    return apply


def block(inputs, outputs, stride):
    first, second = convolution(inputs, outputs, 3, stride), convolution(outputs, outputs, 3, 1)
    shortcut = convolution(inputs, outputs, 1, stride) if stride > 1 or inputs != outputs else lambda x: x
    return lambda x: tf.nn.relu(second(tf.nn.relu(first(x))) + shortcut(x))


stem = convolution(3, 64, 7, 2)
blocks, inputs = [], 64
for outputs, count, stride in zip((64, 128, 256, 512), {"resnet18": (2, 2, 2, 2), "resnet34": (3, 4, 6, 3)}[name], (1, 2, 2, 2)):
    for i in range(count):
        blocks.append(block(inputs, outputs, stride if i == 0 else 1))
        inputs = outputs
last = variable([1, 1, 512, 12])
images, labels = tf.random.uniform([batch, size, size, 3]), tf.range(batch) % 12


@tf.function(jit_compile=True)
def step(images, labels, t):
    with tf.GradientTape() as tape:
        x = tf.nn.max_pool2d(tf.pad(tf.nn.relu(stem(images)), [[0, 0], [1, 1], [1, 1], [0, 0]]), 3, 2, "VALID")
        for each in blocks:
            x = each(x)
        logits = tf.reduce_mean(x, [1, 2]) @ tf.reshape(last, [512, 12])
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
    for weight, (m, v), g in zip(weights, moments, tape.gradient(loss, weights)):
        m.assign(0.9 * m + 0.1 * g)
        v.assign(0.99 * v + 0.01 * g * g)
        weight.assign(weight * (1 - 1e-6) - 1e-4 * (m / (1 - 0.9**t)) / (tf.sqrt(v / (1 - 0.99**t)) + 1e-5))
    return loss


serve(f"TensorFlow {tf.__version__}, jit_compile", lambda: float(step(images, labels, tf.constant(1.0))))
