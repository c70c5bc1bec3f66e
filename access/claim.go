package access

import (
	"fmt"
	"slices"
	"strings"

	"trailproof/policy"
)

// Claim is a question for the prover: that nobody of whom it speaks may do any of the actions on any of the resources.
type Claim struct {
	// Who is "principal" for anybody, "anonymous" for those who send no credentials, or "service" for AWS services.
	Who string `json:"who"`
	// In are accounts, where only their principals are meant.
	In []string `json:"in,omitempty"`
	// Outside are accounts and organizations (o-…) whose principals are not meant. A service that acts for one of them, by
	// aws:SourceAccount, aws:SourceArn or aws:SourceOrgID, or, in a call of KMS, by the ARN that CloudTrail and CloudWatch Logs
	// put into the encryption context, counts as inside.
	Outside []string `json:"outside,omitempty"`
	// Except are further ones who are not meant.
	Except []Exception `json:"except,omitempty"`
	// Actions such as s3:GetObject; * and ? are wildcards.
	Actions []string `json:"actions"`
	// On are ARNs of resources; * and ? are wildcards. What NamedTargets lists stands for what an account has of it.
	On []string `json:"on"`
}

// Exception is somebody who is not meant.
type Exception struct {
	// Principal is "anonymous", the ARN of a user, of a role (with all its sessions), of a session or of a root user, an
	// account, an organization, or the name of a service.
	Principal string `json:"principal"`
	// For are the accounts and organizations for which a service may act; none for whomever it acts.
	For []string `json:"for,omitempty"`
}

// reading is a claim as the prover needs it.
type reading struct {
	who       Kind
	anybody   bool
	in        []string
	accounts  []string // left out
	anonymous bool     // left out
	named     []string // left out, by ARN
	services  []string // that are named
	free      []string // services that are left out, for whomever they act
	actions   []string // in lower case
	spelt     map[string]string
	wild      bool
	exempt    []exemption
}

// exemption leaves out requests in which all conditions hold.
type exemption struct {
	services   bool   // of services; else of those who are in accounts
	name       string // of the only service; empty for all
	conditions []condition
}

func (e *exemption) of(p *Principal) bool {
	if e.services {
		return p.Kind == Service && (e.name == "" || e.name == p.ARN)
	}
	return p.Kind != Service && p.Kind != Anonymous && p.Kind != Federated
}

// Check says what is wrong with a claim that comes as data; nil if nothing is.
func (c *Claim) Check() error {
	_, err := c.read()
	return err
}

// read checks the claim.
func (c *Claim) read() (*reading, error) {
	r := &reading{in: c.In, spelt: map[string]string{}}
	switch c.Who {
	case "principal":
		r.anybody = true
	case "anonymous":
		r.who = Anonymous
	case "service":
		r.who = Service
	default:
		return nil, fmt.Errorf("claim: who: %q is none of principal, anonymous, service", c.Who)
	}
	for _, id := range c.In {
		if !isAccount(id) {
			return nil, fmt.Errorf("claim: in: %q is not an account of 12 digits", id)
		}
	}
	if len(c.Actions) == 0 || len(c.On) == 0 {
		return nil, fmt.Errorf("claim: it names no action or no resource")
	}
	for _, a := range c.Actions {
		if service, name, ok := strings.Cut(a, ":"); !ok || service == "" || name == "" || strings.ContainsFunc(a, notInAction) {
			return nil, fmt.Errorf("claim: actions: %q is not an action (service:name)", a)
		}
		low := strings.ToLower(a)
		r.actions, r.spelt[low] = append(r.actions, low), a
		r.wild = r.wild || strings.ContainsAny(a, "*?")
	}
	for _, place := range c.Outside {
		if err := r.leaveOut("outside", "", place); err != nil {
			return nil, err
		}
	}
	for _, e := range c.Except {
		if err := r.except(e); err != nil {
			return nil, err
		}
	}
	for _, on := range c.On {
		if !isTarget(on) && !slices.Contains(NamedTargets, on) {
			return nil, fmt.Errorf("claim: on: %q is not the ARN of a resource", on)
		}
	}
	return r, nil
}

// actingFor are the keys of KMS in which a service says for what it encrypts.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
var actingFor = []string{encryptionContext + "aws:cloudtrail:arn", encryptionContext + "aws:logs:arn"}

// actingFor are those keys, for a claim about keys.
func (r *reading) actingFor() []string {
	if slices.ContainsFunc(r.actions, func(a string) bool { return strings.ContainsAny(a[:1], "k*?") }) {
		return actingFor
	}
	return nil
}

// within is the ARNs in an account.
func within(account string) string { return "arn:*:*:*:" + account + ":*" }

