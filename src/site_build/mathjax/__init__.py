"""Math at build time: TeX in built pages becomes MathJax's CHTML, with MathML for screen readers.

The way of a formula, a module a step: `markup` finds it in the page and resolves its labels, the cache may
know it already, `node` runs MathJax (`render.mjs`), `markup` writes it into the page, and `assets` makes the
one style sheet and the fonts. Readers run no MathJax.
"""

from site_build.mathjax.assets import Asset
from site_build.mathjax.markup import MathError, Problem
from site_build.mathjax.node import MathSetupError
from site_build.mathjax.renderer import Renderer

__all__ = ["Asset", "MathError", "MathSetupError", "Problem", "Renderer"]
