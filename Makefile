# FAQ Matcher. Needs Python 3.11 and make; everything else goes into .venv.
# pip reads its own settings (PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, ...) from the environment.

VENV   := .venv
PYTHON := $(VENV)/bin/python
PIP    := $(PYTHON) -m pip -qq --disable-pip-version-check
# Another Python 3.11 than the first one on the path: make run PYTHON311=/opt/python3.11/bin/python3
PYTHON311 ?=

.DEFAULT_GOAL := help
.PHONY: help run test check clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1@\2/p' Makefile | while IFS=@ read -r target text; do printf '  %-12s %s\n' "$$target" "$$text"; done

run: $(VENV)/.installed ## Serve the chat on http://localhost:7860 (FAQ_FILE, FAQ_HOST, FAQ_PORT)
	@exec $(PYTHON) app.py

test: $(VENV)/.installed-dev ## Run all tests, those in a headless browser included
	@$(PYTHON) -m tests.browser_setup
	@$(PYTHON) -m pytest

check: $(VENV)/.installed-dev ## Lint, check the format and the types
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@$(VENV)/bin/hadolint Dockerfile

clean: ## Remove .venv and caches; the knowledge base stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched last, so that an interrupted setup is taken up again. Running venv over a half-made one mends it.
$(VENV)/.installed: requirements.txt
	@found=; for python in $(PYTHON311) python3.11 python3 python; do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && found=$$python && break; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "FAQ Matcher needs Python 3.11, and python3 here is: $$(python3 --version 2>&1)." >&2; \
	  echo "Install it (https://www.python.org/downloads/), or name it: make run PYTHON311=/path/to/python3.11" >&2; \
	  exit 1; \
	fi; \
	echo "Installing requirements.txt into $(VENV); the first time takes a few minutes."; \
	"$$found" -m venv $(VENV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "$(VENV) holds another Python than 3.11: run make clean, then again.")'
	@$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@$(PIP) install -r requirements.txt -r requirements-dev.txt
	@touch $@
