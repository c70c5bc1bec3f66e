package remediate

import (
	"regexp"
	"slices"
	"strings"

	"trailproof/policy"
)

// What fixes ask about the statements of a policy. The rules ask the same in their own language, and a test holds both
// together: after a fix its rule passes.

// positive are the operators that ask for a value; negative hold for all but the values, and for a request without the key.
var (
	positive = []string{"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"}
	negative = []string{"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike"}
)

const (
	cloudTrail = "cloudtrail.amazonaws.com"
	accessLogs = "logging.s3.amazonaws.com"
)

// operatorOf is an operator as a document writes it.
func operatorOf(c policy.Condition) string {
	name := c.Operator
	if c.Qualifier != "" {
		name = c.Qualifier + ":" + name
	}
	if c.IfExists {
		name += "IfExists"
	}
	return name
}

// everybody says whether a statement names *; anybody whether it lets in everybody, or everybody but some.
func everybody(s policy.Statement) bool {
	return slices.ContainsFunc(s.Principals, func(p policy.Principal) bool { return p.ID == "*" })
}

func anybody(s policy.Statement) bool { return everybody(s) || len(s.NotPrincipals) > 0 }

func names(s policy.Statement, service string) bool {
	return slices.ContainsFunc(s.Principals, func(p policy.Principal) bool { return p.Type == "Service" && p.ID == service })
}

// speaksOf says whether a statement speaks of an action.
func speaksOf(s policy.Statement, action string) bool {
	matches := func(pattern string) bool { return policy.MatchAction(pattern, action) }
	if len(s.NotActions) > 0 {
		return !slices.ContainsFunc(s.NotActions, matches)
	}
	return slices.ContainsFunc(s.Actions, matches)
}

// covers says whether a statement speaks of a resource. A * at its end stands for all that begin so.
func covers(s policy.Statement, resource string) bool {
	return slices.ContainsFunc(s.Resources, func(pattern string) bool { return policy.Match(pattern, resource) })
}

// fixedPart is what stands before the first wildcard.
func fixedPart(pattern string) string {
	if i := strings.IndexAny(pattern, "*?"); i >= 0 {
		return pattern[:i]
	}
	return pattern
}

// reaches says whether a statement may speak of something that begins so.
func reaches(s policy.Statement, start string) bool {
	if len(s.NotResources) > 0 {
		return !slices.ContainsFunc(s.NotResources, func(pattern string) bool { return policy.Match(pattern, start+"*") })
	}
	return slices.ContainsFunc(s.Resources, func(pattern string) bool { return meets(pattern, start) })
}

// meets says whether a pattern matches some text that begins so.
func meets(pattern, start string) bool {
	fixed := fixedPart(pattern)
	return strings.HasPrefix(fixed, start) || fixed != pattern && strings.HasPrefix(start, fixed)
}

// grants says whether a statement allows some action whose lower-case name begins with one of the prefixes.
func grants(s policy.Statement, prefixes ...string) bool {
	if len(s.NotActions) > 0 {
		return true
	}
	return slices.ContainsFunc(s.Actions, func(pattern string) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool { return meets(strings.ToLower(pattern), prefix) })
	})
}

// opens says whether a statement lets in everybody, or everybody but some, under no condition that pins them.
func opens(s policy.Statement) bool {
	return s.Effect == "Allow" && anybody(s) && !slices.ContainsFunc(s.Conditions, pins)
}

// pinning are the keys that say who calls, from where, or on whose behalf.
var pinning = []string{
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
	"aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpcarn",
	"aws:sourcevpce", "aws:userid", "aws:vpceaccount", "aws:vpceorgid", "kms:calleraccount",
	"s3:dataaccesspointaccount", "s3:dataaccesspointarn",
}

func pins(c policy.Condition) bool {
	every := func(fixed func(value string) bool) bool {
		return !slices.ContainsFunc(c.Values, func(v string) bool { return !fixed(v) })
	}
	switch {
	case c.IfExists || c.Qualifier == "ForAllValues":
		return false
	case c.Operator == "IpAddress" && c.Key == "aws:sourceip":
		return every(narrow)
	case slices.Contains(positive, c.Operator) && slices.Contains(pinning, c.Key):
		return every(func(v string) bool { return fixed(c.Key, v) })
	}
	return false
}

var (
	ofAccount     = regexp.MustCompile(`^arn:[^:*?]*:[^:*?]*:[^:*?]*:[0-9]{12}:`)
	ofAccessPoint = regexp.MustCompile(`^arn:[^:*?]+:s3:[^:]*:[0-9]{12}:`)
	ofSession     = regexp.MustCompile(`^AROA[0-9A-Z]+:`)
	ofPath        = regexp.MustCompile(`^o-[a-z0-9]{10,32}/`)
)

// fixed says whether a value names somebody: a wildcard may stand behind the account, role or organization.
func fixed(key, value string) bool {
	switch {
	case !strings.ContainsAny(value, "*?") && !strings.Contains(value, "${"):
		return true
	case strings.HasSuffix(key, "arn") && ofAccount.MatchString(value):
		return true
	case key == "s3:dataaccesspointarn":
		return ofAccessPoint.MatchString(value)
	case key == "aws:userid":
		return ofSession.MatchString(value)
	}
	return strings.HasSuffix(key, "orgpaths") && ofPath.MatchString(value)
}

// narrow says whether a range of addresses is one that S3 does not take for the whole Internet.
func narrow(value string) bool { return narrow4.MatchString(value) || narrow6.MatchString(value) }

var (
	narrow4 = regexp.MustCompile(`^[0-9.]+(/([89]|[12][0-9]|3[0-2]))?$`)
	narrow6 = regexp.MustCompile(`^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(/(3[2-9]|[4-9][0-9]|1[0-9][0-9]))?$`)
)

var (
	wholeOwner = regexp.MustCompile(`^([0-9]{12}|o-[a-z0-9]{10,32})$`)
	inARN      = regexp.MustCompile(`^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):`)
)

// ownersOf are the accounts and organizations that the values of a condition on the calling resource name; nil where it
// does not name each of them in full.
func ownersOf(c policy.Condition) []string {
	keys := []string{
		"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "kms:encryptioncontext:aws:cloudtrail:arn",
	}
	if !slices.Contains(positive, c.Operator) || !slices.Contains(keys, c.Key) || c.IfExists || c.Qualifier == "ForAllValues" {
		return nil
	}
	var owners []string
	for _, v := range c.Values {
		arn := inARN.FindStringSubmatch(v)
		switch {
		case wholeOwner.MatchString(v):
			owners = append(owners, v)
		case ofPath.MatchString(v):
			owner, _, _ := strings.Cut(v, "/")
			owners = append(owners, owner)
		case arn != nil:
			owners = append(owners, arn[1])
		default:
			return nil
		}
	}
	return owners
}

// bound says whether some condition names the accounts or organizations on whose behalf a service calls.
func bound(s policy.Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return ownersOf(c) != nil })
}
