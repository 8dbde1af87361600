"""The library beside others that have the same functions: calls of both, what they give, and why that differs.

`docs/compatibility.toml` has the calls and, in both languages, the differences. What each call gives stands in
`docs/compatibility.json`, with the versions of the peers; `make compare` writes it in an environment that has them, and
says what has changed. The tests compute our side, and scipy's, anew.
"""

from __future__ import annotations

import html
import importlib
import importlib.metadata
import json
import sys
import tomllib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_build.errors import SiteError
from site_build.languages import WORDS, Lang

MARKER = "<!-- compatibility -->"
CALLS, VALUES = "compatibility.toml", "compatibility.json"

#: What each peer's calls are written with; the first is the name of the distribution.
PEERS = {
    "scipy": ("scipy", "scipy.stats", "scipy.special", "scipy.spatial"),
    "scikit-learn": ("sklearn", "sklearn.metrics", "sklearn.linear_model", "sklearn.calibration"),
    "torch": ("torch",),
    "optax": ("optax", "jax", "jax.numpy"),
}
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Call:
    """A function of a peer and ours, called with the same data.

    Attributes:
        function: Our function.
        peer: Whose the other is.
        theirs: Its call.
        ours: Our call.
        same: Whether both give the same.
        words: The difference, or what to note, in each language.
    """

    function: str
    peer: str
    theirs: str
    ours: str
    same: bool
    words: dict[Lang, str]

    @property
    def name(self) -> str:
        """What the peer calls it."""
        return self.theirs.partition("(")[0]


@dataclass(frozen=True)
class Comparison:
    """Both files."""

    data: dict[str, str]
    calls: list[Call]
    versions: dict[str, str]
    values: dict[str, str]

    @property
    def functions(self) -> list[str]:
        """Our functions that a peer has too, in the order of the file."""
        return list(dict.fromkeys(call.function for call in self.calls))


def read(docs: Path) -> Comparison:
    """Reads both files.

    Raises:
        SiteError: An entry lacks something, or a call has no value.
    """
    try:
        content = tomllib.loads((docs / CALLS).read_text(encoding="utf-8"))
        calls = [_call(entry) for entry in content["call"]]
        data = content["data"]
    except (KeyError, tomllib.TOMLDecodeError) as error:
        keys = "function, peer, theirs, ours, same, zh, en"
        raise SiteError(f"{docs / CALLS}: {error}: expected [data] and [[call]] entries with {keys}") from error
    file = docs / VALUES
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"versions": {}, "values": {}}
    return Comparison(data, calls, known["versions"], known["values"])


def _call(entry: dict[str, Any]) -> Call:
    words: dict[Lang, str] = {"zh": entry["zh"], "en": entry["en"]}
    return Call(entry["function"], entry["peer"], entry["theirs"], entry["ours"], entry["same"], words)


# --- computing


def installed(peer: str) -> str | None:
    """The version of a peer that is installed here."""
    try:
        return importlib.metadata.version(peer).partition("+")[0]  # 2.13.0+cpu
    except importlib.metadata.PackageNotFoundError:
        return None


def namespace(data: dict[str, str], peer: str = "") -> dict[str, Any]:
    """What a call is written with: the data, and the peer's modules or our functions.

    torch and jax compute in float64 here, as the others do by default.
    """
    import numpy as np  # here and below only where something is computed: a build only reads what was

    import crossentropy

    names: dict[str, Any] = {name: eval(value) for name, value in data.items()}
    if not peer:
        return names | {name: getattr(crossentropy, name) for name in crossentropy.__all__}
    names["np"] = np
    for module in PEERS[peer]:
        importlib.import_module(module)
        top = module.partition(".")[0]
        names[top] = sys.modules[top]
    if peer == "torch":
        names["torch"].set_default_dtype(names["torch"].float64)
    if peer == "optax":
        names["jax"].config.update("jax_enable_x64", True)
        names["jnp"] = names["jax"].numpy
    return names


def compute(call: str, names: dict[str, Any]) -> Any:
    """What a call gives: numbers as an array, or the name of the error that it raises."""
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a peer warns where ours refuses: the value is what is shown
        try:
            value = eval(call, dict(names))
        except (ValueError, TypeError, RuntimeError) as error:
            return type(error).__name__
        return np.asarray(value.detach() if hasattr(value, "detach") else value, dtype=float)


