# Every target installs what it needs itself; only python3 (with venv) and make have to be there.
# `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test contract clients first-hour check format requirements build deploy destroy test-build validate simulate sam-story clean

UV := .uv/bin/uv
UV_VERSION := 0.13.9
SAM_TOOL := $(UV) tool run --quiet --from aws-sam-cli==1.170.0
SAM := $(SAM_TOOL) sam
ARCHITECTURE ?= arm64
ARGS ?=
# Where the stack is: as the first deployment noted it, else where the AWS profile says.
REGION ?= $(shell sed -n 's/^ *region *= *"\(.*\)"/\1/p' samconfig.toml 2>/dev/null | head -n 1)
IN_REGION := $(if $(REGION),--region $(REGION))
export SAM_CLI_TELEMETRY := 0
# SAM wants some region to build; to deploy, this one would win over that of the AWS profile.
build test-build validate sam-story contract test: export AWS_DEFAULT_REGION ?= us-east-1

help: ## What there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's,^([a-z-]+):.*## ,\1\t,' | expand -t 14

demo: .venv ## Learn from real purchases and answer requests (ARGS=--check runs the story and ends; ARGS="--port 8001")
	.venv/bin/python -m local demo $(ARGS)

test: .venv ## The tests, no network and no AWS (ARGS="-k cart" picks some)
	.venv/bin/pytest --numprocesses auto --dist loadscope --no-loadscope-reorder $(ARGS)

contract: .venv ## The storage tests on the embedded engine and DynamoDB Local (needs Java; ARGS="-k cart")
	.venv/bin/python -m local.dynamodb_local fetch
	.venv/bin/pytest tests/contract --engines=embedded,embedded-http,dynamodb-local $(ARGS)

clients: .venv ## Segment's libraries, generated clients and the guides' tokens (needs Node with npm, Chromium and PHP; ARGS="-k token")
	npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund
	.venv/bin/pytest tests/clients $(ARGS)

first-hour: ## A stranger's first hour from a clone of what is committed: two demos, own data, login, train, rule, report (needs what `clients` needs)
	tests/clients/first_hour.sh

check: .venv ## Lint, format and types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy functions model local bench tests

format: .venv ## Format, and fix what the linter can fix
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

requirements: $(UV) ## Write the artifacts' pins from uv.lock
	UV=$(abspath $(UV)) packaging/export.sh

build: $(UV) ## Build functions and layers (ARCHITECTURE=x86_64 for `sam local` on such a machine)
	UV=$(abspath $(UV)) $(SAM) build --parameter-overrides Architecture=$(ARCHITECTURE)

# The parameter is that of the build: wheels of the other processor would fail at the first request.
deploy: build ## Build and deploy; the first time it asks for what SAM needs (ARCHITECTURE=x86_64, PARAMETERS="LogLevel=WARN …")
	$(SAM) deploy $(if $(wildcard samconfig.toml),,--guided) --capabilities CAPABILITY_IAM \
	  --parameter-overrides Architecture=$(ARCHITECTURE) $(PARAMETERS) $(ARGS)

destroy: $(UV) ## Delete the stack STACK=…; its tables, its bucket and its secrets are kept, and named
	@test -n "$(STACK)" || { echo "say which stack: make destroy STACK=…" >&2; exit 2; }
	@echo "Kept: the tables and the bucket named here, and the SSM parameters below /$(STACK)/. docs/operations.md erases them."
	$(SAM) list stack-outputs --stack-name "$(STACK)" $(IN_REGION)
	$(SAM) delete --stack-name "$(STACK)" $(IN_REGION)

test-build: .venv build ## Build, then look at what was built: imports, sizes, pins, template (ARCHITECTURE=x86_64, ARGS)
	.venv/bin/pytest tests/build --artifacts .aws-sam/build --sam-python "$(SAM_TOOL) python" $(ARGS)

simulate: .venv ## Two minutes of the commit's own seeds of the simulator of reminders (ARGS="--seeds 1000"; "--engine dynamodb-local --seeds 100")
	.venv/bin/python -m local simulate $(or $(ARGS),--fresh --seeds 1000 --seconds 120)

validate: $(UV) ## Lint template.yaml
	$(SAM) validate --lint

sam-story: .venv ## Record, learn and recommend under `sam local`; needs a container engine (ARGS=--skip-pull-image, BUILT=yes)
	$(if $(BUILT),,$(MAKE) build ARCHITECTURE=$(shell uname -m | sed s/aarch64/arm64/))
	.venv/bin/python -m local.sam_story --sam "$(SAM)" $(ARGS)

clean: ## Remove what was built and installed
	rm -rf .aws-sam .venv .uv

# What is locked and nothing else. `uv sync` looks every time: it takes a tenth of a second when all is there.
.PHONY: .venv
.venv: $(UV)
	@$(UV) sync --all-extras --frozen

$(UV):
	python3 -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
