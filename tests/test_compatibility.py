"""The comparison with other libraries: what it says each call gives is what it gives, here and there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_sites import ROOT

import crossentropy
from site_build import compatibility
from site_build.errors import SiteError

DOCS = ROOT / "docs"
COMPARISON = compatibility.read(DOCS)
OURS = compatibility.namespace(COMPARISON.data)
#: The peers of this environment: scipy always; the environment of `make compare` has them all.
PRESENT = {peer: version for peer in compatibility.PEERS if (version := compatibility.installed(peer))}

CALLS = """
[data]
p = "[0.7, 0.2, 0.1]"

[[call]]
function = "entropy"
peer = "scipy"
theirs = "scipy.stats.entropy(p)"
ours = "entropy(p)"
same = true
zh = "相同。"
en = "The same."
"""


@pytest.mark.parametrize("call", COMPARISON.calls, ids=lambda call: call.ours)
def test_our_call_gives_what_is_said(call: compatibility.Call) -> None:
    assert compatibility.shown(compatibility.compute(call.ours, OURS)) == COMPARISON.values[call.ours]


def test_scipy_is_compared_here() -> None:
    assert "scipy" in PRESENT


@pytest.mark.parametrize("peer", PRESENT)
def test_a_peer_gives_what_is_said(peer: str) -> None:
    values, faults = compatibility.evaluate(COMPARISON, [peer])
    assert faults == []
    assert {call: value for call, value in values.items() if COMPARISON.values[call] != value} == {}


@pytest.mark.parametrize("call", COMPARISON.calls, ids=lambda call: call.theirs)
def test_what_is_called_the_same_is_shown_as_the_same(call: compatibility.Call) -> None:
    theirs, ours = COMPARISON.values[call.theirs], COMPARISON.values[call.ours]
    assert (theirs == ours) or not call.same


def test_the_comparison_is_of_public_functions_and_known_peers() -> None:
    assert {call.function for call in COMPARISON.calls} <= set(crossentropy.__all__)
    assert {call.peer for call in COMPARISON.calls} == compatibility.PEERS.keys() == COMPARISON.versions.keys()
    assert [call.ours for call in COMPARISON.calls if not re.search(rf"\b{call.function}\(", call.ours)] == []


def test_calls_are_listed_function_by_function_in_the_order_of_the_modules() -> None:
    functions = [call.function for call in COMPARISON.calls]
    assert functions == sorted(functions, key=COMPARISON.functions.index)


@pytest.mark.parametrize("call", COMPARISON.calls, ids=lambda call: call.theirs)
def test_each_difference_is_said_in_both_languages(call: compatibility.Call) -> None:
    zh, en = call.words["zh"], call.words["en"]
    assert zh.endswith("。")
    assert en.endswith(".")
    text = re.sub("`[^`]*`", "x", zh)
    assert re.findall(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]|[\u3400-\u9fff][,;:!?()]", text) == []
    assert sorted(re.findall("`[^`]*`", zh)) == sorted(re.findall("`[^`]*`", en))


# --- The files


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "compatibility.toml").write_text(CALLS, "utf-8")
    return tmp_path


def test_values_are_written_where_the_peers_are(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compatibility.main(docs) == 0
    made = compatibility.read(docs)
    assert made.values == {"scipy.stats.entropy(p)": "0.801819", "entropy(p)": "0.801819"}
    assert made.versions["scipy"] == PRESENT["scipy"]
    assert "2 values" in capsys.readouterr().out


def test_a_value_that_has_changed_is_told(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "compatibility.json").write_text('{"versions": {}, "values": {"entropy(p)": "0.5"}}', "utf-8")
    compatibility.main(docs)
    assert "entropy(p) gave 0.5 and gives 0.801819" in capsys.readouterr().out


def test_what_is_called_the_same_and_is_not_is_found(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CALLS.replace('ours = "entropy(p)"', 'ours = "entropy(p, base=2)"')
    (docs / "compatibility.toml").write_text(text, "utf-8")
    assert compatibility.main(docs) == 1
    assert "scipy.stats.entropy(p) gives 0.801819, entropy(p, base=2) gives 1.15678" in capsys.readouterr().out


def test_an_entry_without_its_words_is_refused(docs: Path) -> None:
    (docs / "compatibility.toml").write_text(CALLS.replace('en = "The same."', ""), "utf-8")
    with pytest.raises(SiteError, match=r"compatibility\.toml: 'en': expected \[data\] and \[\[call\]\] entries with"):
        compatibility.read(docs)


def test_a_call_without_a_value_is_refused(docs: Path) -> None:
    with pytest.raises(SiteError, match=r"no value of scipy\.stats\.entropy\(p\): run `make compare`"):
        compatibility.fill(compatibility.MARKER, docs, "en")


def test_a_refusal_is_a_value_too() -> None:
    assert compatibility.compute("entropy([2.0])", OURS) == "ValueError"
    assert not compatibility.agree("ValueError", "ValueError")
