"""What the tests of the library share: draws, and the definitions computed by mpmath in 60 digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath
import numpy as np
from hypothesis import strategies as st

mp = mpmath.mp.clone()
mp.dps = 60

# --- draws ---------------------------------------------------------------------------------------

weights = st.one_of(st.just(0.0), st.floats(1e-6, 1), st.floats(0, 1e-300))


@st.composite
def simplex(draw: st.DrawFn, n: int | None = None, least: float = 0.0) -> np.ndarray:
    """Draw a distribution over n outcomes: zeros, subnormals and one-hot vectors among them."""
    n = draw(st.integers(1, 12)) if n is None else n
    drawn = draw(st.lists(weights, min_size=n, max_size=n))
    drawn[draw(st.integers(0, n - 1))] = draw(st.floats(0.1, 1))
    w = np.maximum(drawn, least)
    return w / w.sum()


@st.composite
def simplex_pairs(draw: st.DrawFn, least: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Draw two distributions over the same outcomes."""
    n = draw(st.integers(1, 12))
    return draw(simplex(n)), draw(simplex(n, least))


bases = st.one_of(st.none(), st.sampled_from([2, 10, 1.5, 3, 1e10]))
logits = st.floats(-1e4, 1e4) | st.floats(-30, 30)
logit_vectors = st.lists(logits, min_size=1, max_size=12).map(np.array)

# --- definitions ---------------------------------------------------------------------------------


def exact(values: Sequence[float] | np.ndarray) -> list[Any]:
    return [mp.mpf(float(x)) for x in values]


def log_of(base: float | None) -> Any:
    return mp.mpf(1) if base is None else mp.log(mp.mpf(base))


def entropy_of(p: np.ndarray) -> Any:
    return -mp.fsum(x * mp.log(x) for x in exact(p) if x > 0)


def cross_entropy_of(p: np.ndarray, q: np.ndarray) -> Any:
    pairs = [(x, y) for x, y in zip(exact(p), exact(q), strict=True) if x > 0]
    return mp.inf if any(y == 0 for _, y in pairs) else -mp.fsum(x * mp.log(y) for x, y in pairs)


def divergence_of(p: np.ndarray, q: np.ndarray) -> Any:
    """The sum of p ln(p/q) - p + q: the last two leave out by how far the rounded p and q sum to 1."""
    pairs = list(zip(exact(p), exact(q), strict=True))
    if any(x > 0 and y == 0 for x, y in pairs):
        return mp.inf
    return mp.fsum((x * mp.log(x / y) if x else 0) - x + y for x, y in pairs)


def divergence_condition_of(p: np.ndarray, q: np.ndarray) -> Any:
    """How much a relative change of the probabilities changes the divergence, relative to it."""
    d = divergence_of(p, q)
    if d in (0, mp.inf):
        return 0
    pairs = zip(exact(p), exact(q), strict=True)
    return mp.fsum((abs(x * mp.log(x / y)) if x else 0) + abs(y - x) for x, y in pairs) / d


def softplus_of(z: float) -> Any:
    x = mp.mpf(float(z))
    return max(x, 0) + mp.log1p(mp.exp(-abs(x)))


def surprisals_of_softmax(z: np.ndarray, temperature: float = 1.0) -> list[Any]:
    """-ln softmax(z / T), by log1p of all terms but the largest: 60 digits of 1 + e^-200 would not do."""
    xs = [x / mp.mpf(temperature) for x in exact(z)]
    j = int(np.argmax(z))
    rest = mp.fsum(mp.exp(x - xs[j]) for k, x in enumerate(xs) if k != j)
    return [xs[j] - x + mp.log1p(rest) for x in xs]


def slopes_of_softmax(surprisals: list[Any], i: int) -> list[Any]:
    """|d ln softmax(z)_i / d z_k| = |[i = k] - q_k|, without losing the digits of a q_i next to 1."""
    return [abs(mp.expm1(-s)) if k == i else mp.exp(-s) for k, s in enumerate(surprisals)]


def ulps(found: Any, true: Any, dtype: Any = np.float64) -> float:
    """How many units in the last place of the dtype lie between them."""
    nearest = dtype(float(true))
    if np.isinf(nearest) or nearest == 0:
        return 0.0 if float(found) == nearest else np.inf
    return float(abs(mp.mpf(float(found)) - true) / mp.mpf(float(np.spacing(abs(nearest)))))


# --- precision -----------------------------------------------------------------------------------

dtypes = st.sampled_from([np.float64, np.float32])


def smallest_normal(dtype: Any) -> float:
    """Below it a dtype has fewer digits, and an error is measured in its smallest steps."""
    return float(np.finfo(dtype).tiny)


def within(found: Any, true: Any, condition: Any, dtype: Any = np.float64, subnormal_steps: int = 64) -> bool:
    """Whether the error is at most 4 (1 + κ) ulp, or where the result is subnormal a few of its steps."""
    assert getattr(found, "dtype", np.float64) == dtype
    if abs(true) < smallest_normal(dtype) * 16:
        step = mp.mpf(float(np.finfo(dtype).smallest_subnormal))
        return bool(abs(mp.mpf(float(found)) - true) <= subnormal_steps * step)
    return ulps(found, true, dtype) <= 4 * (1 + float(condition))
