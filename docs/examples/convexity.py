"""Two losses on the same four samples: from two starts, one ends in two places and the other in one."""

import numpy as np

from crossentropy import (
    binary_cross_entropy_with_logits,
    binary_cross_entropy_with_logits_gradient,
    sigmoid,
    sigmoid_squared_error_gradient,
    squared_error,
)

x, y = np.array([10, 1, 1, 0.2]), np.array([0, 1, 1, 0])


def descend(gradient, w):
    for _ in range(3_000):
        w -= 0.5 * gradient(y, w * x) @ x  # the chain rule: the logit is w x
    return w


for start in (-1, 3):
    w = descend(sigmoid_squared_error_gradient, start)
    print(f"quadratic cost from {start:2}: w = {w:.6f}, cost {squared_error(y, sigmoid(w * x)) / 2:.6f}")

for start in (-1, 3):
    w = descend(binary_cross_entropy_with_logits_gradient, start)
    print(f"cross-entropy from {start:2}: w = {w:.6f}, loss {binary_cross_entropy_with_logits(y, w * x):.6f} nat")
