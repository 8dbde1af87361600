"""The worked numbers of the source documents: as written there, as they are, and where this site shows them.

The first column of figures is what the source says; `exact` was computed for the inventory of the sources, apart from
this library; `library` is what the library computes. A source's figure that is not the value correctly rounded is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from mpmath import mp, mpf

import crossentropy as ce
from proofread.numerals import round_half_away
from proofread.source import scan

DOCS = Path(__file__).parents[1] / "docs"
ENTROPY, CROSS_ENTROPY = "information/entropy", "divergence/cross-entropy"
SOFTMAX, MULTI_LABEL = "likelihood/softmax", "likelihood/multi-label"
BINARY_ENTROPY = "information/binary-entropy"
SLOWDOWN = "optimisation/learning-slowdown"

E, TWO, TEN = float(np.e), 2, 10
P = [0.7, 0.2, 0.1]
D = [0.9, 0.05, 0.02, 0.03]
LETTERS, QUARTERS = [0.5, 0.5, 0, 0], [0.25] * 4
CLASS_ONE = [1, 0, 0]


@dataclass(frozen=True)
class Row:
    """A worked number: `written` as in the source, `exact` to six decimals, `shown` on the page at `id`."""

    number: str
    what: str
    base: float | None
    written: str
    exact: str
    library: Callable[[], float]
    independent: Callable[[], mpf]
    page: str
    id: str
    shown: str
    correct: bool = True


def log(x: str, base: float | None = E) -> mpf:
    """A logarithm with fifty digits, of a decimal taken exactly."""
    with mp.workdps(50):
        return mp.log(mpf(x)) / (1 if base in (E, None) else mp.log(base))


def entropy(p: list[str], base: float = E) -> mpf:
    """An entropy with fifty digits."""
    return -mp.fsum(mpf(x) * log(x, base) for x in p if mpf(x) > 0)


def info(p: float, base: float) -> Callable[[], float]:
    """The library's self-information."""
    return lambda: float(ce.self_information(p, base=base))


def loss(q: list[float], y: int, base: float) -> Callable[[], float]:
    """The library's loss of one sample of class y, counted from 0."""
    return lambda: float(ce.cross_entropy_loss(np.array([y]), [q], base=base))


def binary(y: int, a: float, base: float = E) -> Callable[[], float]:
    """The library's binary loss of one label."""
    return lambda: float(ce.binary_cross_entropy([y], [a], base=base))


def of_score(u: int) -> Callable[[], float]:
    """The library's predictive entropy of a logistic model with this score."""
    return lambda: float(ce.binary_entropy(ce.sigmoid(u)))


def entropy_of_score(u: int) -> mpf:
    """The same with fifty digits."""
    with mp.workdps(50):
        rare = 1 / (1 + mp.exp(abs(u)))
        return -rare * mp.log(rare) - (1 - rare) * mp.log(1 - rare)


def neuron(weight: float, bias: float, updates: int = 0) -> ce.Neuron:
    """The library's neuron of the two experiments, after so many updates."""
    return ce.Neuron(weight, bias, cost="quadratic").descend(1, 0, rate=0.15, updates=updates)[-1]


def output(z: str, updates: int = 0) -> mpf:
    """Its output with fifty digits, from its first weighted input."""
    with mp.workdps(50):
        u = mpf(z)
        for _ in range(updates):
            a = 1 / (1 + mp.exp(-u))
            u -= 2 * mpf("0.15") * a * a * (1 - a)
        return 1 / (1 + mp.exp(-u))


