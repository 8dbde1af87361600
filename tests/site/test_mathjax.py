import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import markdown
import pytest

from proofread.rendered import shown_numerals
from site_build.mathjax import MathError, MathSetupError, Renderer, node
from site_build.mathjax.renderer import ROOT

PAGE = r"""
The entropy $H(p) \le \log n$ of $(\text{by } \eqref{eq-entropy})$ is at least $0\,\bit$, as $a < b$ & $x \ge 0$.

$$
H(p) = -\sum_{i=1}^n p_i \log p_i \label{eq-entropy}
$$

$$
\begin{aligned}
D_{\mathrm{KL}}(p \| q) &= \sum_i p_i \log \frac{p_i}{q_i} && \text{定义} \\
&\ge 0 && \text{by } \eqref{eq-entropy}
\end{aligned} \label{eq-kl}
$$

$$
\left( \frac{1}{2} \right)^2
$$
"""


def html_of(text: str) -> str:
    settings = {"pymdownx.arithmatex": {"generic": True}}
    return markdown.markdown(text, extensions=["pymdownx.arithmatex"], extension_configs=settings)


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Renderer]:
    with Renderer(cache_dir=tmp_path_factory.mktemp("cache")) as renderer:
        yield renderer


NUMBERS = {"eq-entropy": "3.1", "eq-kl": "3.2", "eq-x": "4.1", "eq-y": "4.2"}


def render(renderer: Renderer, text: str, lang: str = "en", numbers: dict[str, str] = NUMBERS) -> str:
    return renderer.render_html(html_of(text), page="entropy.md", lang=lang, numbers=numbers, permanent="../t/")


def problems(renderer: Renderer, text: str) -> list[tuple[int, str]]:
    with pytest.raises(MathError) as caught:
        render(renderer, text)
    assert str(caught.value).startswith("entropy.md: formula ")
    return [(problem.index, problem.message) for problem in caught.value.problems]


