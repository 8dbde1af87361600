"""One neuron, two starts, two costs, one learning rate; and what happens if a factor σ′ is left out."""

from crossentropy import Neuron, sigmoid

for w, b in ((0.6, 0.9), (2.0, 2.0)):
    for cost in ("cross-entropy", "quadratic"):
        path = Neuron(w, b, cost=cost).descend(1, 0, rate=0.15, updates=300)
        outputs = [float(neuron.output(1)) for neuron in path]
        below = next(k for k, a in enumerate(outputs) if a < 0.5)
        print(f"z = {w + b:.1f}  {cost:13}  below one half at update {below:3}, at the end {outputs[-1]:.4f}")

rate = 0.005
for z in (1.5, 4.0):
    right = Neuron(z / 2, z / 2).descend(1, 0, rate=rate, updates=300)[-1].output(1)
    for _ in range(300):
        z -= 2 * rate / (1 - sigmoid(z))  # the derivative in the output, where that in z belongs
    print(f"learning rate {rate}: with the gradient {right:.4f}, without σ′ {sigmoid(z):.4f}")
