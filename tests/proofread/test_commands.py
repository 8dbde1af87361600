"""The commands `check` and `stats`: formats, the cache, pages whose check does not end, misuse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proofread import cache, pool, worker
from proofread.__main__ import main
from proofread.commands.check import workflow_command
from proofread.findings import CODES, Finding, Place
from proofread.site import cache_directory, check_site

PAGE = """# Title {#title}

```check
log e
p = [0.7, 0.2, 0.1]
```

$H(p) \\approx 0.802\\,\\nat$ and [1.157 bits]{= entropy(p)}, [1948]{! a year}.
"""
WRONG = PAGE.replace("0.802", "0.804")

Docs = Callable[..., Path]


@pytest.fixture(autouse=True)
def _sources_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """While someone edits the proofreader, nothing is stored; these tests are about what is."""
    monkeypatch.setattr(cache.Cache, "still_current", lambda _: True)


def test_json_has_a_stable_shape_on_stdout_and_the_counts_on_stderr(
    docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs(zh_a=PAGE, en_a=WRONG)
    assert main(["check", "--format", "json", "--no-parity", str(root)]) == 1
    printed = capsys.readouterr()
    assert "2 pages, 6 numerals" in printed.err
    shown = json.loads(printed.out)
    assert list(shown) == ["version", "findings", "counts", "pages"]
    assert shown["version"] == 1
    [finding] = shown["findings"]
    assert finding == {
        "file": f"{root}/en/a.md",
        "line": 8,
        "column": 15,
        "code": "P302",
        "message": "found 0.804 nat, computed 0.801818553",
    }
    assert shown["counts"]["pages"] == 2
    assert shown["pages"][f"{root}/en/a.md"]["bound"] == 1
    assert set(shown["counts"]) == {
        "pages", "bound", "exempt", "in_formulas", "formulas", "relations", "unchecked", "marks",
    }  # fmt: skip


def test_github_gets_workflow_commands(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(zh_a=PAGE, en_a=WRONG)
    assert main(["check", "--format", "github", "--no-parity", str(root)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first == (
        f"::error file={root}/en/a.md,line=8,col=15,title=P302 {CODES['P302']}::found 0.804 nat, computed 0.801818553"
    )
    assert "1 findings" in last


def test_workflow_commands_are_escaped() -> None:
    finding = Finding(Place(Path("a,b:c%.md"), 1, 2), "P105", "100 %: one,\r\ntwo")
    title = "P105 a glyph that hides a number (full-width digits%2C vulgar fractions)"
    expected = f"::error file=a%2Cb%3Ac%25.md,line=1,col=2,title={title}::100 %25: one,%0D%0Atwo"
    assert workflow_command(finding) == expected


def test_pages_may_be_named_one_by_one(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(zh_a=PAGE, en_a=WRONG, zh_b=PAGE, en_b=PAGE)
    assert main(["check", "--no-parity", str(root / "en" / "b.md"), str(root / "zh")]) == 0
    assert "3 pages" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "{root}/nowhere.md"], "does not exist"),
        (["check", "{root}/notation.check"], "is no page"),
        (["check", "{root}/../elsewhere.md"], "is no page"),
        (["check", "{root}/empty"], "no Markdown page in what was named"),
        (["check", "--docs", "{root}/zh"], "notation.check is missing"),
        (["stats", "{root}/nowhere.md"], "does not exist"),
    ],
)
def test_misuse_exits_2_and_says_what_is_wrong(
    arguments: list[str], message: str, docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    (root / "empty").mkdir()
    (root.parent / "elsewhere.md").write_text("x\n", encoding="utf-8")
    extra = ["--docs", str(root)] if "elsewhere" in arguments[1] else []
    assert main([a.format(root=root) for a in arguments] + extra) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["check", "--format", "xml"], ["check", "--time-limit", "0"], []])
def test_unknown_options_exit_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)


def test_stats_counts_page_by_page(docs: Docs, capsys: pytest.CaptureFixture[str]) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    assert main(["stats", str(root)]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    expected = "page numerals in formulas bound exempt marks marks per numeral formulas relations unchecked"
    assert " ".join(header.split()) == expected
    assert rows[0].split() == [f"{root}/en/a.md", "3", "1", "1", "1", "2", "0.67", "1", "1", "0"]
    assert rows[2].split() == ["2", "pages", "6", "2", "2", "2", "4", "0.67", "2", "2", "0"]


def test_output_may_be_cut_off(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    command = [sys.executable, "-m", "proofread", "check", "--format", "json", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


# --- the cache


def entries(root: Path) -> list[Path]:
    return sorted(cache_directory(root).glob("*.json"))


def test_what_was_found_is_found_again_without_a_worker(docs: Docs, monkeypatch: pytest.MonkeyPatch) -> None:
    root = docs(zh_a=PAGE, en_a=WRONG)
    before = check_site(root)
    assert len(entries(root)) == 4  # the notation, two pages, the pair
    monkeypatch.setattr(pool, "_Worker", None)
    after = check_site(root)
    assert before.findings
    assert [str(f) for f in before.findings] == [str(f) for f in after.findings]
    assert (before.counts, before.pages) == (after.counts, after.pages)


def test_a_damaged_entry_is_made_again(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=WRONG)
    before = check_site(root)
    for damage in (b"", b"\xff\xfe", b"{}", b"no digest\n{}"):
        for path in entries(root):
            path.write_bytes(damage)
        assert [str(f) for f in check_site(root).findings] == [str(f) for f in before.findings]
    changed = entries(root)[0]
    text = changed.read_text(encoding="utf-8").replace("P", "Q").replace("0", "1")
    changed.write_text(text, encoding="utf-8")
    assert [str(f) for f in check_site(root).findings] == [str(f) for f in before.findings]


def test_a_changed_page_or_notation_is_checked_again(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    assert check_site(root, parity=False).findings == []
    (root / "en" / "a.md").write_text(WRONG, encoding="utf-8")
    assert [f.code for f in check_site(root, parity=False).findings] == ["P302"]
    notation = root / "notation.check"
    notation.write_text(notation.read_text(encoding="utf-8").replace("H(p) := -", "H(p) := -2"), encoding="utf-8")
    assert "P403" in {f.code for f in check_site(root, parity=False).findings}


def test_changed_sources_make_other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(cache, "package_directories", lambda: [tmp_path])
    before = cache.fingerprint()
    (tmp_path / "a.py").write_text("x = 2\n", encoding="utf-8")
    assert cache.fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setattr(cache, "_LOADED", before)
    assert not cache.Cache(tmp_path).still_current()


def test_nothing_is_kept_without_a_cache(docs: Docs) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    assert main(["check", "--no-cache", str(root)]) == 0
    assert entries(root) == []


def test_a_cache_that_cannot_be_written_is_said_and_does_no_harm(
    docs: Docs, capsys: pytest.CaptureFixture[str]
) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)
    cache_directory(root).parent.write_text("a file where the directory should be", encoding="utf-8")
    assert main(["check", str(root)]) == 0
    assert "results are not kept" in capsys.readouterr().err


def test_the_cache_forgets_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 3)
    store = cache.Cache(tmp_path)
    keys = [cache.Cache.key(str(k)) for k in range(5)]
    for age, key in enumerate(keys):
        store.store(key, {"k": age})
        os.utime(tmp_path / f"{key}.json", (1000 + age, 1000 + age))
    store.sweep()
    assert [store.load(key) for key in keys] == [None, None, {"k": 2}, {"k": 3}, {"k": 4}]


def test_an_entry_that_vanishes_while_the_cache_is_swept_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cache.Cache(tmp_path)
    store.store(cache.Cache.key("kept"), {"k": 1})
    (tmp_path / "another.new").touch()

    def listed(directory: Path) -> Iterator[os.DirEntry[str]]:
        for entry in found(directory):
            if entry.name.endswith(".new"):
                Path(entry.path).unlink()  # as another process does that moves it into place
            yield entry

    found = os.scandir
    monkeypatch.setattr(os, "scandir", listed)
    store.sweep()
    assert store.load(cache.Cache.key("kept")) == {"k": 1}


def test_unchanged_pages_are_not_examined_again(docs: Docs, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {f"{lang}_{k}": PAGE + f"\n[{k}]{{! page number}}\n" for lang in ("zh", "en") for k in range(6)}
    root = docs(**pages)
    check_site(root)
    given: list[int] = []

    def run(groups: list[list[dict[str, object]]], limit: float) -> list[list[pool.Answer]]:
        given.extend(map(len, groups))
        return original(groups, limit)

    original = pool.run
    monkeypatch.setattr(pool, "run", run)
    assert check_site(root).findings == []
    assert given == []
    (root / "zh" / "3.md").write_text(pages["zh_3"] + "\n[1948]{! a year}\n", encoding="utf-8")
    check_site(root)
    assert given, "what has changed is examined"


# --- pages whose check does not end

SLOW = (
    PAGE
    + "\nSlow: $\\int_0^1 \\int_0^1 \\int_0^1 e^{xyt} \\,\\mathrm{d}x \\,\\mathrm{d}y \\,\\mathrm{d}t \\approx 1.15$\n"
)


def test_a_page_that_takes_too_long_is_a_finding_and_the_others_are_checked(docs: Docs) -> None:
    check_site(docs())  # remembers the notation, which takes its time too where the machine is busy
    root = docs(zh_a=SLOW, en_a=SLOW, zh_b=PAGE, en_b=WRONG)
    report = check_site(root, parity=False, limit=3)
    slow = [f for f in report.findings if f.code == "P003"]
    assert {f.file.name for f in slow} == {"a.md"}
    assert "it took more than 3 seconds" in slow[0].message
    assert "P302" in {f.code for f in report.findings}
    assert report.counts.pages == 4
    assert {f.code for f in check_site(root, parity=False, limit=3).findings} >= {"P003"}  # never remembered


def test_what_was_found_before_a_check_was_stopped_is_not_lost(docs: Docs) -> None:
    check_site(docs())  # see above
    root = docs(en_a=SLOW.replace("0.802", "0.804"))
    found = [(f.code, f.line) for f in check_site(root, parity=False, limit=3).findings]
    assert found == [("P302", 8), ("P003", 10)]


def test_a_worker_that_dies_ends_in_an_answer_and_another_takes_over() -> None:
    task = {"kind": "page", "path": "a.md", "text": PAGE, "notation": "n ~ int(2, 5)"}
    one = pool._Worker(60)
    try:
        one._started().kill()
        dead = one.do(task)
        assert dead.ended is not None
        assert "its process died" in dead.ended
        assert one.do(task).done is not None
    finally:
        one.close()


def test_a_fault_of_the_proofreader_is_a_finding(docs: Docs, monkeypatch: pytest.MonkeyPatch) -> None:
    root = docs(zh_a=PAGE, en_a=PAGE)

    def fail(*_: object, **__: object) -> None:
        raise OSError("no processes")

    def perform(task: dict[str, object], reached: worker.Reached) -> dict[str, object]:
        if task["kind"] == "page":
            raise {"zh": MemoryError(), "en": ZeroDivisionError("oops")}[Path(str(task["path"])).parent.name]
        return {"findings": []}

    monkeypatch.setattr(pool._Worker, "_started", fail)  # so that the work is done here
    monkeypatch.setattr(worker, "perform", perform)
    findings = check_site(root, parity=False).findings
    assert [(f.code, f.file.parent.name) for f in findings] == [("P004", "en"), ("P003", "zh")]
    assert "ZeroDivisionError: oops" in findings[0].message
    assert "out of memory" in findings[1].message


@pytest.mark.skipif(sys.platform != "linux", reason="only there memory can surely be limited")
def test_the_memory_of_a_worker_is_limited() -> None:
    code = "from proofread.worker import limit_memory; assert limit_memory(2**30); bytearray(2**30)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "MemoryError" in ended.stderr
