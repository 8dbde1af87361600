"""Maximum likelihood: ten tosses as a cross-entropy, more and more tosses of a coin, and what noise costs."""

from random import Random

import numpy as np

from crossentropy import binary_entropy, cross_entropy, cross_entropy_loss, entropy, kl_divergence

y = [0] * 7 + [1] * 3  # seven heads, three tails
frequencies = np.bincount(y) / len(y)
for heads in (0.5, 0.6, 0.7, 0.9):
    q = np.array([heads, 1 - heads])
    mean = cross_entropy_loss(y, np.tile(q, (len(y), 1)))
    print(f"{heads}: {mean:.6f} = {entropy(frequencies):.6f} + {kl_divergence(frequencies, q):.6f} nat")

coin, truth = Random(2), np.array([0.7, 0.3])
tosses = np.array([coin.random() >= truth[0] for _ in range(100_000)], dtype=int)
print(f"truth: heads {truth[0]}, entropy {entropy(truth):.6f} nat")
for m in (10, 100, 1_000, 10_000, 100_000):
    fitted = np.bincount(tosses[:m], minlength=2) / m  # the frequencies are the most likely model
    print(f"{m:6d} tosses: heads {fitted[0]:.5f}, training loss {entropy(fitted):.6f},", end=" ")
    print(f"true loss {cross_entropy(truth, fitted):.6f} nat")

print("floors with 5 % and 10 % of the labels flipped:", binary_entropy([0.05, 0.1]).round(6), "nat")
