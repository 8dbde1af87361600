"""What the checks are worth: mistakes of every kind are noticed, harmless edits pass.

Every digit of every page is changed; of all other edits a sample is drawn. `proofread mutate` makes them all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.__main__ import main
from proofread.edits import EQUIVALENT, KINDS, MISTAKES, ONE_SIDED, Edit
from proofread.mutate import EQUIVALENTS_FILE, Outcome, Subject, mutate, read_equivalents, subjects
from proofread.site import LANGUAGES, pages_of

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / language / page for language in LANGUAGES for page in pages_of(DOCS)]
SAMPLE = 300
LEAST_RATE = 0.995

Docs = Callable[..., Path]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_every_changed_digit_is_noticed(page: Path) -> None:
    outcome = mutate(DOCS, [page], kinds=("digits",))
    assert [str(survivor) for survivor in outcome.survivors] == []


@pytest.fixture(scope="module")
def sampled() -> Outcome:
    return mutate(DOCS, sample=SAMPLE)


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_sample_of_each_kind_all_but_the_listed_are_noticed(sampled: Outcome, kind: str) -> None:
    assert sampled.kinds[kind].made >= SAMPLE // len(KINDS)
    assert [str(s) for s in sampled.survivors if s.edit.kind == kind] == []
    assert sampled.kinds[kind].rate >= LEAST_RATE


def test_every_listed_exception_has_its_reason() -> None:
    assert all(len(entry.reason) >= 10 for entry in read_equivalents(DOCS / EQUIVALENTS_FILE))


# --- the makers, on a page that has something of everything

PAGE = r"""# Title {#title}

```check
log e
p = [0.7, 0.2, 0.1]
s = [0.5, 0.25, 0.25]
u ~ positive
```

$H(p) \approx 0.802\,\nat$, [1.157 bits]{= entropy(p)}, [1948]{! a year}; $p$ and $H(q)$ say nothing.

$$
-\log_2 p_2 = \frac{\ln 5}{\ln 2}
$$

| outcome | information (nats) {= self_information(s)} |
|---|---|
| sun | 0.693 |
| cloud | 1.386 |
| rain | 1.386 |

$\sum_i q_i \log\frac{q_i}{p_i} = D_{\mathrm{KL}}(q \| p)$, $H(p, s) \approx 0.901\,\nat$; [$p_1 = 2p_2 + 3p_3$]{given}

$t(1 - t) \le \frac14$ and $-\log p_2 = \ln 5$.

