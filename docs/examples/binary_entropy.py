"""Three logistic models: how uncertain each is, along the line, in total, and together with the others."""

import numpy as np

from crossentropy import binary_entropy, sigmoid

weight, bias = np.array([1, 2, -5]), np.array([0, 1, -10])  # models A, B, C
for x in (-3, -2, -1, 0):
    entropies = binary_entropy(sigmoid(weight * x + bias))
    print(f"x = {x:2}   " + "   ".join(f"{h:.6f} nat" for h in entropies))

x, step = np.linspace(-60, 60, 120_001, retstep=True)
for w, b in zip(weight, bias, strict=True):
    total = binary_entropy(sigmoid(w * x + b)).sum() * step
    print(f"weight {w:2}: total {total:.6f} nat, by the theorem {np.pi**2 / (3 * abs(w)):.6f} nat")

a = sigmoid(weight * -2 + bias)  # the three predictions at x = -2
mixed, mean = binary_entropy(a.mean()), binary_entropy(a).mean()
print(f"mixture {mixed:.5f} nat = mean {mean:.5f} nat + disagreement {mixed - mean:.5f} nat")
