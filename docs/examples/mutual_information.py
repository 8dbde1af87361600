"""Mutual information: a bus and the weather, the gain of a question, and what a bad instrument loses."""

import numpy as np

from crossentropy import conditional_entropy, entropy, information_gain, joint_entropy, mutual_information

pairs = np.array([[1 / 2, 1 / 4], [0, 1 / 4]])  # rows: on time, late; columns: dry, rainy
print(f"H(X)     = {entropy(pairs.sum(axis=1), base=2):.6f} bit")
print(f"H(X, Y)  = {joint_entropy(pairs, base=2):.6f} bit")
print(f"H(Y | X) = {conditional_entropy(pairs, base=2):.6f} bit")
print(f"H(X | Y) = {conditional_entropy(pairs, base=2, axis=(-1, -2)):.6f} bit")
print(f"I(X; Y)  = {mutual_information(pairs, base=2):.6f} bit")

tennis = [[2, 3], [4, 0], [3, 2]]  # sunny, overcast, rainy; played, not played
print(f"gain of the outlook: {information_gain(tennis, base=2):.6f} bit")

instrument = np.array([[0.9, 0.1], [0.1, 0.9]])
print(f"after the instrument: {mutual_information(pairs @ instrument, base=2):.6f} bit")
