# Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#
# The commands of the project. Each installs what it needs first (scripts/bootstrap; it is silent
# where nothing is missing), then configures, builds and runs. CMake does the building: see
# CMakePresets.json for the builds by name.
.DEFAULT_GOAL := help
.PHONY: help demo test vectors bench soak lint format clean

help: ## this list
	@grep -E '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: ## replay a real campaign and tell its story
	@scripts/bootstrap build
	@scripts/build demo firstlog_demo
	@build/demo/examples/firstlog_demo
	@scripts/demo_python

test: ## every suite, sanitizers, Clang, lint, package and documentation checks
	@scripts/bootstrap build test
	@scripts/test

vectors: ## evaluate a file of commission vectors; FILE=path (default: ours)
	@scripts/bootstrap build test
	@scripts/vectors $(FILE)

bench: ## build and run the benchmarks beside their peers
	@scripts/bootstrap build bench
	@scripts/build bench firstlog_benchmarks '?firstlog_python'
	@benchmarks/run --build build/bench --long
	@benchmarks/report

soak: ## the racing and fault suites again and again; SOAK_MINUTES=30
	@scripts/bootstrap build test
	@scripts/soak

lint: ## formatting and static analysis
	@scripts/bootstrap build test
	@scripts/lint

format: ## rewrite the sources in the project's format
	@scripts/bootstrap build test
	@scripts/lint --fix-format

clean: ## remove every build
	@rm -rf build
