"""Units and zeros: one amount in three units, and what the library does where a probability is zero."""

from crossentropy import convert, entropy, kl_divergence, self_information

for unit in ("nat", "bit", "hartley"):
    amounts = (convert(1, unit, other) for other in ("nat", "bit", "hartley"))
    print(f"1 {unit:7} = " + " = ".join(f"{amount:.6f}" for amount in amounts))  # in nats, bits, hartleys

for unit, base in (("nat", None), ("bit", 2), ("hartley", 10)):
    print(f"-log 0.7 = {self_information(0.7, base=base):.6f} {unit}")

print(entropy([0.5, 0.5, 0], base=2), "bit: a term of probability zero is zero")
print(kl_divergence([1, 0], [0.5, 0.5], base=2), "bit: so it is here, where the truth is zero")
print(kl_divergence([0.5, 0.5], [1, 0], base=2), "bit: not where the model is, and the truth is not")
