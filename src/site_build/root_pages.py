"""The page at the shared root that sends readers on by language, and what others that stand outside the theme share."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path

from site_build.languages import LANGS, WORDS, Lang

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; line-height: 1.7;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.4rem; font-weight: 600; margin: 0 0 .3rem; }
section { margin-bottom: 2rem; }
p { margin: 0; }
ul { margin: .2rem 0 .6rem; padding-inline-start: 1.4rem; }
a { color: inherit; }
"""

# The choice that a reader made by the language switch (assets/site.js writes it) wins over the browser's. The addresses
# stand on the document's element, so that all pages that lead on have one script, and a policy needs one hash.
_SEND_ON = """
var chosen = null, found = null, leads = document.documentElement.dataset;
try { chosen = localStorage.getItem("lang"); } catch (error) { /* storage is off: the browser decides */ }
var wanted = [chosen].concat(navigator.languages || [navigator.language || ""]);
for (var i = 0; i < wanted.length && !found; i++) found = /^(zh|en)\\b/i.exec(wanted[i] || "");
var lead = leads[found ? found[1].toLowerCase() : "en"];
location.replace(lead.indexOf("#") < 0 ? lead + location.hash : lead);
"""


# A place on a page that moved may have gone elsewhere than the page.
_MOVE_ON = """
var leads = document.documentElement.dataset, places = JSON.parse(leads.places || "{}");
var name = decodeURIComponent(location.hash.slice(1));
location.replace(Object.prototype.hasOwnProperty.call(places, name) ? places[name] : leads.to + location.hash);
"""


def write_root_pages(site: Path, site_url: str) -> None:
    """Writes index.html of the shared root, which links relatively and so works under any prefix.

    Args:
        site: The directory that holds the languages' sites.
        site_url: The shared root's address, ending with a slash.
    """
    site.mkdir(parents=True, exist_ok=True)
    alternates = "".join(f'<link rel="alternate" hreflang="{lang}" href="{site_url}{lang}/">\n' for lang in LANGS)
    alternates += f'<link rel="alternate" hreflang="x-default" href="{site_url}">\n'
    leading = leading_page(alternates, _index_body(), {lang: f"{lang}/" for lang in LANGS})
    (site / "index.html").write_text(leading, encoding="utf-8")


def _index_body() -> str:
    links = {"zh": "阅读中文版", "en": "Read in English"}
    return "".join(section(lang, WORDS[lang].site_name, "", f"{lang}/", links[lang]) for lang in LANGS)


def section(lang: Lang, title: str, text: str, target: str, link: str, notes: str = "", more: str = "") -> str:
    """A title, a sentence, notes (HTML), a link, and more (HTML), in one language."""
    paragraph = f"<p>{html.escape(text)}</p>\n" if text else ""
    return (
        f'<section lang="{lang}">\n<h1>{html.escape(title)}</h1>\n{paragraph}{notes}'
        f'<p><a href="{html.escape(target)}" hreflang="{lang}">{link}</a></p>\n{more}</section>\n'
    )


def leading_page(head: str, body: str, leads: Mapping[Lang, str], title: str = "") -> str:
    """A page that leads on by language, and shows its body where there is no JavaScript.

    Args:
        head: What stands in its head.
        body: What stands in its body.
        leads: Where it leads, as seen from the page.
        title: Its title; the site's names by default.
    """
    data = "".join(f' data-{lang}="{html.escape(leads[lang])}"' for lang in LANGS)
    return plain_page(f"{head}<script>{_SEND_ON}</script>", body, data, title)


def redirect(lang: Lang, body: str, target: str = "", places: str = "") -> str:
    """A page in one language that stands where another one stood, and leads on to its target if there is one.

    Args:
        lang: Its language.
        body: What it says.
        target: Where it leads, as seen from it.
        places: JSON: where places on the page lead that did not go with it.
    """
    head = '<meta name="robots" content="noindex">\n'
    if not target:
        return plain_page(head, body, lang=lang)
    data = f' data-to="{html.escape(target)}" data-places="{html.escape(places)}"'
    head += f'<link rel="canonical" href="{html.escape(target)}">\n<script>{_MOVE_ON}</script>\n'
    head += f'<noscript><meta http-equiv="refresh" content="0; url={html.escape(target)}"></noscript>'
    return plain_page(head, body, data, lang=lang)


def plain_page(head: str, body: str, data: str = "", title: str = "", lang: Lang = "zh", foot: str = "") -> str:
    """A page outside the theme.

    Args:
        head: What stands in its head.
        body: What stands in its body.
        data: Attributes of its document element, with a space before each.
        title: Its title; the site's names by default.
        lang: The language that it is in where nothing else is said.
        foot: What stands behind the body's text: scripts.
    """
    title = title or " · ".join(WORDS[lang].site_name for lang in LANGS)
    return (
        f'<!doctype html>\n<html lang="{lang}"{data}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'  # none: a browser would ask the host for one
        f"<title>{html.escape(title)}</title>\n{head}\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n{foot}</body>\n</html>\n"
    )