# fmt: off
ROWS = [
    # number  what                         base  source    exact       library, second opinion                                               page, id, as shown
    Row("N05", "rounded terms of H(p)",     E,    "0.804", "0.801819", lambda: float(ce.entropy(P)),             lambda: entropy(["0.7", "0.2", "0.1"]),        ENTROPY, "by-hand", "0.804", correct=False),
    Row("N05", "H(p) itself",               E,    "0.802", "0.801819", lambda: float(ce.entropy(P)),             lambda: entropy(["0.7", "0.2", "0.1"]),        ENTROPY, "by-hand", "0.802"),
    Row("N10", "−log 0.6, label (0,1,0)",   E,    "0.511", "0.510826", loss([0.3, 0.6, 0.1], 1, E),              lambda: -log("0.6"),                           SOFTMAX, "case", "0.511"),
    Row("N27", "−log 0.5, model A",         TEN,  "0.301", "0.301030", loss([0.5, 0.2, 0.3], 0, TEN),            lambda: -log("0.5", TEN),                      SOFTMAX, "two-models", "0.301"),
    Row("N01", "−log 0.7",                  E,    "0.36",  "0.356675", info(0.7, E),                             lambda: -log("0.7"),                           ENTROPY, "by-hand", "0.36"),
    Row("N02", "−log 0.2",                  E,    "1.61",  "1.609438", info(0.2, E),                             lambda: -log("0.2"),                           ENTROPY, "by-hand", "1.61"),
    Row("N03", "−log 0.1",                  E,    "2.30",  "2.302585", info(0.1, E),                             lambda: -log("0.1"),                           ENTROPY, "by-hand", "2.30"),
    Row("N05", "H(p) in bits",              TWO,  "1.157", "1.156780", lambda: float(ce.entropy(P, base=2)),     lambda: entropy(["0.7", "0.2", "0.1"], TWO),   ENTROPY, "meaning", "0.802"),
    Row("N19", "−0.9 log 0.9",              TEN,  "0.041", "0.041182", lambda: 0.9 * info(0.9, TEN)(),           lambda: -mpf("0.9") * log("0.9", TEN),         ENTROPY, "base-ten", "0.041"),
    Row("N20", "−0.05 log 0.05",            TEN,  "0.065", "0.065051", lambda: 0.05 * info(0.05, TEN)(),         lambda: -mpf("0.05") * log("0.05", TEN),       ENTROPY, "base-ten", "0.065"),
    Row("N21", "−0.02 log 0.02",            TEN,  "0.034", "0.033979", lambda: 0.02 * info(0.02, TEN)(),         lambda: -mpf("0.02") * log("0.02", TEN),       ENTROPY, "base-ten", "0.034"),
    Row("N22", "−0.03 log 0.03",            TEN,  "0.046", "0.045686", lambda: 0.03 * info(0.03, TEN)(),         lambda: -mpf("0.03") * log("0.03", TEN),       ENTROPY, "base-ten", "0.046"),
    Row("N23", "H of the four outcomes",    TEN,  "0.186", "0.185899", lambda: float(ce.entropy(D, base=10)),    lambda: entropy(["0.9", "0.05", "0.02", "0.03"], TEN), ENTROPY, "base-ten", "0.186"),
    Row("N06", "H(p), two of four letters", TWO,  "1",     "1.000000", lambda: float(ce.entropy(LETTERS, base=2)), lambda: entropy(["0.5", "0.5"], TWO),        CROSS_ENTROPY, "case", "1"),
    Row("N07", "H(p, q), q uniform",        TWO,  "2",     "2.000000", lambda: float(ce.cross_entropy(LETTERS, QUARTERS, base=2)), lambda: -log("0.25", TWO),   CROSS_ENTROPY, "case", "2"),
    Row("N08", "D(p‖q) = 2 − 1",            TWO,  "1",     "1.000000", lambda: float(ce.kl_divergence(LETTERS, QUARTERS, base=2)), lambda: log("2", TWO),       CROSS_ENTROPY, "case", "1"),
    Row("N09", "one-hot against (0.7, …)",  E,    "0.357", "0.356675", lambda: float(ce.cross_entropy(CLASS_ONE, P)), lambda: -log("0.7"),                      CROSS_ENTROPY, "one-hot", "0.357"),
    Row("N27b", "−log 0.7, model B",        TEN,  "0.155", "0.154902", loss([0.7, 0.1, 0.2], 0, TEN),            lambda: -log("0.7", TEN),                      SOFTMAX, "two-models", "0.155"),
    Row("N36", "−log 0.6 once more",        TEN,  "0.222", "0.221849", loss([0.3, 0.6, 0.1], 1, TEN),            lambda: -log("0.6", TEN),                      SOFTMAX, "case", "0.222"),
    Row("N11", "−log 0.9, label absent",    E,    "0.105", "0.105361", binary(0, 0.1),                           lambda: -log("0.9"),                           MULTI_LABEL, "case", "0.105"),
    Row("N12", "−log 0.7, label present",   E,    "0.357", "0.356675", binary(1, 0.7),                           lambda: -log("0.7"),                           MULTI_LABEL, "case", "0.357"),
    Row("N13", "−log 0.8, label present",   E,    "0.223", "0.223144", binary(1, 0.8),                           lambda: -log("0.8"),                           MULTI_LABEL, "case", "0.223"),
    Row("N14", "their sum, −log 0.504",     E,    "0.685", "0.685179", lambda: float(ce.multilabel_cross_entropy([[0, 1, 1]], [[0.1, 0.7, 0.8]])), lambda: -log("0.504"), MULTI_LABEL, "case", "0.685"),
    Row("N15", "sum of the predictions",    None, "1.6",   "1.600000", lambda: float(np.sum([0.1, 0.7, 0.8])),    lambda: mpf("1.6"),                            MULTI_LABEL, "case", "1.6"),
    Row("N28", "first output, exp. 1",      None, "0.82", "0.817574",  lambda: float(neuron(0.6, 0.9).output(1)),      lambda: output("1.5"),                       SLOWDOWN, "case", "0.8176"),
    Row("N29", "first output, exp. 2",      None, "0.98", "0.982014",  lambda: float(neuron(2, 2).output(1)),          lambda: output("4"),                         SLOWDOWN, "case", "0.9820"),
    Row("N30", "output after 300, exp. 1",  None, "0.09", "0.093956",  lambda: float(neuron(0.6, 0.9, 300).output(1)), lambda: output("1.5", 300),                  SLOWDOWN, "case", "0.0940"),
    Row("N31", "output after 300, exp. 2",  None, "0.20", "0.202848",  lambda: float(neuron(2, 2, 300).output(1)),     lambda: output("4", 300),                    SLOWDOWN, "case", "0.2028"),
    Row("N17", "the most, two outcomes",    E,    "0.693147", "0.693147", of_score(0),                         lambda: entropy_of_score(0),                   BINARY_ENTROPY, "models", "0.693147"),
    Row("N18", "first model at −2",         E,    "0.365334", "0.365334", of_score(-2),                        lambda: entropy_of_score(-2),                  BINARY_ENTROPY, "models", "0.365334"),
    Row("N18", "second model at −2",        E,    "0.190865", "0.190865", of_score(-3),                        lambda: entropy_of_score(-3),                  BINARY_ENTROPY, "models", "0.190865"),
    Row("N18", "third model at −1",         E,    "0.040180", "0.040180", of_score(-5),                        lambda: entropy_of_score(-5),                  BINARY_ENTROPY, "models", "0.040180"),
]
# fmt: on


