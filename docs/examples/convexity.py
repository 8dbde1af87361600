"""Four samples, two losses, two starts each: two minima and one."""

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
        w -= 0.5 * gradient(y, w * x) @ x  # the logit is w x
    return w


for start in (-1, 3):
    w = descend(sigmoid_squared_error_gradient, start)
    cost = squared_error(y, sigmoid(w * x)) / 2
    print(f"from {start:2}: w = {w:.6f}, quadratic cost {cost:.6f}")

for start in (-1, 3):
    w = descend(binary_cross_entropy_with_logits_gradient, start)
    loss = binary_cross_entropy_with_logits(y, w * x)
    print(f"from {start:2}: w = {w:.6f}, cross-entropy {loss:.6f} nat")
