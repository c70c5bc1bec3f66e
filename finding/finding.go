// Package finding is what was judged: the rules of the catalogue, the outcome of each rule for each resource, and the report
// that carries both. Engines fill it, report formats render it, exit codes are read from it.
//
// # Compatibility
//
// ReportVersion is MAJOR.MINOR. Within a major version members are only added; a reader refuses other majors and newer
// minors by name.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// ReportVersion is the version of the report that this package writes.
const ReportVersion = "1.2"

// ReportVersions are those that it reads.
var ReportVersions = []string{"1.0", "1.1", ReportVersion}

// Outcome is how a rule came out for one resource.
type Outcome string

// The outcomes.
const (
	Pass Outcome = "pass"
	Fail Outcome = "fail"
	// Unknown means that something the rule reads could not be seen; never a pass.
	Unknown Outcome = "unknown"
	// NotApplicable means that there is nothing the rule could judge.
	NotApplicable Outcome = "not_applicable"
)

// Outcomes are all outcomes, the worst first.
var Outcomes = []Outcome{Fail, Unknown, Pass, NotApplicable}

// Severity is how much a failed rule matters.
type Severity string

// The severities.
const (
	// Critical is for what blinds or exposes the trail now.
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Severities are all severities, the worst first.
var Severities = []Severity{Critical, High, Medium, Low, Info}

// AtLeast says whether s is as bad as limit or worse.
func (s Severity) AtLeast(limit Severity) bool {
	return slices.Index(Severities, s) <= slices.Index(Severities, limit)
}

// Rule is one rule of the catalogue: what its annotation says, and what follows from its code.
type Rule struct {
	// ID is the rule's path: s3.tls_only is rego/rules/s3/tls_only.rego.
	ID string `json:"id"`
	// Title says what must hold.
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Severity    Severity `json:"severity"`
	// Subject is the set of resources that it judges, from data.lib.subjects.
	Subject string `json:"subject"`
	// Controls by framework id: cis-aws-5.0.0 → 3.2.
	Controls    map[string][]string `json:"controls"`
	Remediation string              `json:"remediation"`
	// References are pages to read.
	References []string `json:"references"`
	// Reads are the snapshot paths that it looks at, derived from its code.
	Reads []string `json:"reads"`
	// Params are the parameters that it looks at.
	Params []string `json:"params"`
	// With is the opt-in evidence among what it reads, sorted. The rule judges only what was looked at with all of it, unless
	// it was selected by its id: elsewhere there is no finding.
	With []string `json:"with,omitempty"`
}

// Finding is the outcome of one rule for one resource of one account. There is exactly one for each such pair.
type Finding struct {
	Rule     string   `json:"rule"`
	Outcome  Outcome  `json:"outcome"`
	Severity Severity `json:"severity"`
	Account  string   `json:"account"`
	// Region of the resource; empty for global ones and for the account.
	Region string `json:"region"`
	// Resource is an ARN, or the account number where the rule judges the account.
	Resource string `json:"resource"`
	// Message is one sentence: what was seen.
	Message string `json:"message"`
	// Why has one entry for each thing that decided, such as each bad statement or each gap.
	Why []string `json:"why"`
	// Missing are the IAM actions whose refusal or failure left this unknown.
	Missing []string `json:"missing"`
	// Waiver is set where the finding is accepted.
	Waiver *Waiver `json:"waiver"`
}

// Waiver is the acceptance of a failed or unknown finding for a time.
type Waiver struct {
	Reason  string    `json:"reason"`
	Owner   string    `json:"owner"`
	Expires time.Time `json:"expires"`
}

// Fingerprint identifies a finding from run to run: 16 hexadecimal digits over rule, account and resource. The Region is left
// out, since a bucket's is unseen one day and seen the next.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(f.Rule + "\x00" + f.Account + "\x00" + f.Resource))
	return hex.EncodeToString(sum[:8])
}

// Compare orders findings by account, resource and rule.
func Compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Account, b.Account), cmp.Compare(a.Resource, b.Resource),
		cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Region, b.Region))
}
