"""Softmax cross-entropy: its gradient, its Hessian, and some steps downhill."""

import numpy as np

from crossentropy import (
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
    softmax_jacobian,
)

z, y = np.array([2.0, 1.0, 0.1]), 0
g = softmax_cross_entropy_gradient(y, z)
print("gradient            ", g.round(6), f"sum {abs(g.sum()):.6f}")

h = 1e-5 * np.eye(3)  # a small change of one score
rises = [softmax_cross_entropy(y, z + d) for d in h]
falls = [softmax_cross_entropy(y, z - d) for d in h]
print("difference quotients", (np.subtract(rises, falls) / 2e-5).round(6))

hessian = softmax_jacobian(z)  # whatever the target
print("eigenvalues         ", abs(np.linalg.eigvalsh(hessian)).round(6))

z, glass = np.log([3.0, 6.0, 1.0]), 1  # paper, glass, metal
for step in range(4):
    loss = softmax_cross_entropy(glass, z)
    print(f"step {step}: {softmax(z).round(6)}  loss {loss:.6f} nat")
    z -= softmax_cross_entropy_gradient(glass, z)  # learning rate one
