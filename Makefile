# `make site` and `make test` set up all they need, once: a virtual environment in .venv with the packages that
# requirements/*.txt pin. Written for GNU make 3.81 (macOS) and later, and for paths with spaces.

VENV := .venv
PY := $(VENV)/bin/python
SHELL := /bin/sh
PIP_INSTALL := "$(PY)" -m pip --disable-pip-version-check install --quiet
ADDRESS := 127.0.0.1:8000
UV := uv
# What the library is measured against has an environment of its own. Torch without CUDA is not on PyPI for Linux.
BENCH := .venv-bench
BENCH_SITE := .venv-bench-site
TORCH_FROM := --extra-index-url https://download.pytorch.org/whl/cpu
# On every core, a file of tests on one of them: its fixtures are made once.
PYTEST_FLAGS := --numprocesses=auto --dist=loadfile

# The theme's notice that it (Material 9.x) ends in 2027 is known; pyproject.toml bounds the versions.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.SUFFIXES:
.NOTPARALLEL:  # one pip at a time
.PHONY: help site offline serve test lint check publish fuzz mutate accuracy bench bench-site compare lock clean distclean FORCE

help:
	@echo 'make site       build both languages into site/'
	@echo 'make offline    the same, and all of it as one zip to read offline: site/crossentropy-site.zip'
	@echo 'make serve      live preview of both languages on http://$(ADDRESS)/'
	@echo 'make check      proofread the pages only: every number, every formula'
	@echo 'make publish    record new ids and addresses in docs/published.toml, for good'
	@echo 'make test       every check and test, in a real browser too'
	@echo 'make lint       format, lint and types only'
	@echo 'make fuzz       the proofreader on thousands of broken texts: half an hour'
	@echo 'make mutate     every mistake on every page, one at a time: what the checks are worth; some minutes'
	@echo 'make accuracy   how exact the library is, function by function: writes bench/ACCURACY.md, some minutes'
	@echo 'make bench      the library against scipy, scikit-learn, torch and optax: writes bench/README.md, some minutes'
	@echo 'make bench-site the site in a browser, its build and its preview beside others: bench/SITE.md, a quarter of an hour'
	@echo 'make compare    what the page beside other libraries says of their functions, computed anew'
	@echo 'make lock       pin the dependencies anew (UPGRADE=--upgrade: at their newest versions)'
	@echo 'make clean      remove what was built; make distclean: the environment as well'
	@echo 'PYTHON=... chooses the interpreter that .venv is made with'

site: $(VENV)/.docs $(VENV)/.package
	"$(PY)" -m mkdocs build --strict

offline: site
	"$(PY)" -m site_build offline

serve: $(VENV)/.docs $(VENV)/.package
	"$(PY)" -m mkdocs serve --dev-addr $(ADDRESS)

check: $(VENV)/.docs $(VENV)/.package
	@"$(PY)" -m site_build check; ids=$$?; "$(PY)" -m proofread check && exit $$ids

publish: $(VENV)/.docs $(VENV)/.package
	"$(PY)" -m site_build publish

lint: $(VENV)/.test $(VENV)/.package
	"$(PY)" -m ruff format --check .
	"$(PY)" -m ruff check .
	"$(PY)" -m mypy

# The quick checks first; pytest, the browser with it, closes.
test: lint
	"$(PY)" -m proofread check
	"$(PY)" -m pytest $(PYTEST_FLAGS)

fuzz: $(VENV)/.test $(VENV)/.package
	"$(PY)" -m pytest tests/proofread/test_fuzz.py --hypothesis-profile=fuzz $(PYTEST_FLAGS)

# Fails at a mistake that nobody notices, and writes the rates that the site shows.
mutate: $(VENV)/.docs $(VENV)/.package
	"$(PY)" -m proofread.mutation_record

# Fails where a function is less exact than the library promises.
accuracy: $(VENV)/.test $(VENV)/.package
	"$(PY)" bench/accuracy.py

# Measures, and fails on no figure. Without torch, which may be out of reach, it says so.
bench: $(BENCH)/.peers
	PYTHONPATH=src "$(BENCH)/bin/python" bench/measure.py

# Measures the last commit, and fails on no figure.
bench-site: $(BENCH_SITE)/.peers $(VENV)/.test $(VENV)/.package
	PYTHONPATH=src "$(PY)" bench/site.py

# Writes docs/compatibility.json; fails where the page on the peers says something else.
compare: $(BENCH)/.peers
	PYTHONPATH=src "$(BENCH)/bin/python" -m site_build.compatibility

clean:
	rm -rf site .cache dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) $(BENCH) $(BENCH_SITE) node_modules