![alt](figure:x){ #fig-x }
"""


@pytest.fixture
def subject(docs: Docs) -> Subject:
    [found] = subjects(root := docs(zh_a=PAGE, en_a=PAGE), [root / "en" / "a.md"])
    assert found.checked.problems == []
    return found


def after(subject: Subject, kind: str) -> list[str]:
    return [_line(subject, edit) for edit in made(subject, kind)]


def made(subject: Subject, kind: str) -> list[Edit]:
    from proofread.edits import edits

    return [edit for material in subject.materials() for edit in edits(material, (kind,))]


def _line(subject: Subject, edit: Edit) -> str:
    text, start = edit.apply(subject.page.text), edit.start
    begin = text.rfind("\n", 0, start) + 1
    return text[begin : text.find("\n", start)]


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("digits", ["0.80", "bits]{= entropy", "\\frac{\\ln", "| 0.69"]),
        ("places", ["0.80\\,\\nat", "0.802", "1.15 bits", "| 0.69 |"]),
        ("signs", ["$-H(p) \\approx", "log_2 p_2 = -\\frac", "$H(p) \\approx -0.802"]),
        (
            "operators",
            ["2p_2 - 3p_3", "\\frac{\\ln 2}{\\ln 5}", "\\prod_i q_i", "\\frac{p_i}{q_i}"],
        ),
        ("relations", ["$H(p) = 0.802", "\\le \\frac{\\ln 5}", "t) \\ge", "t) <", "p_1 \\approx"]),
        ("bases", ["-\\log_{10} p_2", "{\\log_2 5}", "\\log_2\\frac{q_i}"]),
        ("indices", ["\\sum_k q_i", "\\frac{q_k}{p_i}"]),
        ("arguments", ["q \\| q", "q_i \\log\\frac{p_i}{p_i}", "H(s , p)", "H(s) \\approx 0.802"]),
        ("units", ["0.802\\,\\bit", "0.802$,", "1.157 hartleys", "information (bits)"]),
        ("bindings", ["{= entropy(s)}", "{= self_information(p)}", "p_3$] "]),
        ("check-lines", ["log 2", "p = [1.7", "u ~ real"]),
        (ONE_SIDED, ["{#title-x}", "{ #fig-x-x }", "[1949]", "log 2", "0.802\\,\\bit", "information (bits)"]),
        (
            EQUIVALENT,
            ["H\\left(p\\right)", "p_{2}", "\\sum_k q_k \\log\\frac{q_k}{p_k}", "\\approx\\", "s = [0.5, 0.25, 0.25]"],
        ),
    ],
)
def test_each_kind_makes_its_edits(subject: Subject, kind: str, parts: list[str]) -> None:
    changed = "\n".join(after(subject, kind))
    assert [part for part in parts if part not in changed] == []


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_sound_page_each_is_noticed_or_passes(subject: Subject, kind: str) -> None:
    outcome = mutate(subject.page.path.parents[1], kinds=(kind,))
    assert outcome.kinds[kind].made > 2
    assert [str(survivor) for survivor in outcome.survivors] == []


def test_what_is_no_mistake_is_not_made(subject: Subject) -> None:
    assert not any("0 " in line and line.startswith("-") for line in after(subject, "signs"))
    assert not any("$q$" in line or "H(p)$ say" in line for line in after(subject, "arguments"))


def test_what_nothing_checks_survives_and_is_shown(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(en_a="The comparison $1 < 3$ stays true; in [1948]{! a year} too.\n")
    assert main(["mutate", "--kinds", "digits", "--docs", str(root)]) == 1
    out = capsys.readouterr().out
    assert f"{root}/en/a.md:1:17: digits: '1 < 3' became '" in out
    assert "digits     2" in out
    assert "4 digits in exempt numerals" in out


def test_a_listed_mistake_is_set_aside_and_an_entry_that_fits_nothing_is_reported(
    docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs(zh_a="$1 < 3$\n", en_a="$1 < 3$\n")
    entry = "[[equivalent]]\npage = 'a'\nformula = '1 < 3'\nmutation = '{}'\nreason = 'less than the other'\n"
    survivors = {mutant.edit.after for mutant in mutate(root).survivors}
    listed = [entry.format(after) for after in sorted(survivors)]
    (root / EQUIVALENTS_FILE).write_text("".join(listed), encoding="utf-8")
    assert main(["mutate", "--docs", str(root)]) == 0
    assert "digits          4        0          0       4" in capsys.readouterr().out
    (root / EQUIVALENTS_FILE).write_text("".join([*listed, entry.format("9 < 3")]), encoding="utf-8")
    assert main(["mutate", "--docs", str(root)]) == 1
    assert "fits nothing any more, take it out: a: '9 < 3'" in capsys.readouterr().out
    for broken, message in ((entry.replace("less than the other", ""), "needs its reason"), ("x", "each [[equivalent")):
        (root / EQUIVALENTS_FILE).write_text(broken, encoding="utf-8")
        assert main(["mutate", "--docs", str(root)]) == 2
        assert message in capsys.readouterr().err


def test_a_sample_is_the_same_for_the_same_seed_and_even_over_the_kinds(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    one, again, other = (mutate(root, kinds=("digits", "units"), sample=12, seed=seed) for seed in (1, 1, 2))
    assert {kind: tally.made for kind, tally in one.kinds.items()} == {"digits": 6, "units": 6}
    assert {k: (t.made, t.as_it_should) for k, t in one.kinds.items()} == {
        k: (t.made, t.as_it_should) for k, t in again.kinds.items()
    }
    assert other.kinds["digits"].made == 6


def test_a_failure_of_the_proofreader_is_no_notice(docs: Docs, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise KeyError("≈")

    monkeypatch.setattr(Subject, "notices", fail)
    outcome = mutate(docs(en_a="$1 + 1 = 2$\n"), kinds=("digits",))
    assert outcome.kinds["digits"].as_it_should == 0
    assert "the proofreader fails: KeyError" in str(outcome.survivors[0])


def test_idle_declarations_are_named(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(en_a="```check\nlog e\n```\n\n$1 + 1 = 2$\n")
    assert main(["mutate", "--kinds", "check-lines", "--docs", str(root)]) == 0
    assert "a.md:2:1: log e: nothing depends on this" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--kinds", "typos"], "unknown kind typos; known: digits, places"), (["nowhere"], "does not exist")],
)
def test_misuse(arguments: list[str], message: str, docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "--docs", str(docs(en_a=PAGE)), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_nothing_to_change_is_a_failure(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "--docs", str(docs(en_a="Words.\n")), "--kinds", "digits"]) == 1
    assert "nothing was there to change" in capsys.readouterr().err


def test_the_kinds_are_those_of_the_contract() -> None:
    assert {*MISTAKES, ONE_SIDED, EQUIVALENT} == set(KINDS)
