"""One neuron, two starts, two costs; and runs that leave out a factor σ′."""

from crossentropy import Neuron, sigmoid

for w, b in ((0.6, 0.9), (2.0, 2.0)):
    for cost in ("cross-entropy", "quadratic"):
        start = Neuron(w, b, cost=cost)
        path = start.descend(1, 0, rate=0.15, updates=300)
        outputs = [neuron.output(1) for neuron in path]
        below = next(k for k, a in enumerate(outputs) if a < 0.5)
        end = f"{outputs[-1]:.4f}"
        print(f"from {w + b:.1f} {cost:13} below 0.5 at {below:3}, end {end}")

rate = 0.005
for z in (1.5, 4.0):
    path = Neuron(z / 2, z / 2).descend(1, 0, rate=rate, updates=300)
    end = f"{path[-1].output(1):.4f}"
    for _ in range(300):
        z -= 2 * rate / (1 - sigmoid(z))  # the slope in the output
    print(f"learning rate {rate}: end {end}, without σ′ {sigmoid(z):.4f}")
