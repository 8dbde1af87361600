"""The two files of a new page: the parts of a page, with a small example in them that passes every check."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from proofread.check import check_page
from proofread.findings import Finding
from proofread.notation import read_notation
from proofread.parity import compare_pages
from proofread.site import LANGUAGES, notation_file
from proofread.source import scan

_PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
_TITLE = re.compile(r"[^\s#{}\[\]|<>`$][^\n#{}\[\]|<>`]*")


class Refused(Exception):
    """The page cannot be made as asked."""


@dataclass(frozen=True)
class NewPage:
    """A page to be made: its path below a language's directory, without `.md`, and its titles."""

    path: str
    titles: dict[str, str]

    def file(self, docs: Path, language: str) -> Path:
        """Its file in a language."""
        return docs / language / f"{self.path}.md"

    def text(self, language: str) -> str:
        """Its text in a language."""
        name = self.path.rsplit("/", 1)[-1]
        return TEMPLATES[language].replace("@TITLE@", self.titles[language]).replace("@NAME@", name)


def new_page(docs: Path, path: str, titles: dict[str, str | None]) -> NewPage:
    """A page as it may be made; its titles are those of `pages.toml` where that lists it.

    Raises:
        Refused: When the path or a title will not do, or the titles are not those that are listed.
    """
    path = path.removesuffix(".md")
    if not _PATH.fullmatch(path):
        raise Refused(f"{path!r} is no path of a page: lower-case words, hyphens, slashes, as information/entropy")
    listed = listed_titles(docs).get(path, {})
    chosen = {}
    for language in LANGUAGES:
        title = titles[language] or listed.get(language)
        if title is None:
            raise Refused(f"--title-{language} is needed: {docs / 'pages.toml'} does not list {path}")
        if listed and title != listed[language]:
            raise Refused(f"{docs / 'pages.toml'} lists {path} as {listed[language]!r}: leave out --title-{language}")
        if not _TITLE.fullmatch(title):
            raise Refused(f"{title!r} is no title: one line, without # {{ }} [ ] | < > `")
        chosen[language] = title
    return NewPage(path, chosen)


def listed_titles(docs: Path) -> dict[str, dict[str, str]]:
    """The titles of the pages in `pages.toml`, by path; none when there is no such file.

    Raises:
        Refused: When it cannot be read.
    """
    file = docs / "pages.toml"
    if not file.is_file():
        return {}
    try:
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
        entries = [entry for part in tree.get("parts", []) for entry in part.get("pages", [])]
        return {entry["path"]: {language: entry[language] for language in LANGUAGES} for entry in entries}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Refused(f"{file} cannot be understood: {error}") from error


def write(docs: Path, page: NewPage) -> list[Path]:
    """Write the two files.

    Raises:
        Refused: When one of them is there already, or they would not pass.
    """
    files = {language: page.file(docs, language) for language in LANGUAGES}
    for file in files.values():
        if file.exists():
            raise Refused(f"{file} is there already: nothing is overwritten")
    if findings := check(docs, page):
        raise Refused("with these titles the page does not pass: " + "; ".join(map(str, findings)))
    for language, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(page.text(language))
    return list(files.values())


def check(docs: Path, page: NewPage) -> list[Finding]:
    """What `proofread check` would find on the page."""
    site, _ = read_notation(notation_file(docs), library=False)
    scanned = [scan(page.file(docs, language), page.text(language)) for language in LANGUAGES]
    found = [s.finding(problem) for s in scanned for problem in check_page(s, site).problems]
    return [*found, *compare_pages(*scanned)]


