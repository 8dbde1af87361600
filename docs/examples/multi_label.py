"""Multi-label loss: a binary cross-entropy per label, summed over labels, averaged over samples; a dependent pair."""

import numpy as np

from crossentropy import (
    binary_cross_entropy,
    cross_entropy_loss,
    joint_entropy,
    multilabel_cross_entropy,
    mutual_information,
    sigmoid,
)

y = np.array([0, 1, 1])  # bicycle, traffic light, pedestrian
a = np.array([0.1, 0.7, 0.8])

print("loss of each label ", binary_cross_entropy(y, a, reduction="none").round(6), "nat")
print(f"sum over labels     {multilabel_cross_entropy(y, a):.6f} nat")
print(f"mean over labels    {binary_cross_entropy(y, a):.6f} nat")

z = np.log(a / (1 - a))
print("scores             ", z.round(6))
print("sigmoid of them    ", sigmoid(z).round(6))
print("output minus target", (sigmoid(z) - y).round(6))

Y = [[0, 1, 1], [1, 0, 0]]
A = [[0.1, 0.7, 0.8], [0.5, 0.5, 0.5]]
print(f"batch: sum over labels, mean over samples  {multilabel_cross_entropy(Y, A):.6f} nat")
print(f"batch: mean over labels and samples        {binary_cross_entropy(Y, A):.6f} nat")

one_hot, q = [0, 1, 0], [0.3, 0.6, 0.1]
print(f"the same three numbers: one-vs-rest        {multilabel_cross_entropy(one_hot, q):.6f} nat")
print(f"                        multi-class        {cross_entropy_loss(one_hot, q):.6f} nat")

pair = [[0.4, 0.1], [0.1, 0.4]]  # two labels that tend to agree: both, one, the other, neither
together, extra = joint_entropy(pair, base=2), mutual_information(pair, base=2)
print(f"a dependent pair: modelled together {together:.6f} bit, separately {together + extra:.6f} bit")
