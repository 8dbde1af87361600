"""Properties of entropy: two steps, a mixture and what it gains, equal cases, and the steep start at certainty."""

import numpy as np

from crossentropy import entropy, kl_divergence

whole = entropy([1 / 2, 1 / 3, 1 / 6], base=2)
steps = entropy([1 / 2, 1 / 2], base=2) + entropy([2 / 3, 1 / 3], base=2) / 2
print(f"in one step {whole:.6f}, in two {steps:.6f} bit")

p, q = np.array([0.7, 0.2, 0.1]), np.array([0.1, 0.2, 0.7])
r = (p + q) / 2
print(f"apart {entropy(p):.6f} and {entropy(q):.6f}, mixed {entropy(r):.6f} nat")
gain = (kl_divergence(p, r) + kl_divergence(q, r)) / 2
print(f"gain {entropy(r) - (entropy(p) + entropy(q)) / 2:.6f} = {gain:.6f} nat")

for n in (2, 3, 4):
    short = np.log(n) - entropy(np.eye(n)[0])
    print(f"{n} outcomes: equal cases {entropy(np.full(n, 1 / n)):.6f}, certainty {short:.6f} below")

print(f"added, never occurs: {entropy([*p, 0]):.6f} nat")

for t in (0.1, 0.01, 0.001, 0.0001):
    print(f"{t:6}: {entropy([1 - t, t], base=2):.6f} bit, ratio {entropy([1 - t, t], base=2) / (2 * t):.3f}")
