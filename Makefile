PYTHON ?= python3
PORT ?= 8000

BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps
MANAGE := $(BIN)/python manage.py
# Tests and checks never meet the caller's own database.
WITHOUT_DATABASE := env -u DATABASE_URL
PYTEST := $(BIN)/python -m pytest -q

.DELETE_ON_ERROR:
.PHONY: run dev editor test lint bench soak lock packages database

run: export DEBUG = off
run: export PLAIN_HTTP = on
run: database
	@echo "Collecting the static files"
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@echo "Serving on http://127.0.0.1:$(PORT)/ (Ctrl-C stops)"
	@exec $(BIN)/gunicorn -c python:interventions_site.gunicorn interventions_site.wsgi \
		--bind 127.0.0.1:$(PORT)

dev: export DEBUG = on
dev: export PLAIN_HTTP = on
dev: database
	@exec $(MANAGE) runserver 127.0.0.1:$(PORT)

editor: database
	@$(MANAGE) createsuperuser

database: var/secret .venv/run
	@echo "Preparing the database"
	@$(MANAGE) migrate --no-input --verbosity 0
	@$(MANAGE) load_first_catalogue

# In a browser a module stays in one process: what it starts for all its tests starts once.
test: packages lint
	@echo "Testing on SQLite"
	@$(WITHOUT_DATABASE) $(PYTEST) -n 2 --ignore=tests/browser
	@echo "Testing on PostgreSQL"
	@tests/with_postgresql.sh $(PYTEST) -n 2 --ignore=tests/browser
	@echo "Testing in a browser"
	@$(WITHOUT_DATABASE) $(PYTEST) -n 2 --dist loadscope --no-loadscope-reorder tests/browser

lint: .venv/dev
	@echo "Checking the code's format"
	@$(BIN)/ruff format --check --quiet .
	@echo "Checking the code"
	@$(BIN)/ruff check --quiet .
	@echo "Checking the types"
	@$(WITHOUT_DATABASE) $(BIN)/mypy
	@echo "Checking the templates' format"
	@find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	@echo "Checking that no migration is missing"
	@$(WITHOUT_DATABASE) DJANGO_SETTINGS_MODULE=tests.settings \
		$(MANAGE) makemigrations --check --dry-run --verbosity 1

bench: packages .venv/bench
	@$(WITHOUT_DATABASE) $(BIN)/python -m bench $(SIZES)

soak: packages .venv/run
	@command -v wrk >/dev/null || { \
		echo "There is no wrk. Install it first: on Debian apt-get install wrk" >&2; exit 1; }
	@echo "Many visitors at once"
	@$(WITHOUT_DATABASE) $(BIN)/python -m bench.load
	@echo "Imports that are killed"
	@$(WITHOUT_DATABASE) $(BIN)/python -m bench.kills

lock: .venv/run
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@for set in run dev bench; do \
		echo "Locking requirements/$$set.txt"; \
		case $$set in \
			run) extra= ;; \
			dev) extra="--extra dev --constraints requirements/run.txt" ;; \
			bench) extra="--extra bench --constraints requirements/run.txt --constraints requirements/dev.txt" ;; \
		esac; \
		$(BIN)/python -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-header --no-annotate --no-emit-index-url \
			$$extra --output-file requirements/$$set.txt pyproject.toml || exit 1; \
	done

packages:
	@tests/install_packages.sh

.venv/run: requirements/run.txt
	@command -v $(PYTHON) >/dev/null || { \
		echo "There is no $(PYTHON). Install Python 3.11 or later, or set PYTHON=." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON= to 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing what the site needs into .venv"
	@$(PYTHON) -m venv .venv
	@$(PIP) --requirement $<
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@echo "Installing what the tests need into .venv"
	@$(PIP) --requirement $<
	@touch $@

.venv/bench: requirements/bench.txt .venv/run
	@echo "Installing what the benchmark compares with into .venv"
	@$(PIP) --requirement $<
	@touch $@

var/secret: | .venv/run
	@mkdir -p var
	@umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))' >$@
