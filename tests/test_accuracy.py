"""The library is as exact as it promises, over its whole domain; the report says so, and would say otherwise."""

import numpy as np
import pytest
from bench_programs import load

import crossentropy as ce

# They return whole numbers, words, codes or lists of bins, are models, or search.
OTHERWISE = {
    "LogisticRegression",
    "NGram",
    "Neuron",
    "SoftmaxRegression",
    "decode",
    "encode",
    "fit_temperature",
    "huffman_code",
    "huffman_lengths",
    "prefix_code",
    "reliability",
    "shannon_lengths",
}


@pytest.fixture(scope="module")
def accuracy():
    return load("accuracy")


def test_no_function_breaks_the_promise_and_all_are_reported(accuracy, tmp_path, capsys):
    report = tmp_path / "ACCURACY.md"
    assert accuracy.main(["--draws", "60", "--longest", "1000", "--output", str(report)]) == 0, capsys.readouterr().err
    reported = report.read_text("utf-8")
    for name in set(ce.__all__) - OTHERWISE:
        assert f"| `{name}" in reported
    assert "nan" not in reported


def test_one_wrong_digit_breaks_the_promise(accuracy, tmp_path, monkeypatch, capsys):
    entropy = ce.entropy
    monkeypatch.setattr(ce, "entropy", lambda p: entropy(p) * np.float32(1 + 1e-5))
    arguments = ["--draws", "20", "--longest", "0", "--output", str(tmp_path / "ACCURACY.md")]
    assert accuracy.main(arguments) == 1
    assert "entropy, float64: an error of" in capsys.readouterr().err


@pytest.mark.parametrize(("said", "true"), [(np.inf, "1"), (1.0, "+inf"), (np.nan, "1"), (np.nan, "+inf")])
def test_infinity_where_there_is_none_or_none_where_there_is_breaks_the_promise(accuracy, said, true):
    worst = accuracy.Worst()
    worst.note(np.float64(said), accuracy.arb(true), 0, "case")
    assert len(worst.wrong) == 1


def test_the_condition_number_is_that_of_calculus(accuracy):
    square = [accuracy.arb(0.3)]
    (value,) = accuracy.evaluate(lambda x: [x[0] ** 2], [square])
    assert accuracy.conditions(lambda x: [x[0] ** 2], [square], [value]) == pytest.approx([2])


def test_a_value_that_no_precision_settles_is_refused(accuracy):
    with pytest.raises(ArithmeticError, match="bits do not settle"):
        accuracy.evaluate(lambda x: [(x[0].sqrt() ** 2 - x[0]).sqrt()], [[accuracy.arb(2)]])
