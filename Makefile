.DEFAULT_GOAL := help
.PHONY: help dev check accept serve build static interface interop bench package size speed bench-widget lighthouse test fuzz clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## Install what is missing, build, serve on http://127.0.0.1:8080
	@tools/serve.sh

dev: ## Serve a debug build, and build and load it again on every save
	@tools/dev.sh

check: ## Check format, lints and the engine, without a browser and in a minute or two
	@tools/check.sh

accept: ## Take over what tests compare (golden texts, catalogue, posters, checks, schema): read it with git diff
	@UPDATE_GOLDEN=1 UPDATE_CATALOGUE=1 UPDATE_POSTERS=1 UPDATE_CHECKS=1 UPDATE_SCHEMA=1 cargo test --quiet --locked \
		--no-default-features --test golden --test static_form --test catalogue --test posters --test order --test trace_schema

build: ## Build the page into dist/, for any static host and any folder
	@tools/build.sh

static: ## Write the flows as HTML without scripts into dist/static/; NAMES='{"client":"Acme CLI"}' for names of yours
	@tools/static.sh dist/static $${NAMES:+"$$NAMES"}

interface: ## Build the server for scripts into dist-interface/, for pages, service workers and Node.js
	@tools/interface.sh

interop: ## Try the server with client libraries; UPDATE=--update takes the table over into docs/interop.md
	@tools/interop.sh $(UPDATE)

bench: ## Measure exchanges per second beside two other servers; UPDATE=--update keeps the table in docs/benchmarks.md
	@tools/install.sh interop && tools/interface.sh && node tests/interop/bench.mjs $(UPDATE)

package: ## Write the npm package into dist-package/; UPDATE=--update lists its files in docs/package-files.md
	@tools/package.sh $(UPDATE)

size: ## Print the bytes that the page loads; fail where a budget is exceeded
	@tools/size.sh

speed: build ## Measure a run made again, a step, and the first picture beside Mermaid
	@tools/speed.sh first-picture steps

bench-widget: build ## Measure the widget beside Mermaid and asciinema-player, 1, 10 and 50 on a page
	@tools/speed.sh widget

lighthouse: build ## Ask Lighthouse of a page with a flow below the fold and of the same page without it
	@tools/speed.sh lighthouse

test: ## Install what is missing (a browser too), then check everything
	@tools/test.sh

fuzz: FUZZ_SECONDS ?= 60
fuzz: REQUESTS ?= 1000000
fuzz: ## Spoil inputs of every parser and endpoint, FUZZ_SECONDS each, and send REQUESTS requests
	FUZZ_SECONDS=$(FUZZ_SECONDS) REQUESTS=$(REQUESTS) cargo test --profile bench --locked --no-default-features \
		--test properties -- --nocapture --test-threads 1

clean: ## Remove what was built
	cargo clean
	rm -rf dist dist-interface dist-package tests/test-results
