# The checks of .ci/run one by one, for use while working.

.PHONY: test check golden bench

test: ## everything, as a newcomer runs it
	go test ./...

check: ## what CI runs
	bash .ci/run

golden: ## rewrite the expected output of script and golden tests, then review the diff
	CLEARWAY_UPDATE=1 go test ./internal/cli ./report ./explain ./grant

bench: ## microbenchmarks
	go test -run '^$$' -bench . -benchmem ./authz ./s3sync ./lab/s3