# Not part of the set-up: needs uv (https://docs.astral.sh/uv/), which resolves for all systems at once.
lock:
	@command -v "$(UV)" >/dev/null || { \
	  echo 'make lock: uv is missing. Install it (`pipx install uv`), or name it: make lock UV=/path/to/uv' >&2; exit 1; }
	@for extra in build docs test bench bench-site; do \
	  "$(UV)" pip compile pyproject.toml --extra $$extra --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE) -o requirements/$$extra.txt || exit 1; \
	done
	@echo 'requirements/torch.txt is kept by hand, for no resolver takes torch from two places.'

# --- The environment -------------------------------------------------------------------------------------------
# A stamp in .venv says what has been installed; it is older than a changed lock file, which installs anew.

$(VENV)/.docs: requirements/docs.txt $(VENV)/.build
	@# What tests need contains what the site needs, at the same versions.
	@if [ requirements/test.txt -ot $(VENV)/.test ]; then exit 0; fi; \
	echo 'Installing requirements/docs.txt (once; minutes on a slow network)'; \
	$(PIP_INSTALL) --require-hashes --no-build-isolation -r requirements/docs.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.build
	@echo 'Installing requirements/test.txt (once; minutes on a slow network)'
	@$(PIP_INSTALL) --require-hashes --no-build-isolation -r requirements/test.txt
	@touch $@

$(BENCH)/.peers: requirements/bench.txt requirements/torch.txt $(VENV)/.made
	@echo 'Installing requirements/bench.txt (once; minutes on a slow network)'
	@"$(PY)" -m venv --clear $(BENCH)
	@"$(BENCH)/bin/python" -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/bench.txt
	@"$(BENCH)/bin/python" -m pip --disable-pip-version-check install --quiet --require-hashes --no-deps $(TORCH_FROM) \
	  -r requirements/torch.txt || echo 'make: no torch that fits is to be had: going on without'
	@touch $@

$(BENCH_SITE)/.peers: requirements/bench-site.txt $(VENV)/.made
	@echo 'Installing requirements/bench-site.txt (once; minutes on a slow network)'
	@"$(PY)" -m venv --clear $(BENCH_SITE)
	@"$(BENCH_SITE)/bin/python" -m pip --disable-pip-version-check install --quiet --require-hashes \
	  -r requirements/bench-site.txt
	@touch $@

$(VENV)/.build: requirements/build.txt $(VENV)/.made
	@$(PIP_INSTALL) --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/.package: pyproject.toml $(VENV)/.build
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

# Sound: made by `python -m venv` in this very directory (a copied or moved environment would run the sources of the
# old place), with an interpreter that still starts, and pip.
SOUND := $(shell grep -qF " $$(pwd -P)/$(VENV)" $(VENV)/pyvenv.cfg 2>/dev/null && \
	"$(PY)" -c 'import importlib.util as u, sys; sys.exit(sys.version_info < (3, 11) or not u.find_spec("pip"))' \
	>/dev/null 2>&1 && echo yes)
ifneq ($(SOUND),yes)
$(VENV)/.made: FORCE
endif

# An interpreter serves if it is new enough and can make an environment with pip in it. On Debian and Ubuntu the
# latter is a package of its own, so its absence gets a message of its own.
export PYTHON
$(VENV)/.made:
	@[ "$(SOUND)" != yes ] || { touch $@; exit 0; }; \
	new='import sys; sys.exit(sys.version_info < (3, 11))'; \
	able='import ensurepip, venv'; \
	found=; bare=; \
	try() { \
	  "$$1" -c "$$new" >/dev/null 2>&1 || return 0; \
	  if "$$1" -c "$$able" >/dev/null 2>&1; then found=$$1; else bare=$${bare:-$$1}; fi; \
	}; \
	if [ -n "$$PYTHON" ]; then try "$$PYTHON"; else \
	  for name in python3.14 python3.13 python3.12 python3.11 python3; do [ -n "$$found" ] || try "$$name"; done; \
	fi; \
	if [ -z "$$found" ]; then { \
	  if [ -n "$$bare" ]; then \
	    version=$$("$$bare" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "make: $$bare cannot make a virtual environment: its venv or ensurepip module is missing."; \
	    echo "  Debian, Ubuntu:  apt-get install python$$version-venv"; \
	    echo "  elsewhere:       install pip and venv for Python $$version, or choose another with PYTHON=..."; \
	  else \
	    echo "make: no Python >= 3.11 that runs; tried $${PYTHON:-python3.14 to python3.11, python3}."; \
	    echo "  Debian, Ubuntu:  apt-get install python3 python3-venv"; \
	    echo "  Fedora:          dnf install python3"; \
	    echo "  macOS:           brew install python"; \
	    echo "  installed elsewhere: make PYTHON=/path/to/python3 ..."; \
	  fi; } >&2; exit 1; \
	fi; \
	if [ -e $(VENV) ]; then \
	  echo "$(VENV) was not made here by python -m venv, or no longer runs: making it anew"; \
	fi; \
	echo "Making $(VENV) with $$found"; "$$found" -m venv --clear $(VENV)
	@touch $@

FORCE:
