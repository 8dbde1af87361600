"""Entropy term by term, in three units, and what rounding too early does to it."""

from crossentropy import convert, entropy, self_information

p = [0.7, 0.2, 0.1]
information = self_information(p)  # -log p, in nats
h = entropy(p)

for p_i, i_i in zip(p, information, strict=True):
    print(f"p = {p_i:.1f}   I = {i_i:.6f} nat   p I = {p_i * i_i:.6f} nat")

print(f"H = {h:.6f} nat = {convert(h, 'nat', 'bit'):.6f} bit = {convert(h, 'nat', 'hartley'):.6f} hart")
print(f"rounded first: {sum(p_i * round(i_i, 2) for p_i, i_i in zip(p, information, strict=True)):.6f} nat")
print(f"base 10: {entropy([0.9, 0.05, 0.02, 0.03], base=10):.6f} hart")
