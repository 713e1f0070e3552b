# Everything a developer runs. "make help" lists it.

SHELL := bash
TOOLS := $(CURDIR)/.tools
CORE  := ./jsonscan,./policy,./actions,./authz,./org,./reach,./check,./check/rules,./desired,./plan,./jsoncut,./trail
LINT  := go tool -modfile=go.tool.mod golangci-lint

.PHONY: help build test test-trino tools unit cover lint fmt fuzz bench docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the static binary into bin/
	CGO_ENABLED=0 go build -trimpath -buildvcs=auto -o bin/hotline ./cmd/hotline

test: tools unit cover ## Install what the tests need, run all of them, and hold the core to full coverage

tools: ## Install moto and the AWS CLI, at pinned versions, into .tools/
	bash internal/moto/install.sh $(TOOLS)

unit: tools
	HOTLINE_TEST_TOOLS=$(TOOLS) go test -race -timeout 30m -shuffle=on -coverpkg=$(CORE) -coverprofile=coverage.out ./...

test-trino: ## Install Trino into .tools/ (850 MB to fetch, 450 MB to keep) and run the SQL for Athena on it
	bash internal/trino/install.sh $(TOOLS)
	HOTLINE_TEST_TRINO=$(TOOLS) go test -timeout 20m -run '^TestTrino' ./internal/athena ./internal/trino

cover: unit
	@go tool cover -func=coverage.out | awk '$$NF != "100.0%" && $$1 != "total:" { print "not covered: " $$0; bad = 1 } END { exit bad }'
	@echo "core: every statement is covered"

lint: ## Run the linters (the first run builds them)
	$(LINT) run ./...

fmt: ## Format the code
	gofmt -w .

fuzz: ## Run each fuzz test for 30 seconds
	@grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z]*' . | sed 's|/[^/]*_test.go:func | |' | while read -r pkg name; do \
		echo "$$pkg $$name"; go test "$$pkg" -run '^$$' -fuzz "^$$name\$$" -fuzztime 30s || exit 1; done

bench: ## Run the benchmarks, and the audit of a large account as a whole process
	go test -run '^$$' -bench . -benchmem ./...
	go run ./bench/audit
	$(MAKE) build && go run ./bench/live -latency 50ms && go run ./bench/live -throttled 20
	bash bench/trail/install.sh $(TOOLS) && go run ./bench/trail && go run ./bench/trail -hits 0.0001 -peers fast,decompress,duckdb

docs: ## Write the generated pages of docs/reference
	go test ./internal/arch -run TestReference -update

clean: ## Remove what was built and installed here
	rm -rf bin .tools coverage.out
