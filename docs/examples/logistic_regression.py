"""Six seedlings fitted by Newton's method and by gradient descent; a loss by the probability and by the logit."""

from crossentropy import LogisticRegression, binary_cross_entropy, binary_cross_entropy_with_logits, sigmoid

x, y = [-2, -1, -0.5, 0.5, 1, 2], [0, 0, 1, 0, 1, 1]  # degrees Celsius; did it survive?
start = LogisticRegression(0.0)
newton = start.newton(x, y)
descent = start.descend(x, y, rate=1.0, updates=100)

for k in range(6):
    weights = [path[k].weights[0] for path in (newton, descent)]
    losses = [path[k].loss(x, y) for path in (newton, descent)]
    print(f"step {k}: Newton {weights[0]:.6f}, {losses[0]:.6f} nat; descent {weights[1]:.6f}, {losses[1]:.6f} nat")

best = f"{newton[-1].weights[0]:.6f}"
print("descent gets there in", [f"{model.weights[0]:.6f}" for model in descent].index(best), "steps")

print(f"survival at 0.5 degrees: {newton[-1].probability(0.5):.6f}")

for z in (30.0, 40.0):
    by_probability = binary_cross_entropy(0, sigmoid(z))
    print(f"label 0, logit {z:.0f}: {by_probability:.6f} and {binary_cross_entropy_with_logits(0, z):.6f} nat")
