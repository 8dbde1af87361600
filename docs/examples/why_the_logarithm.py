"""Why the logarithm: four candidates for two coins, one in three squeezed between coins, a wild additive function."""

from math import sqrt

from crossentropy import self_information

candidates = {
    "straight line": lambda t: 2 * (1 - t),
    "root": lambda t: (1 - sqrt(t)) / (1 - sqrt(1 / 2)),
    "reciprocal": lambda t: 1 / t - 1,
    "logarithm": lambda t: float(self_information(t, base=2)),
}
for name, h in candidates.items():
    print(f"{name:13}  {h(1 / 4):.3f}   gap {h(1 / 4) - 2 * h(1 / 2):+.3f}")

for draws in (1, 5, 12, 53, 306, 665):
    coins = (3**draws).bit_length() - 1  # the last power of two that is no greater: exact
    print(f"{draws:3} draws: {coins / draws:.6f} to {(coins + 1) / draws:.6f} bit")
print(f"the logarithm: {self_information(1 / 3, base=2):.6f} bit")

k, m = 1, 0  # the number k + m √2, multiplied by √2 - 1 again and again, and k - m √2
for _ in range(6):
    k, m = 2 * m - k, k - m
    print(f"{k + m * sqrt(2):8.6f} becomes {k - m * sqrt(2):8.3f}")
