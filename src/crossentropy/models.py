"""The models whose training the pages follow, small enough to be read: nothing is hidden, nothing drawn at random.

A model is its parameters and does not change: training gives the models that it passes through, the first of them
the one that it starts from. They compute in float64, and losses are in nats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from crossentropy._arithmetic import surprisal
from crossentropy._validation import (
    FloatArray,
    FloatOrArray,
    checked_base,
    checked_count,
    checked_number,
    checked_rate,
    finite_numbers,
    probabilities,
    within_range,
)
from crossentropy.activations import sigmoid, softmax
from crossentropy.gradients import (
    binary_cross_entropy_with_logits_gradient,
    logistic_gradient,
    logistic_hessian,
    sigmoid_squared_error_gradient,
    softmax_cross_entropy_gradient,
)
from crossentropy.losses import binary_cross_entropy_with_logits, softmax_cross_entropy, squared_error

Cost: TypeAlias = Literal["cross-entropy", "quadratic"]


class Neuron:
    r"""A neuron with the logistic function as its activation, and one of two costs.

    $$a = \sigma(w \cdot x + b), \qquad
    C = -y \ln a - (1 - y) \ln(1 - a) \quad\text{or}\quad C = \tfrac12 (y - a)^2$$

    Args:
        weights: The weights w: a number, for one input, or finite numbers of shape (d,).
        bias: The bias b, a finite number.
        cost: Which cost training lowers, "cross-entropy" or "quadratic".

    Raises:
        ValueError: A number is NaN or infinite; the weights are no vector; there is no such cost.
        TypeError: The weights or the bias are no real numbers.

    Examples:
        >>> start = Neuron(2.0, 2.0, cost="quadratic")
        >>> path = start.descend(1, 0, rate=0.15, updates=300)
        >>> print([round(float(path[k].output(1)), 4) for k in (0, 150, 300)])
        [0.982, 0.9334, 0.2028]
        >>> path = Neuron(2.0, 2.0).descend(1, 0, rate=0.15, updates=300)
        >>> print([round(float(path[k].output(1)), 4) for k in (0, 150, 300)])
        [0.982, 0.0257, 0.012]

    References:
        - M. A. Nielsen, Neural Networks and Deep Learning (2015), ch. 3.
        - Derived on the pages optimisation/learning-slowdown and optimisation/cross-entropy-gradient.
    """

    def __init__(self, weights: ArrayLike, bias: float = 0.0, *, cost: Cost = "cross-entropy") -> None:
        if not isinstance(cost, str) or cost not in _COSTS:
            raise ValueError(f"cost = {cost!r}, expected 'cross-entropy' or 'quadratic'")
        self.weights = _weights(weights)
        self.bias = checked_number("bias", bias, "a finite number", least=-np.inf)
        self.cost = cost

    def __repr__(self) -> str:
        return f"Neuron({self.weights.tolist()}, {self.bias!r}, cost={self.cost!r})"

    def output(self, x: ArrayLike) -> FloatOrArray:
        """Compute the output, a probability.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.

        Returns:
            Outputs a of shape (...).

        Raises:
            ValueError: A number is NaN or infinite, or the shape does not fit the weights.
            TypeError: x is not an array of real numbers.
        """
        return sigmoid(_linear(_inputs(x, self.weights), self.weights, self.bias))

    def loss(self, x: ArrayLike, y: ArrayLike) -> float:
        """Compute the mean cost of samples.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Labels 0 and 1 (False and True), or soft labels between, of shape (...).

        Returns:
            The cost: in nats if it is the cross-entropy.

        Raises:
            ValueError: A number is NaN or infinite; a label is outside [0, 1]; the shapes do not fit; there are
                no samples.
            TypeError: x or y is not an array of real numbers.
        """
        X, y = _samples(x, y, self.weights)
        value, _ = _COSTS[self.cost]
        return float(value(y, _linear(X, self.weights, self.bias)))

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, float]:
        """Compute the derivatives of the mean cost with respect to the weights and the bias.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Labels 0 and 1 (False and True), or soft labels between, of shape (...).

        Returns:
            The derivatives with respect to the weights, of shape (d,), and with respect to the bias.

        Raises:
            ValueError: A number is NaN or infinite; a label is outside [0, 1]; the shapes do not fit; there are
                no samples.
            TypeError: x or y is not an array of real numbers.
        """
        X, y = _samples(x, y, self.weights)
        slopes = self._slopes(_with_ones(X), y, _parameters(self.bias, self.weights))
        return slopes[1:], float(slopes[0])

    def descend(self, x: ArrayLike, y: ArrayLike, *, rate: float, updates: int) -> list[Neuron]:
        """Train by gradient descent on the mean cost of all samples.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Labels 0 and 1 (False and True), or soft labels between, of shape (...).
            rate: The learning rate, a positive finite number.
            updates: How many updates to make.

        Returns:
            This neuron, and the neuron after each update: `updates` + 1 of them.

        Raises:
            ValueError: A number is NaN or infinite; a label is outside [0, 1]; the shapes do not fit; there are
                no samples; the rate is not positive and finite; the number of updates is negative.
            OverflowError: The weights leave the range of the floats, because the rate is far too large.
            TypeError: x or y is not an array of real numbers, the rate is no number, or the number of updates
                no integer.
        """
        X, y = _samples(x, y, self.weights)
        X = _with_ones(X)
        path = _descend(_parameters(self.bias, self.weights), lambda theta: self._slopes(X, y, theta), rate, updates)
        return [self, *(Neuron(theta[1:], float(theta[0]), cost=self.cost) for theta in path[1:])]

    def _slopes(self, X: FloatArray, y: FloatArray, theta: FloatArray) -> FloatArray:
        _, derivative = _COSTS[self.cost]
        slopes: FloatArray = X.T @ np.asarray(derivative(y, _linear(X, theta)))
        return slopes


def _half_square(y: FloatArray, z: FloatArray) -> FloatOrArray:
    return squared_error(y, sigmoid(z)) / 2


def _half_square_gradient(y: FloatArray, z: FloatArray) -> FloatOrArray:
    return sigmoid_squared_error_gradient(y, z) / 2


# The cost and its derivative, of labels and logits.
_COSTS: dict[str, tuple[Callable[..., FloatOrArray], Callable[..., FloatOrArray]]] = {
    "cross-entropy": (binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_gradient),
    "quadratic": (_half_square, _half_square_gradient),
}


class LogisticRegression:
    r"""Logistic regression: the log-odds of the label are linear in the inputs.

    $$q = \sigma(w \cdot x + b), \qquad L = \frac1m \sum_{j=1}^{m} \bigl( -y_j \ln q_j - (1 - y_j) \ln(1 - q_j) \bigr)$$

    Args:
        weights: The weights w: a number, for one input, or finite numbers of shape (d,).
        bias: The bias b, a finite number.

    Raises:
        ValueError: A number is NaN or infinite, or the weights are no vector.
        TypeError: The weights or the bias are no real numbers.

    Examples:
        >>> x, y = [-2, -1, -0.5, 0.5, 1, 2], [0, 0, 1, 0, 1, 1]
        >>> path = LogisticRegression(0.0).newton(x, y)
        >>> print([round(float(model.weights[0]), 6) for model in path[:6]])
        [0.0, 0.952381, 1.274586, 1.347874, 1.351106, 1.351112]
        >>> print(f"{path[-1].loss(x, y):.6f} nat")
        0.460701 nat

    References:
        - D. R. Cox, "The regression analysis of binary sequences", Journal of the Royal Statistical Society B
          20 (1958), from page 215.
        - Derived on the pages likelihood/logistic-regression and optimisation/convexity.
    """

    def __init__(self, weights: ArrayLike, bias: float = 0.0) -> None:
        self.weights = _weights(weights)
        self.bias = checked_number("bias", bias, "a finite number", least=-np.inf)

    def __repr__(self) -> str:
        return f"LogisticRegression({self.weights.tolist()}, {self.bias!r})"

    def probability(self, x: ArrayLike) -> FloatOrArray:
        """Compute the probability of label 1.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.

        Returns:
            Probabilities of shape (...).

        Raises:
            ValueError: A number is NaN or infinite, or the shape does not fit the weights.
            TypeError: x is not an array of real numbers.
        """
        return sigmoid(_linear(_inputs(x, self.weights), self.weights, self.bias))

    def loss(self, x: ArrayLike, y: ArrayLike) -> float:
        """Compute the mean cross-entropy loss of samples.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Labels 0 and 1 (False and True), or soft labels between, of shape (...).

        Returns:
            The loss in nats.

        Raises:
            ValueError: A number is NaN or infinite; a label is outside [0, 1]; the shapes do not fit; there are
                no samples.
            TypeError: x or y is not an array of real numbers.
        """
        X, y = _samples(x, y, self.weights)
        return float(binary_cross_entropy_with_logits(y, _linear(X, self.weights, self.bias)))

    def descend(self, x: ArrayLike, y: ArrayLike, *, rate: float, updates: int) -> list[LogisticRegression]:
        """Train by gradient descent on the mean loss of all samples.

        Whether there is a minimum to be reached is not asked: if the classes are separable, the weights grow
        as long as the updates last. `newton` tells.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Labels 0 and 1 (False and True), or soft labels between, of shape (...).
            rate: The learning rate, a positive finite number.
            updates: How many updates to make.

        Returns:
            This model, and the model after each update: `updates` + 1 of them.

        Raises:
            ValueError: A number is NaN or infinite; a label is outside [0, 1]; the shapes do not fit; there are
                no samples; the rate is not positive and finite; the number of updates is negative.
            OverflowError: The weights leave the range of the floats, because the rate is far too large.
            TypeError: x or y is not an array of real numbers, the rate is no number, or the number of updates
                no integer.
        """
        X, y = _samples(x, y, self.weights)
        X = _with_ones(X)
        path = _descend(
            _parameters(self.bias, self.weights), lambda theta: logistic_gradient(y, X, theta), rate, updates
        )
        return [self, *(LogisticRegression(theta[1:], float(theta[0])) for theta in path[1:])]

    def newton(self, x: ArrayLike, y: ArrayLike) -> list[LogisticRegression]:
        """Find the weights of least loss by Newton's method, to the last digits.

        A step that would raise the loss is halved until it does not. Few are needed: near the minimum the
        number of correct digits doubles with each.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Labels 0 and 1 (False and True), or soft labels between, of shape (...).

        Returns:
            This model, and the model after each step; the last has the least loss of all.

        Raises:
            ValueError: The classes are separable, so that the loss has no minimum; the inputs are linearly
                dependent, so that it has many; a number is NaN or infinite; a label is outside [0, 1]; the
                shapes do not fit; there are no samples.
            ArithmeticError: No minimum is found in 30 steps, because the start is too far off.
            OverflowError: Products of inputs and weights leave the range of the floats.
            TypeError: x or y is not an array of real numbers.
        """
        X, y = _samples(x, y, self.weights)
        X = _with_ones(X)
        _refuse_dependent(X)
        path = _newton(_parameters(self.bias, self.weights), X, y)
        return [self, *(LogisticRegression(theta[1:], float(theta[0])) for theta in path[1:])]


class SoftmaxRegression:
    r"""Softmax regression: the logits of the n classes are linear in the inputs.

    $$q = \operatorname{softmax}(x^{\mathsf T} W + b), \qquad L = \frac1m \sum_{j=1}^{m} -\ln q_{j, y_j}$$

    Args:
        weights: The weights W, finite numbers of shape (d, n): a column for each class.
        biases: The biases b, finite numbers of shape (n,); None for zeros.

    Raises:
        ValueError: A number is NaN or infinite, or the shapes do not fit.
        TypeError: The weights or the biases are no array of real numbers.

    Examples:
        >>> x, y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]], [0, 1, 2]
        >>> path = SoftmaxRegression([[0.0] * 3] * 2).descend(x, y, rate=1.0, updates=100)
        >>> print(f"{path[0].loss(x, y):.6f} nat")
        1.098612 nat
        >>> print(path[-1].probabilities(x).argmax(axis=-1))
        [0 1 2]

    References:
        - J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", in
          Neurocomputing (1990), 227-236.
        - Derived on the pages likelihood/softmax and optimisation/softmax-gradient.
    """

    def __init__(self, weights: ArrayLike, biases: ArrayLike | None = None) -> None:
        self.weights: FloatArray = finite_numbers("weights", weights).astype(np.float64)
        if self.weights.ndim != 2 or not self.weights.size:
            raise ValueError(f"weights has shape {self.weights.shape}, expected (d, n), a column for each class")
        classes = self.weights.shape[1]
        self.biases: FloatArray = finite_numbers("biases", np.zeros(classes) if biases is None else biases).astype(
            np.float64
        )
        if self.biases.shape != (classes,):
            raise ValueError(f"biases has shape {self.biases.shape}, expected {(classes,)}: one for each class")

    def __repr__(self) -> str:
        return f"SoftmaxRegression({self.weights.tolist()}, {self.biases.tolist()})"

    def probabilities(self, x: ArrayLike) -> FloatArray:
        """Compute the probabilities of the classes.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.

        Returns:
            Probabilities of shape (..., n).

        Raises:
            ValueError: A number is NaN or infinite, or the shape does not fit the weights.
            TypeError: x is not an array of real numbers.
        """
        return softmax(_linear(_inputs(x, self.weights), self.weights, self.biases))

    def loss(self, x: ArrayLike, y: ArrayLike) -> float:
        """Compute the mean cross-entropy loss of samples.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Class indices from 0 to n - 1, integers of shape (...); or distributions of shape (..., n).

        Returns:
            The loss in nats.

        Raises:
            ValueError: A number is NaN or infinite; a class index is out of range; a distribution is none; the
                shapes do not fit; there are no samples.
            TypeError: x or y is not an array of real numbers, or class indices are not integers.
        """
        return float(softmax_cross_entropy(y, _linear(_inputs(x, self.weights), self.weights, self.biases)))

    def descend(self, x: ArrayLike, y: ArrayLike, *, rate: float, updates: int) -> list[SoftmaxRegression]:
        """Train by gradient descent on the mean loss of all samples.

        Whether there is a minimum to be reached is not asked: if the classes are separable, the weights grow
        as long as the updates last.

        Args:
            x: Inputs, finite numbers of shape (..., d); for one weight also a number or a vector of them.
            y: Class indices from 0 to n - 1, integers of shape (...); or distributions of shape (..., n).
            rate: The learning rate, a positive finite number.
            updates: How many updates to make.

        Returns:
            This model, and the model after each update: `updates` + 1 of them.

        Raises:
            ValueError: A number is NaN or infinite; a class index is out of range; a distribution is none; the
                shapes do not fit; there are no samples; the rate is not positive and finite; the number of
                updates is negative.
            OverflowError: The weights leave the range of the floats, because the rate is far too large.
            TypeError: x or y is not an array of real numbers, class indices are not integers, the rate is no
                number, or the number of updates no integer.
        """
        inputs = _inputs(x, self.weights)
        X = _with_ones(inputs.reshape(-1, inputs.shape[-1]))

        def gradient(theta: FloatArray) -> FloatArray:
            logits = _linear(X, theta).reshape(*inputs.shape[:-1], -1)
            slopes = softmax_cross_entropy_gradient(y, logits)
            return X.T @ slopes.reshape(len(X), -1)

        path = _descend(np.vstack([self.biases, self.weights]), gradient, rate, updates)
        return [self, *(SoftmaxRegression(theta[1:], theta[0]) for theta in path[1:])]


class NGram:
    r"""An n-gram model: the next token depends on the n - 1 before it, with the frequencies of a text.

    $$q(x_t \mid x_{t-n+1}, \dots, x_{t-1})
    = \frac{\#(x_{t-n+1}, \dots, x_t) + \alpha}{\#(x_{t-n+1}, \dots, x_{t-1}) + \alpha V}$$

    V is the number of different tokens in the text, α the smoothing. A context counts as often as a token
    follows it.

    Args:
        order: n, the length of the n-grams: 1 for frequencies alone, 2 for pairs.
        tokens: The text, as a sequence of tokens (a string is one of characters); n of them at least.
        smoothing: α, a finite number of at least 0: what is added to every count.

    Raises:
        ValueError: The order is below 1; there are fewer tokens; the smoothing is negative, NaN or infinite.
        TypeError: The order is no integer, the smoothing no number, or a token cannot be counted.

    Examples:
        >>> text = "abababababacabab"
        >>> print(f"{NGram(1, text).perplexity(text):.6f}")
        2.414597
        >>> pairs = NGram(2, text)
        >>> print(pairs.probability("b", "a"))
        0.875
        >>> print(f"{pairs.cross_entropy(text, base=2):.6f} bit, {pairs.perplexity(text):.6f}")
        0.289901 bit, 1.222556

    References:
        - C. E. Shannon, "A mathematical theory of communication", Bell System Technical Journal 27 (1948), § 3.
        - Derived on the page practice/perplexity.
    """

    def __init__(self, order: int, tokens: Sequence[Hashable], *, smoothing: float = 0.0) -> None:
        self.order = checked_count("order", order, least=1)
        self.smoothing = checked_number("smoothing", smoothing, "a finite number of at least 0", least=0)
        grams = self._grams(tokens)
        self.vocabulary: tuple[Hashable, ...] = tuple(dict.fromkeys(tokens))
        self._known = frozenset(tokens)
        self._counts = Counter(grams)
        self._contexts = Counter(gram[:-1] for gram in grams)

    def __repr__(self) -> str:
        return f"<NGram of order {self.order}, {len(self.vocabulary)} tokens, smoothing {self.smoothing}>"

    def probability(self, token: Hashable, context: Sequence[Hashable] = ()) -> float:
        """Compute the probability that a token comes next.

        Args:
            token: The token. One that the text does not have gets probability 0.
            context: The tokens before it, n - 1 of them at least; the last n - 1 count.

        Returns:
            The probability. For each context, those of the vocabulary sum to 1.

        Raises:
            ValueError: The context is too short; or it does not occur in the text and nothing is smoothed.
        """
        if len(context) < self.order - 1:
            raise ValueError(f"context has {len(context)} tokens, expected at least {self.order - 1}")
        before = tuple(context[len(context) - self.order + 1 :])
        if token not in self._known:
            return 0.0
        seen = self._contexts[before] + self.smoothing * len(self.vocabulary)
        if not seen:
            raise ValueError(f"no token follows the context {before!r} in the text: give a smoothing above 0")
        return (self._counts[(*before, token)] + self.smoothing) / seen

    def cross_entropy(self, tokens: Sequence[Hashable], *, base: float | None = None) -> float:
        r"""Compute the mean information of the tokens of a text, each given those before it.

        $$-\frac{1}{N} \sum_t \log_b q(x_t \mid x_{t-n+1}, \dots, x_{t-1})$$

        The first n - 1 tokens are contexts only.

        Args:
            tokens: The text, n tokens at least.
            base: Base of the logarithm, positive and not 1: 2 for bits, 10 for hartleys; None for nats.

        Returns:
            The cross-entropy for a token in the unit of the base; infinite if a token has probability 0.

        Raises:
            ValueError: There are fewer than n tokens; a context does not occur in the text of the model and
                nothing is smoothed; the base is not one of those allowed.
            TypeError: The base is not a number.
        """
        base = checked_base(base)
        each = [self.probability(gram[-1], gram[:-1]) for gram in self._grams(tokens)]
        return float(surprisal(np.array(each), base).mean())

    def perplexity(self, tokens: Sequence[Hashable]) -> float:
        """Compute the perplexity of a text, the exponential of the cross-entropy in nats.

        Args:
            tokens: The text, n tokens at least.

        Returns:
            The perplexity, a number of outcomes: 1 if every token was certain, infinite if one was ruled out.

        Raises:
            ValueError: There are fewer than n tokens; a context does not occur in the text of the model and
                nothing is smoothed.
        """
        return float(np.exp(self.cross_entropy(tokens)))

    def _grams(self, tokens: Sequence[Hashable]) -> list[tuple[Hashable, ...]]:
        if len(tokens) < self.order:
            raise ValueError(f"there are {len(tokens)} tokens, expected at least {self.order}, the order of the model")
        return [tuple(tokens[i : i + self.order]) for i in range(len(tokens) - self.order + 1)]


# --- inputs and parameters -----------------------------------------------------------------------


def _weights(value: ArrayLike) -> FloatArray:
    weights = np.atleast_1d(finite_numbers("weights", value)).astype(np.float64)
    if weights.ndim != 1 or not weights.size:
        raise ValueError(f"weights has shape {weights.shape}, expected (d,), one for each input")
    return weights


def _inputs(x: ArrayLike, weights: FloatArray) -> FloatArray:
    """Return inputs of shape (..., d)."""
    array = finite_numbers("x", x).astype(np.float64)
    if len(weights) == 1 and array.ndim <= 1:
        return array[..., np.newaxis]
    if array.shape[-1:] != weights.shape[:1]:
        raise ValueError(f"x has shape {array.shape}, expected (..., {len(weights)}), a number for each weight")
    return array


def _samples(x: ArrayLike, y: ArrayLike, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the inputs of m samples as a matrix of shape (m, d), and their labels."""
    X, labels = _inputs(x, weights), probabilities("y", y, truth_values=True).astype(np.float64)
    if labels.shape != X.shape[:-1]:
        raise ValueError(f"y has shape {labels.shape}, expected {X.shape[:-1]}: a label for each sample")
    if not labels.size:
        raise ValueError("there are no samples, and no mean of their losses: give at least one")
    return X.reshape(-1, X.shape[-1]), labels.ravel()


def _with_ones(X: FloatArray) -> FloatArray:
    """Return the inputs behind a column of ones, whose weight is the bias."""
    return np.column_stack([np.ones(len(X)), X])


def _parameters(bias: float, weights: FloatArray) -> FloatArray:
    return np.concatenate([[bias], weights])


def _linear(X: FloatArray, weights: FloatArray, bias: FloatOrArray | float = 0.0) -> FloatArray:
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return within_range("the product of inputs and weights", np.asarray(X @ weights + bias))


# --- training ------------------------------------------------------------------------------------


def _descend(
    start: FloatArray, gradient: Callable[[FloatArray], FloatArray], rate: float, updates: int
) -> list[FloatArray]:
    """Return the parameters at the start and after each update of gradient descent."""
    rate, updates = checked_rate(rate), checked_count("updates", updates)
    path = [start]
    for k in range(updates):
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            after = path[-1] - rate * gradient(path[-1])
        path.append(within_range(f"update {k + 1} at the rate {rate}", after))
    return path


_MOST_STEPS = 30  # of Newton; with a minimum in reach, a dozen will do


def _newton(start: FloatArray, X: FloatArray, y: FloatArray) -> list[FloatArray]:
    path, step = [start], np.zeros_like(start)
    for _ in range(_MOST_STEPS):
        theta = path[-1]
        _refuse_separated(X, y, theta)
        try:
            step = -np.linalg.solve(logistic_hessian(X, theta), logistic_gradient(y, X, theta))
        except np.linalg.LinAlgError:  # all predictions are certain: no slope is left
            break
        shortened = _shortened(X, y, theta, step)
        path.append(theta + shortened)
        if np.abs(X @ step).max() <= 1e-8 * (1 + np.abs(X @ theta).max()):  # what is left is its square
            return path
    _refuse_separated(X, y, step, slack=1e-6)
    raise ArithmeticError(f"no minimum found in {len(path) - 1} steps: start from smaller weights, such as zeros")


def _shortened(X: FloatArray, y: FloatArray, theta: FloatArray, step: FloatArray) -> FloatArray:
    """Return the step, halved until it does not raise the loss by more than its rounding."""
    before = float(binary_cross_entropy_with_logits(y, _linear(X, theta)))
    for _ in range(60):
        if float(binary_cross_entropy_with_logits(y, _linear(X, theta + step))) <= before * (1 + 1e-14):
            break
        step = step / 2
    return step


def _refuse_separated(X: FloatArray, y: FloatArray, theta: FloatArray, slack: float = 0.0) -> None:
    """Raise an error if these parameters put every sample on the side of its label: the larger, the less loss.

    With slack, samples may lie on the border, up to its share of the largest distance; but not all of them.
    """
    z = _linear(X, theta)
    margins = np.minimum(np.where(y > 0, z, np.inf), np.where(y < 1, -z, np.inf))
    rounding = len(theta) * np.finfo(np.float64).eps * (np.abs(X) @ np.abs(theta))
    border = slack * np.abs(z).max()
    if (margins > rounding).all() or (slack and (margins >= -border).all() and (margins > border).any()):
        direction = (theta / np.abs(theta).max()).round(6)
        raise ValueError(
            f"the classes are separable, and the loss has no minimum: it falls for ever as the weights grow along "
            f"{direction[1:].tolist()} and the bias along {direction[0]}. Add samples, or train for a number of "
            f"updates only (`descend`)"
        )


def _refuse_dependent(X: FloatArray) -> None:
    scale = np.abs(X).max(axis=0)
    rank = int(np.linalg.matrix_rank(X / np.where(scale > 0, scale, 1)))
    if rank < X.shape[1]:
        raise ValueError(
            f"the inputs and the constant are linearly dependent (rank {rank} of {X.shape[1]}), and many weights have "
            f"the same loss: leave out inputs, or add samples"
        )
