"""Normal distributions: entropy, cross-entropy and relative entropy in closed form, and from densities on a grid."""

import numpy as np

from crossentropy import (
    density_cross_entropy,
    density_entropy,
    density_kl_divergence,
    normal_cross_entropy,
    normal_density,
    normal_entropy,
    normal_kl_divergence,
)

print(f"h = {normal_entropy(1):.6f} nat = {normal_entropy(1, base=2):.6f} bit")
print(f"cross-entropy with a shifted, wider model: {normal_cross_entropy(0, 1, 1, 2):.6f} nat")
print(f"too wide a model costs {normal_kl_divergence(0, 1, 0, 2):.6f} nat", end=", ")
print(f"too narrow a one {normal_kl_divergence(0, 2, 0, 1):.6f} nat")

x = np.linspace(-20, 20, 4001)
f, g = normal_density(x, 0, 1), normal_density(x, 1, 2)
print(f"on a grid: {density_entropy(f, x):.6f}, {density_cross_entropy(f, g, x):.6f}", end=", ")
print(f"{density_kl_divergence(f, g, x):.6f} nat")