def section_text(language: str, page: str, section_id: str) -> str:
    """The visible and the mathematical text of a section, its subsections left out."""
    path = DOCS / language / f"{page}.md"
    scanned = scan(path, path.read_text(encoding="utf-8"))
    starts = [(s.id, s.start) for s in scanned.sections] + [("", len(scanned.text))]
    for (found, start), (_, end) in pairwise(starts):
        if found == section_id:
            return scanned.stripped if not start else scanned.text[start:end]
    raise AssertionError(f"{path} has no section #{section_id}")


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.number}: {r.what}")
def test_the_library_computes_the_exact_value(row: Row) -> None:
    assert f"{row.library():.6f}" == row.exact


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.number}: {r.what}")
def test_a_second_opinion_of_fifty_digits_agrees(row: Row) -> None:
    assert abs(row.library() - row.independent()) < 1e-14


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.number}: {r.what}")
def test_the_source_rounds_correctly_or_is_named(row: Row) -> None:
    places = len(row.written.partition(".")[2])
    rounded = round_half_away(Fraction(repr(row.library())), Fraction(1, 10**places))
    assert (rounded == Fraction(row.written)) is row.correct


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.number}: {r.what}")
def test_the_page_shows_it_where_the_table_says(row: Row, language: str) -> None:
    text = section_text(language, row.page, row.id)
    assert re.search(rf"(?<![\d.]){re.escape(row.shown)}(?![\d.]*\d)", text), f"{row.shown} not in #{row.id}"


def test_the_rounded_terms_add_up_to_what_the_source_says_and_not_to_the_entropy() -> None:
    terms = [Fraction("0.7") * Fraction("0.36"), Fraction("0.2") * Fraction("1.61"), Fraction("0.1") * Fraction("2.30")]
    assert sum(terms) == Fraction("0.804")
    assert f"{ce.entropy(P):.3f}" == "0.802"


def test_the_reverse_of_the_four_letters_is_infinite() -> None:
    assert ce.kl_divergence(QUARTERS, LETTERS) == np.inf