class TestOutput:
    def test_every_formula_is_seen_and_spoken_and_keeps_its_tex(self, renderer: Renderer) -> None:
        page = render(renderer, PAGE)
        assert "arithmatex" not in page
        assert page.count("<mjx-container") == page.count("<math") == 8
        assert page.count('<mjx-math aria-hidden="true"') == 8
        assert r'data-tex="H(p) \le \log n"' in page
        assert 'data-tex="a &lt; b"' in page

    def test_nothing_focusable_is_hidden_and_the_spoken_copy_is_bare(self, renderer: Renderer) -> None:
        page = render(renderer, PAGE)
        hidden = re.findall(r'<mjx-math aria-hidden="true".*?</mjx-math>', page, re.DOTALL)
        spoken = re.findall(r"<math.*?</math>", page, re.DOTALL)
        assert len(hidden) == len(spoken) == 8
        for part in (*hidden, *spoken):
            assert not re.search(r" (id|href|tabindex|data-latex)=", part)
        assert set(re.findall(r' (?:class|data-[a-z-]+)="[^"]*"', "".join(spoken))) == {' class="build-made"'}

    def test_a_number_and_an_id(self, renderer: Renderer) -> None:
        page = render(renderer, PAGE)
        assert page.count(' id="') == 2
        assert '<div class="formula" id="eq-entropy">' in page
        assert 'href="../t/eq-kl/" data-anchor="eq-kl"' in page
        assert ' tabindex="0" role="group" aria-label="formula (3.1)"' in page
        assert ' tabindex="0" role="group" aria-label="formula (3.2)"' in page

    def test_the_number_in_a_reference_is_not_the_authors(self, renderer: Renderer) -> None:
        page = render(renderer, r"$x = 0.5 \quad \text{by \eqref{eq-entropy}}$")  # which stands on another page
        assert list(shown_numerals(f"<article>{page}</article>")) == ["0.5"]

    def test_the_spoken_copy_leaves_the_number_to_the_box(self, renderer: Renderer) -> None:
        page = render(renderer, "$$\nx \\label{eq-x}\n$$")
        spoken = re.findall(r"<math.*?</math>", page)
        assert spoken == ['<math display="block"><mi>x</mi></math>']

    def test_less_or_equal_is_slanted_in_chinese_but_not_spoken_so(self, renderer: Renderer) -> None:
        chinese = render(renderer, r"$a \le b \ge c$", "zh")
        english = render(renderer, r"$a \le b \ge c$", "en")
        assert re.findall("[≤≥⩽⩾]", re.sub("<math.*?</math>", "", chinese)) == ["⩽", "⩾"]
        assert re.findall("[≤≥⩽⩾]", re.sub("<math.*?</math>", "", english.replace(r"\le", ""))) == ["≤", "≥"]
        assert re.findall(r"<math.*?</math>", chinese) == re.findall(r"<math.*?</math>", english)

    @pytest.mark.parametrize("unit", ["nat", "bit", "hart"])
    def test_units_are_upright_words(self, renderer: Renderer, unit: str) -> None:
        assert f"<mi>{unit}</mi>" in render(renderer, rf"$1\,\{unit}$")

    def test_only_what_may_be_too_wide_for_a_phone_is_a_tab_stop(self, renderer: Renderer) -> None:
        assert "tabindex" not in render(renderer, "$$\nx = 1\n$$")
        wide = "$$\n" + " + ".join("abcdefghijk") + "\n$$"
        assert 'tabindex="0" role="group" aria-label="公式"' in render(renderer, wide, "zh")

    def test_text_in_formulas_knows_escapes(self, renderer: Renderer) -> None:
        assert "<mtext>90% sure</mtext>" in render(renderer, r"$\text{90\% sure}$")

    def test_letters_side_by_side_are_one_element_as_high_and_deep_as_all(self, renderer: Renderer) -> None:
        page = render(renderer, r"$0.25\,\nat \quad \text{by def}\, f(x)^2$")
        words = re.findall(r'<m-word style="([^"]*)">([^<]*)</m-word>', page)
        # The widths together, height of the tallest, what the last leans out by (f into nothing), depth of the deepest.
        assert words == [
            ("width:1.78em;padding:.67em 0 .02em", "0.25"),
            ("width:1.61em;padding:.62em 0 .01em", "\u2009nat"),
            ("width:3.72em;padding:.71em .05em .21em 0", "\u2003by\u00a0def"),
            ("width:1.68em;padding:.75em 0 .25em", "\u2009𝑓(𝑥"),
        ]
        # The exponent stands higher.
        assert re.search(
            r'<m-msup><m-c class="c29">\)</m-c><m-script style="[^"]*"><m-c class="c32" size="s">2</m-c>', page
        )

    def test_an_upright_letter_that_leans_into_the_next_stays_apart(self, renderer: Renderer) -> None:
        page = render(renderer, r"$\mathrm{f}(x) = \mathrm{n}(x)$")
        assert re.findall(r"<m-word [^>]*>([^<]*)<", page) == ["(𝑥)", "=\u2004n(𝑥)"]
        assert re.search(r'<m-c class="c66"[^>]*>f</m-c>', page)

    def test_letters_of_one_size_become_words_in_an_index_too(self, renderer: Renderer) -> None:
        page = render(renderer, "$x_{i+1}$")
        assert re.findall(r'<m-word [^>]*size="s"[^>]*>([^<]*)<', page) == ["𝑖+1"]

    def test_the_spoken_copy_has_nothing_that_only_the_eye_would_notice(self, renderer: Renderer) -> None:
        [spoken] = re.findall(
            r"<math.*?</math>", render(renderer, r"$\left( \binom{n}{2} \right) \text{ for } \mathbf{1}$")
        )
        assert set(re.findall(r' ([a-z]+)="', spoken)) <= {"data-mjx-texclass", "linethickness", "mathvariant"}

    def test_a_page_without_formulas_stays_as_it_is(self, renderer: Renderer) -> None:
        page = "<p>a $5 b</p>"
        assert renderer.render_html(page, page="p", lang="en", numbers={}, permanent="") == page


