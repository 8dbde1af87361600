"""`proofread sync`: what is language-free follows, words stay, the rest is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from proofread.__main__ import main
from proofread.parity import compare_pages
from proofread.source import read_text, scan

Docs = Callable[..., Path]

EN = r"""# Title {#title}

```check
log e   # natural
p = [0.7, 0.2, 0.1]
```

The entropy of $p$ is $H(p) \approx 0.802\,\nat$, or [1.157 bits]{= entropy(p)};
of [3]{= len(p)} outcomes in [1948]{! a year}.

## Steps {#steps}

$$
\begin{aligned}
H(p) &= -\sum_i p_i \log p_i && \text{definition} \\
&\approx 0.802\,\nat && \text{by machine}
\end{aligned}
$$

| outcome | probability {= p} | loss (nats) {= self_information(p)} |
|---|--:|--:|
| sun | 0.7 | 0.357 |
| cloud | 0.2 | 1.609 |
| rain | 0.1 | 2.303 |

Then $p_1 = 0.7$ and $p_2 = 0.2$.
"""
ZH = (
    EN.replace("Title", "标题", 1).replace("# natural", "# 自然对数").replace("Steps", "步骤", 1)
    .replace("The entropy of $p$ is", "$p$ 的熵是").replace("or [1.157 bits]", "即 [1.157 比特]")
    .replace("of [3]{= len(p)} outcomes in", "[3]{= len(p)} 个结果，见").replace("a year", "年份")
    .replace("{definition}", "{定义}").replace("{by machine}", "{用机器}").replace("(nats)", "（奈特）")
    .replace("sun", "晴").replace("cloud", "云").replace("rain", "雨")
    .replace("outcome ", "结果 ").replace("loss", "损失")
    .replace("Then $p_1 = 0.7$ and $p_2 = 0.2$.", "而 $p_2 = 0.2$，又 $p_1 = 0.7$。")
)  # fmt: skip

CHANGES = [
    ("0.802\\,\\nat$, or", "0.8018\\,\\nat$, or"),
    ("p = [0.7, 0.2, 0.1]", "p = [0.7, 0.2, 0.1]\nr = 0.05"),
    ("```check\nlog e   # natural\np = [0.7, 0.2, 0.1]\n```\n\n", ""),
    ("## Steps {#steps}\n", "## Steps {#steps}\n\n```check\nlog 10\n```\n"),
    ("{#steps}", "{#by-steps}"),
    (" {#steps}", ""),
    ("-\\sum_i p_i \\log p_i", "-\\sum_{k=1}^{n} p_k \\log p_k"),
    ("&\\approx 0.802\\,\\nat", "&\\approx 0.80182\\,\\nat"),
    ("[1.157 bits]{= entropy(p)}", "[1.157 bits]{= cross_entropy(p, p)}"),
    ("[3]{= len(p)}", "[3]{= n}"),
    ("{= self_information(p)}", "{= self_information(p[:3])}"),
    ("| 0.357 |", "| 0.3567 |"),
    ("[1.157 bits]", "[1.1568 bits]"),
    ("$p_1 = 0.7$", "$p_3 = 0.1$"),
    ("$p_1 = 0.7$ and $p_2 = 0.2$", "$p_1 = 1 - p_2 - p_3$ and $p_2 = 2p_3$"),
]


@pytest.mark.parametrize("source", ["en", "zh"])
@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_a_change_follows_and_the_words_stay(old: str, new: str, source: str, docs: Docs) -> None:
    """What was changed here arrives there, and is all that does."""
    assert old in EN
    texts = {"en": EN, "zh": ZH}
    other = {"en": "zh", "zh": "en"}[source]
    texts[source], expected = _changed(texts[source], old, new), _changed(texts[other], old, new)
    root = docs(en_a=texts["en"], zh_a=texts["zh"])
    page = root / other / "a.md"
    status = main(["sync", "--from", source, "--write", str(root)])
    if old == " {#steps}":
        assert status == 1  # an id is never taken away: see the finding
        return
    assert status == 0
    assert page.read_text(encoding="utf-8") == expected
    assert compare_pages(*(scan(path, read_text(path)) for path in sorted(root.rglob("*.md")))) == []
    assert main(["sync", "--from", source, str(root)]) == 0


def _changed(text: str, old: str, new: str) -> str:
    for en, zh in (("Steps", "步骤"), ("or", "即"), ("bits", "比特"), ("# natural", "# 自然对数"), (" and ", "，又 ")):
        if old not in text:
            old, new = old.replace(en, zh), new.replace(en, zh)
    if old not in text:  # the other language says the two in the other order
        first, second = (part.split("，又 ") for part in (old, new))
        return text.replace(first[0], "@").replace(first[1], second[1]).replace("@", second[0])
    return text.replace(old, new)


def test_twins_need_nothing(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--from", "zh", str(docs(en_a=EN, zh_a=ZH))]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1 pages, 0 to change, 0 differences left to you" in printed.err


def test_a_mark_that_is_missing_is_set_and_one_that_is_there_twice_is_not(docs: Docs) -> None:
    root = docs(en_a=EN, zh_a=ZH.replace("[1.157 比特]{= entropy(p)}", "1.157 比特"))
    assert main(["sync", "--from", "en", "--write", str(root)]) == 0
    assert (root / "zh" / "a.md").read_text(encoding="utf-8") == ZH


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## Steps {#steps}", "### Deeper {#deeper}\n\nMore.\n\n## Steps {#steps}", "P502"),
        ("Then", "![alt](figure:x)\n\nThen", "P506"),
        ("Then", "Since [2018]{! another year}. Then", "P504"),
        ("Then", "With $H(q) \\ge 0$. Then", "P503"),
    ],
)
def test_what_cannot_be_placed_is_left_and_named(
    old: str, new: str, message: str, docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs(en_a=EN.replace(old, new), zh_a=ZH)
    assert main(["sync", "--from", "en", str(root)]) == 1
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""


def test_other_sections_follow_where_headings_differ(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    changed = EN.replace("0.802\\,\\nat$, or", "0.8018\\,\\nat$, or") + "\n## End {#end}\n\nWords.\n"
    assert main(["sync", "--from", "en", str(docs(en_a=changed, zh_a=ZH))]) == 1
    printed = capsys.readouterr()
    assert "+$p$ 的熵是 $H(p) \\approx 0.8018\\,\\nat$，" in printed.out or "0.8018\\,\\nat$, 即" in printed.out
    assert "P502" in printed.err


def test_words_that_come_along_are_named_to_be_translated(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    more = EN.replace("&\\approx", "&= H(p) && \\text{again} \\\\\n&\\approx")
    root = docs(en_a=more, zh_a=ZH)
    assert main(["sync", "--from", "en", "--write", str(root)]) == 1
    assert "zh/a.md:13:3: translate the words in this formula" in capsys.readouterr().err
    assert "\\text{again}" in (root / "zh" / "a.md").read_text(encoding="utf-8")


def test_a_page_in_one_language_is_named(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--from", "en", str(docs(en_a=EN))]) == 1
    assert "zh/a.md: is not there" in capsys.readouterr().err


def test_misuse(docs: Docs) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["sync"])
    with pytest.raises(SystemExit, match="2"):
        main(["sync", "--from", "fr"])
    assert main(["sync", "--from", "en", str(docs() / "nowhere")]) == 2
