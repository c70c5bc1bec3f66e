TOOL := go tool -modfile=tools/go.mod

.PHONY: demo build test e2e lint fmt gen golden rule fuzz mutate bench bench-logs smoke manifests

build: ## bin/trailproof
	go build -trimpath -o bin/trailproof ./cmd/scan

demo: build ## a scan of the built-in reference system, without an account
	bin/trailproof demo

test: ## everything that needs no other program
	go test ./...

# What the end-to-end tests run besides Go, pinned, and installed once: an AWS emulator, a validator of SARIF files, another's
# evaluator of IAM policies, another's verifier of log files, and a linter of CloudFormation templates.
MOTO := .cache/moto-5.2.1
SARIF := .cache/sarif-multitool-5.7.0
ORACLE := .cache/iam-simulate-0.1.173
AWSCLI := .cache/aws-cli-1.45.55
CFNLINT := .cache/cfn-lint-1.58.0

e2e: $(MOTO)/moto_server $(SARIF)/sarif-multitool $(ORACLE)/installed $(AWSCLI)/aws $(CFNLINT)/cfn-lint ## against an emulator of AWS, and other judges
	IAM_SIMULATE='$(CURDIR)/$(ORACLE)' go test -tags e2e -count 1 -timeout 20m -run 'Oracle|ManyProofs' ./access
	MOTO_SERVER='$(CURDIR)/$(MOTO)/moto_server' SARIF_MULTITOOL='$(CURDIR)/$(SARIF)/sarif-multitool' AWS_CLI='$(CURDIR)/$(AWSCLI)/aws' \
		CFN_LINT='$(CURDIR)/$(CFNLINT)/cfn-lint' go test -tags e2e -count 1 -parallel 16 -timeout 20m ./e2e/...

$(MOTO)/moto_server:
	e2e/install-moto.sh 5.2.1 $(@D)

$(SARIF)/sarif-multitool:
	e2e/install-sarif-multitool.sh 5.7.0 $(@D)

$(ORACLE)/installed:
	e2e/install-iam-simulate.sh 0.1.173 $(@D)

$(AWSCLI)/aws:
	e2e/install-aws-cli.sh 1.45.55 $(@D)

$(CFNLINT)/cfn-lint:
	e2e/install-cfn-lint.sh 1.58.0 $(@D)

manifests: ## those of deploy, by Kubernetes' own types
	go -C deploy vet ./...
	go -C deploy test ./...

lint: ## vet, golangci-lint, format
	go vet -tags e2e ./...
	$(TOOL) golangci-lint run ./...
	$(TOOL) golangci-lint fmt --diff ./...

fmt: ## format Go and Rego
	$(TOOL) golangci-lint fmt ./...
	go run ./internal/gen fmt

gen: ## the generated files
	go run ./internal/gen

rule: ## a new rule: make rule ID=s3.no_website
	go run ./internal/gen rule $(ID)

golden: ## rewrite what tests expect, stage by stage; then read the diff
	UPDATE=1 go test ./collectors
	UPDATE=1 go test ./engine
	UPDATE=1 go test ./access -run TestStories
	UPDATE=1 go test ./...

FUZZTIME ?= 60s

fuzz: ## the parsers of foreign bytes, FUZZTIME each (docs/fuzzing.md)
	go test ./internal/strictjson -run '^$$' -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./policy -run '^$$' -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./policy -run '^$$' -fuzz '^FuzzMatch$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./access -run '^$$' -fuzz '^FuzzQuestion$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./access -run '^$$' -fuzz '^FuzzProve$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./cmd/scan -run '^$$' -fuzz '^FuzzDocuments$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./cmd/scan -run '^$$' -fuzz '^FuzzWaivers$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./snapshot -run '^$$' -fuzz '^FuzzDecode$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./collectors -run '^$$' -fuzz '^FuzzRootUse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./logs -run '^$$' -fuzz '^FuzzParseDigest$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./logs -run '^$$' -fuzz '^FuzzInflate$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x
	go test ./logs -run '^$$' -fuzz '^FuzzNames$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 10x

mutate: ## do the tests of the rules notice a wrong rule (docs/mutation.md)
	go run ./internal/mutate -o docs/mutation.md

bench: ## the stages, and whole processes against OPA and conftest (docs/performance.md)
	go test ./engine -run '^$$' -bench . -benchmem
	go test ./logs -run '^$$' -bench .
	go run ./internal/bench

bench-logs: $(AWSCLI)/aws ## logs verify against aws-cli, on one tree (docs/performance.md)
	go test ./logs -run '^$$' -bench Inflate
	go run ./internal/bench logs '$(CURDIR)/$(AWSCLI)/aws'

smoke: ## what CI can afford of the slow checks
	$(MAKE) fuzz FUZZTIME=3s
	go test ./engine -run '^$$' -bench . -benchtime 1x
	go run ./internal/mutate -every 10
