"""Softmax cross-entropy: gradient, Hessian with its eigenvalues, and some steps against the gradient."""

import numpy as np

from crossentropy import softmax, softmax_cross_entropy, softmax_cross_entropy_gradient, softmax_jacobian

z, y = np.array([2.0, 1.0, 0.1]), 0
g = softmax_cross_entropy_gradient(y, z)
print("gradient            ", g.round(6), f"sum {abs(g.sum()):.6f}")

h = 1e-5  # difference quotients
rises = [softmax_cross_entropy(y, z + h * e) - softmax_cross_entropy(y, z - h * e) for e in np.eye(3)]
print("difference quotients", (np.array(rises) / (2 * h)).round(6))

hessian = softmax_jacobian(z)  # whatever the target
print("eigenvalues         ", abs(np.linalg.eigvalsh(hessian)).round(6))

z, glass = np.log([3.0, 6.0, 1.0]), 1  # paper, glass, metal
for step in range(4):
    print(f"step {step}: {softmax(z).round(6)}  loss {softmax_cross_entropy(glass, z):.6f} nat")
    z -= softmax_cross_entropy_gradient(glass, z)  # learning rate one
