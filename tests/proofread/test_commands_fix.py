"""`proofread fix`: what it proposes, and that it touches nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.__main__ import main
from proofread.site import check_site
from proofread.source import strip_marks

Docs = Callable[..., Path]

HEAD = "# Title {#title}\n\n```check\nlog e\np = [0.7, 0.2, 0.1]\nq = [0.5, 0.25, 0.25]\nr = 0.05\n```\n\n"
PROPOSED = [
    ("The entropy is 1.157 bits.", "The entropy is [1.157 bits]{= entropy(p)}."),
    ("熵是 0.802 奈特。", "熵是 [0.802 奈特]{= entropy(p)}。"),
    ("It has 3 outcomes.", "It has [3]{= n} outcomes."),
    ("Sun: 70 % of days; 5% of them.", "Sun: [70 %]{= p[0]} of days; [5%]{= r} of them."),
    ("A log-probability of 0.2 and 0.25.", "A log-probability of [0.2]{= p[1]} and [0.25]{= q[1]}."),
    ("Cross-entropy: 1.3 bits.", "Cross-entropy: [1.3 bits]{= cross_entropy(p, q)}."),
    ("Perplexity 2.23 now.", "Perplexity [2.23]{= perplexity(p)} now."),
    ("| a | b |\n|---|---|\n| sun | 0.7 |", "| a | b |\n|---|---|\n| sun | [0.7]{= p[0]} |"),
    ("A [link with 0.7](other.md).", "A [link with [0.7]{= p[0]}](other.md)."),
    ("**0.7** and *0.2*", "**[0.7]{= p[0]}** and *[0.2]{= p[1]}*"),
]
LEFT = [
    "Since 1948.",
    "About 0.123 of it.",
    "Value 0.802 without its unit.",
    "In code `x = 0.7`.",
    "```text\n0.7\n```",
    "$-\\log 0.7$ claims nothing.",
]


@pytest.mark.parametrize(("before", "after"), PROPOSED)
def test_a_numeral_gets_the_mark_that_fits(before: str, after: str, docs: Docs) -> None:
    root = docs(en_a=HEAD + before + "\n")
    page = root / "en" / "a.md"
    assert main(["fix", "--write", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text == HEAD + after + "\n"
    assert strip_marks(text) == strip_marks(HEAD + before + "\n")
    assert check_site(root, parity=False).findings == []
    assert main(["fix", "--write", str(page)]) == 0
    assert page.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", LEFT)
def test_what_nothing_fits_is_left_and_named(text: str, docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(en_a=HEAD + text + "\n")
    assert main(["fix", str(root)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no proposal: " in printed.err
    assert (root / "en" / "a.md").read_text(encoding="utf-8") == HEAD + text + "\n"


def test_the_scope_is_the_sections(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    other = "## Other {#other}\n\n```check\nreset\nu = [0.9, 0.1]\n```\n\n0.9 and 0.7.\n"
    assert main(["fix", str(docs(en_a=HEAD + other))]) == 1
    printed = capsys.readouterr()
    assert "+[0.9]{= u[0]} and 0.7." in printed.out
    assert "a.md:17:9: P101 no proposal" in printed.err


def test_other_candidates_are_named(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fix", str(docs(en_a=HEAD + "Of 3.\n"))])
    assert "a.md:10:4: `n`, or `len(p)`, `len(q)`" in capsys.readouterr().err


def test_the_patch_applies_and_says_what_write_would(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(en_a=HEAD + "It is 0.7\n\nand 0.2", zh_a=HEAD)
    assert main(["fix", str(root)]) == 1
    patch = capsys.readouterr().out
    assert (root / "en" / "a.md").read_text(encoding="utf-8").endswith("It is 0.7\n\nand 0.2")
    # the names in it are the paths, from the root
    subprocess.run(
        ["git", "apply", "--unsafe-paths", "--directory=/", "-"], input=patch, text=True, cwd=root, check=True
    )
    assert (root / "en" / "a.md").read_text(encoding="utf-8").endswith("It is [0.7]{= p[0]}\n\nand [0.2]{= p[1]}")


def test_line_ends_and_a_byte_order_mark_stay(docs: Docs) -> None:
    root = docs(en_a="")
    page = root / "en" / "a.md"
    page.write_bytes(b"\xef\xbb\xbf" + (HEAD + "It is 0.7.\n").replace("\n", "\r\n").encode())
    assert main(["fix", "--write", str(page)]) == 0
    expected = (HEAD + "It is [0.7]{= p[0]}.\n").replace("\n", "\r\n").encode()
    assert page.read_bytes() == b"\xef\xbb\xbf" + expected


def test_a_sound_page_needs_nothing(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(docs(en_a=HEAD + "[0.7]{= p[0]}\n"))]) == 0
    assert capsys.readouterr().out == ""


def test_misuse(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(en_a="x\n")
    assert main(["fix", str(root / "en" / "b.md")]) == 2
    (root / "en" / "a.md").write_bytes(b"\xff")
    assert main(["fix", str(root)]) == 2
    assert "cannot be read as UTF-8" in capsys.readouterr().err