class TestErrors:
    def test_tex_errors_and_undefined_macros_all_at_once(self, renderer: Renderer) -> None:
        found = problems(renderer, "$x$, $\\frac{1$, $\\foo$, $\\eqref{eq-none}$")
        assert [index for index, _ in found] == [4, 2, 3]
        assert "Missing close brace" in found[1][1]
        assert found[2][1] == "Undefined control sequence \\foo"

    def test_an_undefined_macro_in_text_is_no_text(self, renderer: Renderer) -> None:
        assert problems(renderer, r"$\text{a \foo}$") == [(1, "Undefined control sequence \\foo")]

    @pytest.mark.parametrize("reference", [r"\eqref{eq-z}", r"x = 1 \quad \text{by \eqref{eq-z}}"])
    def test_an_unresolved_reference(self, renderer: Renderer, reference: str) -> None:
        [(index, message)] = problems(renderer, f"$$\nx \\label{{eq-x}}\n$$\n\n${reference}$")
        assert (index, message[:14]) == (2, r"\eqref{eq-z}: ")
        assert message.endswith("nearest: eq-y, eq-x, eq-kl")

    def test_a_label_twice(self, renderer: Renderer) -> None:
        [(index, message)] = problems(renderer, "$$\nx \\label{eq-x}\n$$\n\n$$\ny \\label{eq-x}\n$$")
        assert (index, message[:15]) == (2, r"\label{eq-x}: a")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("$x \\label{eq-x}$", "inline"),
            ("$$\nx \\label{eq-x} \\label{eq-kl}\n$$", "more than one"),
            ("$$\nx \\label{Entropy}\n$$", "expected eq-"),
            ("$$\nx \\tag{7}\n$$", "numbers come from"),
            ("$\\ref{eq-x}$", "numbers come from"),
            ("# The $H(p)$", "heading"),
            ("$$\nx \\label{eq-unknown}\n$$", "no number"),
        ],
    )
    def test_what_the_site_does_not_do(self, renderer: Renderer, text: str, message: str) -> None:
        [(index, found)] = problems(renderer, text)
        assert index == 1
        assert message in found

    def test_a_label_that_mathjax_does_not_see_is_no_number(self, renderer: Renderer) -> None:
        [(_, message)] = problems(renderer, "$$\n\\text{x \\label{eq-x}}\n$$")
        assert "label" in message

    def test_math_of_another_form_is_not_left_in_the_page(self, renderer: Renderer) -> None:
        with pytest.raises(MathError, match="generic"):
            renderer.render_html(
                '<div class="arithmatex"><script>x</script></div>', page="p", lang="en", numbers={}, permanent=""
            )

    def test_a_process_that_dies_says_what_it_said(self) -> None:
        process = node.MathJaxProcess("xx")
        with pytest.raises(MathSetupError, match="no macros for the language 'xx'"):
            process.ask(op="render", formulas=[])
        process.close()


def build(cache: Path, site: Path) -> dict[str, bytes]:
    with Renderer(cache_dir=cache) as renderer:
        pages = {lang: render(renderer, PAGE, lang).encode() for lang in ("zh", "en")}
        assets = renderer.write_assets(site)
    return pages | {asset.url: asset.path.read_bytes() for asset in assets}


