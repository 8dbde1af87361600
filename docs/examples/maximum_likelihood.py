"""Maximum likelihood: ten tosses, more and more tosses, noisy labels."""

from random import Random

import numpy as np

from crossentropy import (
    binary_entropy,
    cross_entropy,
    cross_entropy_loss,
    entropy,
    kl_divergence,
)

y = [0] * 7 + [1] * 3  # seven heads, three tails
p_hat = np.bincount(y) / len(y)
for heads in (0.5, 0.6, 0.7, 0.9):
    q = [heads, 1 - heads]
    loss = cross_entropy_loss(y, [q] * len(y))
    excess = kl_divergence(p_hat, q)
    print(f"{heads}: {loss:.6f} = {entropy(p_hat):.6f} + {excess:.6f} nat")

p, coin = [0.7, 0.3], Random(2)
tosses = np.array([int(coin.random() >= 0.7) for _ in range(100_000)])
print(f"entropy of the truth {entropy(p):.6f} nat")
for m in (10, 100, 1_000, 10_000, 100_000):
    q = np.bincount(tosses[:m], minlength=2) / m  # the most likely model
    training, true = entropy(q), cross_entropy(p, q)
    print(f"{m:6d} tosses: heads {q[0]:.5f},", end=" ")
    print(f"training {training:.6f}, true {true:.6f} nat")

for share in (0.05, 0.1):
    floor = binary_entropy(share)
    print(f"share {share} of the labels flipped: floor {floor:.6f} nat")
