"""Six seedlings, two ways to fit them, and two ways to a loss."""

from crossentropy import (
    LogisticRegression,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    sigmoid,
)

x = [-2, -1, -0.5, 0.5, 1, 2]  # degrees Celsius
y = [0, 0, 1, 0, 1, 1]  # did it survive?
start = LogisticRegression(0.0)
paths = start.newton(x, y), start.descend(x, y, rate=1.0, updates=100)

for k in range(6):
    newton, descent = (f"{path[k].weights[0]:.6f}, {path[k].loss(x, y):.6f} nat" for path in paths)
    print(f"{k}: Newton {newton}; descent {descent}")

newton, descent = ([f"{model.weights[0]:.6f}" for model in path] for path in paths)
print("descent gets there in", descent.index(newton[-1]), "steps")

print(f"survival at 0.5 degrees: {paths[0][-1].probability(0.5):.6f}")

for z in (30.0, 40.0):
    by_probability = binary_cross_entropy(0, sigmoid(z))
    by_logit = binary_cross_entropy_with_logits(0, z)
    print(f"label 0, logit {z:.0f}: {by_probability:.6f} and {by_logit:.6f} nat")
