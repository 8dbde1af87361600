"""Entropy term by term, in three units, and what rounding too early does to it."""

import numpy as np

from crossentropy import convert, entropy, self_information

p = np.array([0.7, 0.2, 0.1])
information = self_information(p)  # -log p, in nats
for t, info in zip(p, information, strict=True):
    print(f"p = {t:.1f}   I = {info:.6f} nat   p I = {t * info:.6f} nat")

h = entropy(p)
print(f"H = {h:.6f} nat")
for unit in ("bit", "hartley"):
    print(f"  = {convert(h, 'nat', unit):.6f} {unit}")

early = (p * information.round(2)).sum()
print(f"I rounded first: {early:.6f} nat")

print(f"base ten: {entropy([0.9, 0.05, 0.02, 0.03], base=10):.6f} hartley")

print(f"with a zero: {entropy([0.7, 0.2, 0.1, 0]):.6f} nat")  # 0 log 0 counts as 0
