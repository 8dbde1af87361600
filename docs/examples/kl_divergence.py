"""Relative entropy: signed terms with a non-negative sum, both orders, zeros, merged outcomes."""

import numpy as np

from crossentropy import kl_divergence, self_information

p, q = np.array([0.9, 0.1]), np.array([0.5, 0.5])  # the truth, the model
terms = p * (self_information(q) - self_information(p))
print(f"terms {terms[0]:.6f} and {terms[1]:.6f} nat")
print(f"D(p || q) = {kl_divergence(p, q):.6f} nat = {kl_divergence(p, q, base=2):.6f} bit")
print(f"D(q || p) = {kl_divergence(q, p):.6f} nat")

two, four = [1 / 2, 1 / 2, 0, 0], [1 / 4, 1 / 4, 1 / 4, 1 / 4]
print(f"letters: {kl_divergence(two, four, base=2):.6f} bit, the other way round {kl_divergence(four, two, base=2)}")

fine = kl_divergence([0.7, 0.2, 0.1], [0.5, 0.25, 0.25])
print(f"merged: {fine:.6f} nat becomes {kl_divergence([0.7, 0.3], [0.5, 0.5]):.6f} nat")

d = 1e-9  # a fair coin against one that is off by d: 2 d² nats, to leading order
print(f"close together: {kl_divergence(q, [0.5 + d, 0.5 - d]) / d**2:.6f} times the square")
