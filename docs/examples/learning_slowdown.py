"""One neuron from two starts: outputs, cost, and the law of its plateau."""

import numpy as np

from crossentropy import Neuron

rate = 0.15


def law(z):
    return 3 * z + np.exp(z) - 3 * np.exp(-z) - np.exp(-2 * z) / 2


for weight, bias in ((0.6, 0.9), (2.0, 2.0)):
    start = Neuron(weight, bias, cost="quadratic")
    slope = start.gradient(1, 0)[1]
    path = start.descend(1, 0, rate=rate, updates=300)
    outputs = np.array([neuron.output(1) for neuron in path])

    print(f"weight {weight}, bias {bias}: gradient {slope:.6f}")
    print("  outputs", outputs[::50].round(4))
    print(f"  cost {path[0].loss(1, 0):.6f}, last {path[-1].loss(1, 0):.6f}")
    print(f"  below 0.5 after {np.argmax(outputs < 0.5)} updates")
    print(f"  by the law {(law(weight + bias) - law(0)) / (2 * rate):.1f}")
