"""Multi-class cross-entropy: from scores to probabilities, from probabilities to the loss; large scores; accuracy."""

import numpy as np

from crossentropy import cross_entropy, cross_entropy_loss, log_softmax, logsumexp, softmax, softmax_cross_entropy

z = np.log([3.0, 6.0, 1.0])  # scores of paper, glass and metal
print("probabilities        ", softmax(z).round(6))
print("every score raised   ", softmax(z + 100).round(6))

glass = 1
print(f"logsumexp(z) - z_y    {logsumexp(z) - z[glass]:.6f} nat")
print(f"the same in one call  {softmax_cross_entropy(glass, z):.6f} nat")

for base, unit in ((None, "nat"), (2, "bit"), (10, "hart")):
    print(f"cross-entropy         {cross_entropy([0, 1, 0], [0.3, 0.6, 0.1], base=base):.6f} {unit}")

labels = [1, 0, 0]  # glass, paper, paper
q = [[0.3, 0.6, 0.1], [0.5, 0.2, 0.3], [0.7, 0.1, 0.2]]
print("losses of the batch  ", cross_entropy_loss(labels, q, reduction="none").round(6), "nat")
print(f"their mean            {cross_entropy_loss(labels, q):.6f} nat")

large = np.array([1000.0, 0.0, 0.0])
with np.errstate(over="ignore", invalid="ignore"):
    print("softmax, naive       ", np.exp(large) / np.exp(large).sum())
print("log_softmax          ", log_softmax(large))

models = {"C": [[0.51, 0.49], [0.51, 0.49], [0.51, 0.49]], "D": [[0.99, 0.01], [0.99, 0.01], [0.49, 0.51]]}
for name, predictions in models.items():  # class zero is true in each row
    errors = np.mean(np.argmax(predictions, axis=1) != 0)
    print(f"model {name}: errors {errors:.4f}, loss {cross_entropy_loss([0, 0, 0], predictions, base=2):.6f} bit")