TEMPLATES = {
    "en": r"""# @TITLE@

```check
log e
```

<!-- The first screen of a phone: the question, the answer in one line, one number to check in the head. -->

Which question does this page answer? **Here is the answer, in one line.** One to check in the head: heads of
a fair coin carries $-\log\frac12 = 1\,\bit$.

/// note | Conventions
$p$ is a probability distribution on finitely many outcomes, numbered by $i$. A logarithm without a base is natural,
and the unit is the nat; any other unit stands behind its number. Terms of probability zero count as zero.
///

<!-- Before this: links to the pages that one must know. -->

## A case {#case}

```check
p = [1/2, 1/4, 1/4]
```

<!-- A concrete case before the general one, small enough to do by hand. -->

Three outcomes have probabilities $p = (\frac12, \frac14, \frac14)$:

| outcome | probability {= p} | self-information (bits) {= self_information(p)} |
|:--|--:|--:|
| first | 0.5 | 1 |
| second | 0.25 | 2 |
| third | 0.25 | 2 |

## Definition {#definition}

/// definition | @TITLE@
    attrs: {id: def-@NAME@}

Let $p$ be a probability distribution on finitely many outcomes. Its **term to define** is, for example,

$$
H(p) = -\sum_i p_i \log p_i
$$
///

## Derivation {#derivation}

/// theorem | What is claimed
    attrs: {id: thm-@NAME@}

For every distribution with positive probabilities,

$$
H(p) = \sum_i p_i\, I(p_i)
$$
///

/// proof
$$
\begin{aligned}
H(p) &= -\sum_i p_i \log p_i && \text{definition} \\
&= \sum_i p_i \log \frac{1}{p_i} && \text{the logarithm of a reciprocal changes sign} \\
&= \sum_i p_i\, I(p_i) && \text{definition of the self-information}
\end{aligned}
$$

**Boundary.** Say what happens at zeros, when equality holds, and where the claim ends.
///

## By hand {#by-hand}

```check
p = [0.7, 0.2, 0.1]
```

For $p = (0.7, 0.2, 0.1)$ the entropy is $H(p) \approx 0.802\,\nat$, which is [1.157 bits]{= entropy(p)}.

## By machine {#by-machine}

<!-- An executed example: write docs/examples/NAME.py and show it with a fence; CONTRIBUTING.md says how. -->

## Pitfalls {#pitfalls}

/// pitfall | "What readers really bring with them"
    attrs: {id: pit-@NAME@}

Why it is wrong, and the smallest counterexample with its numbers.
///

## Exercises {#exercises}

```check
p = [1/2, 1/2]
```

/// exercise | One idea
    attrs: {id: exr-@NAME@}

What is the entropy of $p = (\frac12, \frac12)$?
///

/// details | Solution
$H(p) = 1\,\bit$.
///

## Sources {#sources}

<!-- Where each result comes from; where to go next. -->
""",
    "zh": r"""# @TITLE@

```check
log e
```

<!-- 手机的第一屏：问题、一句话的答案、一个能口算的数。 -->

这一页回答什么问题？**答案写在这里，一句话。**口算一个：均匀的硬币正面朝上，信息是 $-\log\frac12 = 1\,\bit$。

/// note | 约定
$p$ 是有限个结果上的概率分布，$i$ 给结果编号。不写底数的对数是自然对数，单位是奈特；别的单位写在数的后面。
概率为零的项按零计。
///

<!-- 先读：读这一页之前要知道的各页的链接。 -->

## 一个例子 {#case}

```check
p = [1/2, 1/4, 1/4]
```

<!-- 先具体，后一般；小到可以手算。 -->

三个结果的概率是 $p = (\frac12, \frac14, \frac14)$：

| 结果 | 概率 {= p} | 自信息（比特） {= self_information(p)} |
|:--|--:|--:|
| 第一个 | 0.5 | 1 |
| 第二个 | 0.25 | 2 |
| 第三个 | 0.25 | 2 |

## 定义 {#definition}

/// definition | @TITLE@
    attrs: {id: def-@NAME@}

设 $p$ 是有限个结果上的概率分布。它的**待定义的术语**例如是

$$
H(p) = -\sum_i p_i \log p_i
$$
///

## 推导 {#derivation}

/// theorem | 命题
    attrs: {id: thm-@NAME@}

对每个概率都为正的分布，

$$
H(p) = \sum_i p_i\, I(p_i)
$$
///

/// proof
$$
\begin{aligned}
H(p) &= -\sum_i p_i \log p_i && \text{定义} \\
&= \sum_i p_i \log \frac{1}{p_i} && \text{倒数的对数变号} \\
&= \sum_i p_i\, I(p_i) && \text{自信息的定义}
\end{aligned}
$$

**边界。**说明遇到零时怎样、等号何时成立、结论到哪里为止。
///

## 手算 {#by-hand}

```check
p = [0.7, 0.2, 0.1]
```

$p = (0.7, 0.2, 0.1)$ 的熵是 $H(p) \approx 0.802\,\nat$，即 [1.157 比特]{= entropy(p)}。

## 机算 {#by-machine}

<!-- 一个会运行的例子：写好 docs/examples/NAME.py，用代码块显示；写法见 CONTRIBUTING.zh.md。 -->

## 常见误解 {#pitfalls}

/// pitfall | “读者真会这样想的话”
    attrs: {id: pit-@NAME@}

为什么不对，举最小的反例，写出数来。
///

## 习题 {#exercises}

```check
p = [1/2, 1/2]
```

/// exercise | 一个想法
    attrs: {id: exr-@NAME@}

$p = (\frac12, \frac12)$ 的熵是多少？
///

/// details | 解答
$H(p) = 1\,\bit$。
///

## 来源 {#sources}

<!-- 每个结论的出处；接下来读什么。 -->
""",
}
