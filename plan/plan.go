// Package plan is what a fix would do to an AWS account, as a file that a person can read, review and hand on: the writes in
// their order, each with what stands there now and what will, and the verdict of every rule before and after. Package remediate
// makes plans and applies them.
//
// # Compatibility
//
// Version is MAJOR.MINOR. A plan is applied by the version that made it or refused: it is short-lived, and half-understood
// it would be dangerous.
package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"trailproof/internal/strictjson"
)

// Version is the version of the document that this package reads and writes.
const Version = "1.0"

// Plan is a list of writes to one account and what they are for.
type Plan struct {
	Version   string `json:"version"`
	Tool      string `json:"tool"`
	Account   string `json:"account"`
	Partition string `json:"partition"`
	// TakenAt is when the account was looked at.
	TakenAt time.Time `json:"taken_at"`
	// Steps in the order in which they are made.
	Steps []Step `json:"steps"`
	// Verdicts of each rule on each resource, sorted by resource and rule.
	Verdicts []Verdict `json:"verdicts"`
	// Left are the findings that the plan leaves, each with the reason, sorted likewise.
	Left []Left `json:"left"`
	// Digest is the SHA-256 of the plan without it, in hexadecimal. It tells a plan that was altered after review from one that
	// was not by accident; it is no signature.
	Digest string `json:"digest"`
}

// Step is one write: it turns one setting of one resource from Before into After.
type Step struct {
	// ID counts from 1.
	ID int `json:"id"`
	// Operation is the call in AWS's words: s3:PutBucketPolicy.
	Operation string `json:"operation"`
	Region    string `json:"region"`
	// Resource is the ARN of what is changed. Of something that AWS names when it is created it is a stand-in, which steps
	// behind it use as well.
	Resource string `json:"resource"`
	// For are the findings that the step is for, sorted.
	For []Reason `json:"for"`
	// Risk is what somebody has to agree to; Safe where nothing.
	Risk Risk `json:"risk"`
	// Before and After are the setting as the operation reads and writes it; null where there is none.
	Before State `json:"before"`
	After  State `json:"after"`
	// Calls are the writing calls that the step makes, Undo says in words how it is taken back, or that it can't be.
	Calls []string `json:"calls"`
	Undo  string   `json:"undo"`
}

// Reason is a finding that a step is for.
type Reason struct {
	Rule     string `json:"rule"`
	Resource string `json:"resource"`
}

// Risk is why a step needs consent of its own.
type Risk string

// The risks, from the least to the greatest.
const (
	Safe           Risk = "safe"
	Costly         Risk = "costly"          // AWS charges for what it switches on
	AccessRemoving Risk = "access-removing" // somebody who had access has none
	Irreversible   Risk = "irreversible"    // no call takes it back
)

// Risks are all of them, from the least to the greatest.
var Risks = []Risk{Safe, Costly, AccessRemoving, Irreversible}

// Worse returns the greater of two risks.
func Worse(a, b Risk) Risk {
	if slices.Index(Risks, a) > slices.Index(Risks, b) {
		return a
	}
	return b
}

// Verdict is what a rule says of a resource before the plan and after it, by prediction. An outcome is that of a finding,
// "waived" where it is accepted, or "after apply" where only AWS can tell.
type Verdict struct {
	Rule     string `json:"rule"`
	Resource string `json:"resource"`
	Severity string `json:"severity"`
	Before   string `json:"before"`
	After    string `json:"after"`
}

// Left is a finding that the plan does not mend.
type Left struct {
	Rule     string `json:"rule"`
	Resource string `json:"resource"`
	Severity string `json:"severity"`
	// Kind is manual, not_allowed, managed, waived, unseen or refused.
	Kind LeftKind `json:"kind"`
	Why  string   `json:"why"`
	// ByHand is what a person can do: commands, and Terraform where it helps.
	ByHand    string `json:"by_hand"`
	Terraform string `json:"terraform"`
}

// LeftKind says why a finding is left.
type LeftKind string

// The kinds.
const (
	Manual     LeftKind = "manual"      // a person has to decide
	NotAllowed LeftKind = "not_allowed" // the step has a risk that was not agreed to
	Managed    LeftKind = "managed"     // Terraform or CloudFormation owns the resource
	Waived     LeftKind = "waived"      // the finding is accepted
	Refused    LeftKind = "refused"     // the step would break something
	Unseen     LeftKind = "unseen"      // what would be changed could not be read
)

// Seal sets the digest.
func (p *Plan) Seal() error {
	sum, err := p.digest()
	p.Digest = sum
	return err
}

func (p *Plan) digest() (string, error) {
	open := *p
	open.Digest = ""
	var b bytes.Buffer
	if err := open.Encode(&b); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:]), nil
}

// Encode writes the plan as indented JSON with a closing newline.
func (p *Plan) Encode(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(p)
}

// Decode reads a plan that Encode wrote. Errors name the byte and path; a plan of another version, or whose digest is not its
// own, is refused.
func Decode(data []byte) (*Plan, error) {
	var head struct {
		Version string `json:"version"`
	}
	if json.Unmarshal(data, &head) == nil && head.Version != Version {
		return nil, fmt.Errorf("version: this program applies plans of version %s, not %q", Version, head.Version)
	}
	p := new(Plan)
	if err := strictjson.Decode(data, p); err != nil {
		return nil, err
	}
	sum, err := p.digest()
	if err != nil {
		return nil, err
	}
	if sum != p.Digest {
		return nil, fmt.Errorf("digest: the plan was altered after it was made: its digest is %s, and it says %s", sum, p.Digest)
	}
	for i, s := range p.Steps {
		if s.ID != i+1 {
			return nil, fmt.Errorf("steps[%d].id: %d stands where %d must stand", i, s.ID, i+1)
		}
		if !slices.Contains(Risks, s.Risk) {
			return nil, fmt.Errorf("steps[%d].risk: %q is none of %v", i, s.Risk, Risks)
		}
	}
	return p, nil
}

// Risk is the greatest of the steps' risks, Safe where there are none.
func (p *Plan) Risk() Risk {
	worst := Safe
	for _, s := range p.Steps {
		worst = Worse(worst, s.Risk)
	}
	return worst
}
