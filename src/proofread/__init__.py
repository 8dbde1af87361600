"""The proofreader: holds every number and every relation on the pages to what they mean.

The way of a number, one module a step: `source` scans a page; `scope` knows what it declares (`notation` for the whole
site); `lexer`, `grammar` and `syntax` understand a formula; `draws` and `evaluate` give it values, `expressions` those
of the library; `judge` says whether it is so; `check` accounts for every numeral of a page, `parity` holds the two
languages to each other, `rendered` holds the built page to what was accounted for.
"""

from proofread.findings import CODES, Finding, Report
from proofread.site import cache_directory, check_site
from proofread.source import keep_scans, strip_marks

__all__ = ["CODES", "Finding", "Report", "cache_directory", "check_site", "keep_scans", "strip_marks"]
