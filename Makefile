# Everything Overstap does, and each target sets up what it needs. The first Python here that is new enough is used.
export PATH := $(PATH):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PREPARE = @$(or $(PYTHON),$(error Overstap needs Python 3.11 or newer)) -m deploy.prepare
VENV = .venv/bin/python

.PHONY: help run test check advice bench shots messages pins

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: ## run the whole site on this machine, with a demo pilot (PORT=8000)
	$(PREPARE)
	@$(VENV) -m deploy.run

test: ## run every test (ARGS="-k sheet" and the like for some)
	$(PREPARE) --dev
	@$(VENV) -m deploy.suite $(ARGS)

check: ## judge style, templates, types, layers, migrations and translations
	$(PREPARE) --dev
	@$(VENV) -m deploy.check

advice: ## show that each rule of advice is carried by the callable that claims to
	$(PREPARE) --dev
	@$(VENV) -m deploy.within $(VENV) -m tests.advice $(ARGS)

bench: ## measure pages, PDFs and imports against the bare minimum, in the same run
	$(PREPARE) --dev
	@$(VENV) -m deploy.within --demo $(VENV) -m bench $(ARGS)

shots: ## take a screenshot of every page for every role, at 390 and 1280 px
	$(PREPARE) --dev
	@$(VENV) -m deploy.within --site $(VENV) -m tests.browser.shots $(ARGS)

messages: ## gather the sentences to translate into locale/
	$(PREPARE) --dev
	@$(VENV) manage.py makemessages --locale nl --no-obsolete --add-location file \
		--ignore '.venv' --ignore 'var' --ignore 'tests' --ignore 'bench' --ignore 'deploy'

pins: ## choose the newest versions that pyproject.toml allows, for requirements*.txt
	$(PREPARE)
	@$(VENV) -m deploy.pins