def shown(value: Any) -> str:
    """A value as the page has it: six significant digits."""
    if isinstance(value, str):
        return value
    if value.ndim:
        return f"[{', '.join(shown(part) for part in value)}]"
    return f"{float(value):.6g}"


def agree(one: Any, other: Any) -> bool:
    """Whether two values are the same, up to rounding."""
    import numpy as np

    if isinstance(one, str) or isinstance(other, str):
        return False
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=_TOLERANCE, atol=0, equal_nan=True))


def evaluate(comparison: Comparison, peers: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """What our calls and those of some peers give, and where that is not as the file says.

    Args:
        comparison: The calls.
        peers: Those that are installed here.
    """
    ours, faults = namespace(comparison.data), []
    values: dict[str, str] = {}
    for peer in peers:
        names = namespace(comparison.data, peer)
        for call in comparison.calls:
            if call.peer == peer:
                one, other = compute(call.theirs, names), compute(call.ours, ours)
                values |= {call.theirs: shown(one), call.ours: shown(other)}
                if agree(one, other) != call.same:
                    faults.append(f"{call.theirs} gives {shown(one)}, {call.ours} gives {shown(other)}")
    return values, faults


def main(docs: Path = Path("docs")) -> int:
    """Writes what the calls give; the exit status is 1 where the file says something else of them."""
    comparison = read(docs)
    present = {peer: version for peer in PEERS if (version := installed(peer))}
    values, faults = evaluate(comparison, present)
    calls = {text for call in comparison.calls for text in (call.theirs, call.ours)}
    values = {call: value for call, value in (comparison.values | values).items() if call in calls}
    for call, value in values.items():
        if comparison.values.get(call, value) != value:
            print(f"{call} gave {comparison.values[call]} and gives {value}")
    record = {"versions": comparison.versions | present, "values": dict(sorted(values.items()))}
    (docs / VALUES).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    absent = PEERS.keys() - present
    print(f"{len(values)} values; not installed here, so kept: {', '.join(sorted(absent)) or 'none'}")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


# --- the page


def fill(markdown: str, docs: Path, lang: Lang) -> str:
    """Puts the comparison in the place of the marker.

    Args:
        markdown: A page.
        docs: The docs directory.
        lang: The language of the page.
    """
    if MARKER not in markdown:
        return markdown
    comparison = read(docs)
    data = "\n".join(["```python", *(f"{name} = {value}" for name, value in comparison.data.items()), "```"])
    parts = [_overview(comparison, lang), _made(WORDS[lang].versions.format(_versions(comparison, lang))), data]
    for function in comparison.functions:
        parts.append(f"## {function} {{#{function.replace('_', '-')}}}")
        for call in comparison.calls:
            if call.function == function:
                parts += [_made(call.words[lang]), _session(call, comparison)]
    return markdown.replace(MARKER, "\n\n".join(parts))


def _made(text: str) -> str:
    """A paragraph of the build's, whose numbers were computed: the judge of the built pages leaves out this class."""
    return f'<p class="doc-contents" markdown="span">{text}</p>'


def _versions(comparison: Comparison, lang: Lang) -> str:
    return WORDS[lang].list_comma.join(f"{peer} {version}" for peer, version in comparison.versions.items())


def _overview(comparison: Comparison, lang: Lang) -> str:
    rows = [f"| {WORDS[lang].here} | {WORDS[lang].elsewhere} |", "|:--|:--|"]
    for function in comparison.functions:
        names = dict.fromkeys(call.name for call in comparison.calls if call.function == function)
        there = "<br>".join(f"<code>{html.escape(name)}</code>".replace(".", ".<wbr>") for name in names)
        rows.append(f"| [`{function}`](#{function.replace('_', '-')}) | {there} |")
    return "\n".join(rows)


def _session(call: Call, comparison: Comparison) -> str:
    missing = [text for text in (call.theirs, call.ours) if text not in comparison.values]
    if missing:
        raise SiteError(f"docs/{VALUES} has no value of {missing[0]}: run `make compare`")
    lines = [line for text in (call.theirs, call.ours) for line in (f">>> {text}", comparison.values[text])]
    return "\n".join(["```pycon", *lines, "```"])


if __name__ == "__main__":
    sys.exit(main())