class TestCacheAndAssets:
    def test_builds_are_equal_byte_for_byte_cold_warm_and_after_damage(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cold = build(tmp_path / "cache", tmp_path / "a")
        assert build(tmp_path / "other", tmp_path / "b") == cold
        for number, entry in enumerate(sorted((tmp_path / "cache").glob("*/*"))):
            whole = entry.read_bytes()
            entry.write_bytes([b"", whole[:100], whole.replace(b"e", b"f"), b"\xff" + whole][number % 4])
        assert build(tmp_path / "cache", tmp_path / "c") == cold
        monkeypatch.setattr(node, "SCRIPT", tmp_path / "absent.mjs")  # a warm build starts no MathJax
        assert build(tmp_path / "cache", tmp_path / "d") == cold

    def test_the_cache_knows_languages_and_numbers_apart(self, tmp_path: Path) -> None:
        with Renderer(cache_dir=tmp_path) as renderer:
            first = render(renderer, "$$\nx \\label{eq-x}\n$$")
            second = render(renderer, "$$\nx \\label{eq-x}\n$$", numbers={"eq-x": "12.7"})
        assert 'aria-label="formula (4.1)" display' in first
        assert 'data-tex="x \\label{eq-x}" role="group" aria-label="formula (12.7)"' in second
        assert ">(12.7)</m-word>" in second

    def test_what_looks_alike_in_both_languages_is_made_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Renderer(cache_dir=tmp_path) as first:
            made = render(first, "$H(p) + 1$", "en")
        with Renderer(cache_dir=tmp_path) as second, monkeypatch.context() as patch:
            patch.setattr(second, "_process", None)  # it cannot make anything
            assert render(second, "$H(p) + 1$", "zh") == made

    def test_the_files_of_a_site(self, renderer: Renderer, tmp_path: Path) -> None:
        page = render(renderer, PAGE, "zh")
        style, *fonts = renderer.write_assets(tmp_path)
        css = style.path.read_text(encoding="utf-8")
        assert re.fullmatch(r"assets/math/math\.css\?v=[0-9a-f]{8}", style.url)
        assert [font.url.partition("?")[0] for font in fonts] == ["assets/math/math.woff2"]
        assert [font.preload for font in fonts] == [True]
        assert f'url("{fonts[0].url.rsplit("/")[-1]}")' in css
        assert len(css) < 40_000
        assert fonts[0].path.stat().st_size < 20_000
        classes = set(re.findall(r"\bNCM-\w+", page))
        assert classes >= {"NCM-LO"}
        assert classes <= set(re.findall(r"\.(NCM-\w+)\{font-feature-settings", css))
        characters = set(re.findall(r'<m-c class="(c[0-9A-F]+)', page))
        assert characters >= {"c3D", "c2211"}
        for character in characters:
            assert f"m-c.{character}" in css

    def test_nothing_comes_from_elsewhere(self, renderer: Renderer, tmp_path: Path) -> None:
        page = render(renderer, PAGE)
        css = renderer.write_assets(tmp_path)[0].path.read_text(encoding="utf-8")
        assert "//" not in page
        assert "://" not in css
        assert not re.search(r'url\((?!"data:|"math\.woff2)', css)


class TestPackages:
    def test_the_lock_file_names_no_address_and_exact_versions(self) -> None:
        lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
        assert "://" not in lock, "write it with `npm run lock`, which leaves addresses out"
        package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
        versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)

    def test_two_builds_at_once_install_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        lock = {"packages": {"": {}, "node_modules/a": {"version": "1.0.0", "integrity": "sha512-A"}}}
        (tmp_path / "package-lock.json").write_text(json.dumps(lock))
        installed = tmp_path / "node_modules" / ".package-lock.json"
        installed.parent.mkdir()
        installed.write_text(json.dumps(lock).replace("sha512-A", "sha512-OLD"))
        runs = []

        def npm_ci(root: Path) -> None:
            runs.append(root)
            threading.Event().wait(0.1)
            installed.write_text(json.dumps(lock))

        monkeypatch.setattr(node, "_npm_ci", npm_ci)
        builds = [threading.Thread(target=node.ensure_packages, args=[tmp_path]) for _ in range(2)]
        for thread in builds:
            thread.start()
        for thread in builds:
            thread.join()
        assert runs == [tmp_path]

    def test_packages_made_for_other_systems_need_not_be_there(self, tmp_path: Path) -> None:
        lock = {"packages": {"": {}, "node_modules/a": {"integrity": "sha512-A"}}}
        (tmp_path / "node_modules").mkdir()
        (tmp_path / "node_modules" / ".package-lock.json").write_text(json.dumps(lock))
        lock["packages"]["node_modules/@a/win32"] = {"integrity": "sha512-W", "optional": True}
        (tmp_path / "package-lock.json").write_text(json.dumps(lock))
        node.ensure_packages(tmp_path)  # else it would run npm, which fails here

    def test_npm_failing_says_what_to_do(self, tmp_path: Path) -> None:
        (tmp_path / "package.json").write_text("{}")
        (tmp_path / "package-lock.json").write_text('{"packages": {"node_modules/a": {"integrity": "x"}}}')
        with pytest.raises(MathSetupError, match=r"package-lock\.json: `npm ci` failed") as caught:
            node.ensure_packages(tmp_path)
        assert "check the network" in str(caught.value)
