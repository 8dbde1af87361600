"""Cross-entropy is entropy plus relative entropy; the truth comes first, the model second."""

from crossentropy import cross_entropy, entropy, kl_divergence

p = [0.7, 0.2, 0.1]  # the truth
models = {
    "the truth": p,
    "cautious": [0.5, 0.25, 0.25],
    "uniform": [1 / 3, 1 / 3, 1 / 3],
    "reversed": [0.1, 0.2, 0.7],
    "no third": [0.8, 0.2, 0.0],  # rules out an outcome that does occur
}

print(f"H(p) = {entropy(p, base=2):.6f} bit")
for name, q in models.items():
    total, extra = cross_entropy(p, q, base=2), kl_divergence(p, q, base=2)
    print(f"{name:9}  H(p, q) = {total:.6f} bit   D(p || q) = {extra:.6f} bit")

a, b = [0.9, 0.1], [0.5, 0.5]
print(f"one order {cross_entropy(a, b):.6f} nat, the other {cross_entropy(b, a):.6f} nat")
