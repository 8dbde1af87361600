"""Self-information in three units: common, rare and impossible outcomes, and two that add up."""

import numpy as np

from crossentropy import convert, self_information

lift = np.array([0.99, 0.01])  # works, out of order
for t, bits in zip(lift, self_information(lift, base=2), strict=True):
    print(f"p = {t:.2f}   I = {bits:.4f} bit")

for t in (0.7, 0.2, 0.1):  # sunny, cloudy, rainy
    nats = self_information(t)
    units = "   ".join(f"{convert(nats, 'nat', unit):.6f} {unit}" for unit in ("nat", "bit", "hartley"))
    print(f"p = {t:.1f}   I = {units}")

one = self_information(0.01, base=2)
both = self_information(0.01 * 0.01, base=2)  # two lifts, independent of each other
print(f"both out of order: {both:.4f} bit, {one + one:.4f} bit as a sum")

print(f"impossible: {self_information(0)} nat")