func notInAction(r rune) bool { return r <= ' ' || r >= 0x7f || r == '"' || r == ',' }

// leaveOut leaves out an account or an organization, and a service that acts for it.
func (r *reading) leaveOut(where, service, place string) error {
	condition := func(operator, key, value string) []condition {
		return []condition{newCondition(policy.Condition{Operator: operator, Key: key, Values: []string{value}}, false)}
	}
	switch {
	case isAccount(place):
		r.exempt = append(r.exempt,
			exemption{true, service, condition("StringEquals", "aws:sourceaccount", place)},
			exemption{true, service, condition("ArnLike", "aws:sourcearn", within(place))})
		for _, key := range r.actingFor() {
			r.exempt = append(r.exempt, exemption{true, service, condition("ArnLike", key, within(place))})
		}
		if service == "" {
			r.accounts = append(r.accounts, place)
		}
	case isOrganization(place):
		r.exempt = append(r.exempt, exemption{true, service, condition("StringEquals", "aws:sourceorgid", place)})
		if service == "" {
			r.exempt = append(r.exempt, exemption{false, "", condition("StringEquals", orgField, place)})
		}
	default:
		return fmt.Errorf("claim: %s: %q is neither an account of 12 digits nor an organization (o-…)", where, place)
	}
	return nil
}

func (r *reading) except(e Exception) error {
	p := e.Principal
	service := isService(p)
	if len(e.For) > 0 && !service {
		return fmt.Errorf("claim: except: %q acts for nobody else; only a service does", p)
	}
	switch {
	case p == "anonymous":
		r.anonymous = true
	case isAccount(p), isOrganization(p):
		return r.leaveOut("except", "", p)
	case service:
		r.services = append(r.services, p)
		if len(e.For) == 0 {
			r.free = append(r.free, p)
		}
		for _, place := range e.For {
			if err := r.leaveOut("for", p, place); err != nil {
				return err
			}
		}
	case isPrincipalARN(p):
		r.named = append(r.named, p)
	default:
		return fmt.Errorf("claim: except: %q is no principal: an ARN without wildcards, an account, an organization, a service, or anonymous", p)
	}
	return nil
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

func isOrganization(s string) bool {
	return len(s) > 2 && strings.HasPrefix(s, "o-") && strings.Trim(s[2:], "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

func isService(s string) bool {
	return strings.Contains(s, ".") && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

func isPrincipalARN(s string) bool {
	return strings.HasPrefix(s, "arn:") && !strings.ContainsAny(s, "*?") && (strings.HasSuffix(s, ":root") || newPrincipal(principalOf(s)).kind != nobody)
}

// about says whether the claim speaks of a principal, before its exemptions.
func (r *reading) about(p *Principal) bool {
	if !r.anybody && p.Kind != r.who || len(r.in) > 0 && !slices.Contains(r.in, p.Account) {
		return false
	}
	switch p.Kind {
	case Anonymous:
		return !r.anonymous
	case Service:
		return !slices.Contains(r.free, p.ARN)
	case Federated:
		return !slices.Contains(r.accounts, arnPart(p.ARN, 4))
	case Root, User, RoleSession, FederatedUser:
	}
	return !slices.Contains(r.accounts, p.Account) && !slices.ContainsFunc(r.named, func(arn string) bool { return isNamed(arn, p) })
}

// isNamed says whether the ARN is that of the principal, or of the role or user whose session it is.
func isNamed(arn string, p *Principal) bool {
	if strings.HasSuffix(arn, ":root") {
		return p.Kind == Root && p.ARN == arn
	}
	if p.Kind == FederatedUser && p.ARN == arn {
		return true
	}
	e := newPrincipal(principalOf(arn))
	_, t := e.match(p, nil)
	return t == Yes
}

// covers says whether the claim speaks of a request for certain.
func (r *reading) covers(q *Request) bool {
	if !r.about(&q.Principal) {
		return false
	}
	for i := range r.exempt {
		e := &r.exempt[i]
		if !e.of(&q.Principal) {
			continue
		}
		all := Yes
		for j := range e.conditions {
			all = all.And(e.conditions[j].holds(&q.Context))
		}
		if all != No {
			return false
		}
	}
	return true
}

// leavesOut says whether no principal of an account is meant.
func (r *reading) leavesOut(id string) bool {
	return !r.anybody || slices.Contains(r.accounts, id) || len(r.in) > 0 && !slices.Contains(r.in, id)
}

// spelling is how the question spells an action.
func (r *reading) spelling(action string) string {
	if spelt, ok := r.spelt[action]; ok {
		return spelt
	}
	return action
}
