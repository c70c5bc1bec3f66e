package access

import (
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"trailproof/policy"
)

// condition is one operator on one key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
type condition struct {
	key      string
	family   family
	compare  comparison
	negated  bool
	ifExists bool
	set      setOperator
	null     bool
	want     []wanted
}

type setOperator uint8

const (
	noSet setOperator = iota
	allValues
	anyValue
)

// comparison says whether a value of the request is like a wanted one, and whether both are what the operator is about: a
// number, an ARN, a variable that has a value.
type comparison func(w *wanted, value string, c *Context) (like Truth, readable bool)

// wanted is a value of the policy, read once.
type wanted struct {
	pattern pattern
	parts   []string // of an ARN pattern without variables, compiled
	prefix  netip.Prefix
	number  decimal
	time    time.Time
	bytes   []byte
	ok      bool // the text could be read as what the operator wants
}

var comparisons = map[string]struct {
	compare comparison
	negated bool
	wild    bool // * and ? are wildcards
	arn     bool // in each part of an ARN
	plain   bool // no variables
}{
	"StringEquals":              {compare: textEquals},
	"StringNotEquals":           {compare: textEquals, negated: true},
	"StringEqualsIgnoreCase":    {compare: textFolds},
	"StringNotEqualsIgnoreCase": {compare: textFolds, negated: true},
	"StringLike":                {compare: textEquals, wild: true},
	"StringNotLike":             {compare: textEquals, negated: true, wild: true},
	"ArnEquals":                 {compare: arnLike, wild: true, arn: true},
	"ArnLike":                   {compare: arnLike, wild: true, arn: true},
	"ArnNotEquals":              {compare: arnLike, negated: true, wild: true, arn: true},
	"ArnNotLike":                {compare: arnLike, negated: true, wild: true, arn: true},
	"Bool":                      {compare: boolEquals},
	"BinaryEquals":              {compare: binaryEquals, plain: true},
	"IpAddress":                 {compare: inRange, plain: true},
	"NotIpAddress":              {compare: inRange, negated: true, plain: true},
	"NumericEquals":             {compare: numeric(func(c int) bool { return c == 0 }), plain: true},
	"NumericNotEquals":          {compare: numeric(func(c int) bool { return c == 0 }), negated: true, plain: true},
	"NumericLessThan":           {compare: numeric(func(c int) bool { return c < 0 }), plain: true},
	"NumericLessThanEquals":     {compare: numeric(func(c int) bool { return c <= 0 }), plain: true},
	"NumericGreaterThan":        {compare: numeric(func(c int) bool { return c > 0 }), plain: true},
	"NumericGreaterThanEquals":  {compare: numeric(func(c int) bool { return c >= 0 }), plain: true},
	"DateEquals":                {compare: date(func(c int) bool { return c == 0 }), plain: true},
	"DateNotEquals":             {compare: date(func(c int) bool { return c == 0 }), negated: true, plain: true},
	"DateLessThan":              {compare: date(func(c int) bool { return c < 0 }), plain: true},
	"DateLessThanEquals":        {compare: date(func(c int) bool { return c <= 0 }), plain: true},
	"DateGreaterThan":           {compare: date(func(c int) bool { return c > 0 }), plain: true},
	"DateGreaterThanEquals":     {compare: date(func(c int) bool { return c >= 0 }), plain: true},
}

// newCondition compiles a condition that policy.Parse accepted. Variables count in version 2012-10-17 only.
func newCondition(p policy.Condition, variables bool) condition {
	c := condition{key: p.Key, family: familyOf(p.Operator), ifExists: p.IfExists}
	switch p.Qualifier {
	case "ForAllValues":
		c.set = allValues
	case "ForAnyValue":
		c.set = anyValue
	}
	if p.Operator == "Null" {
		c.null = true
		for _, v := range p.Values {
			c.want = append(c.want, wanted{pattern: pattern{text: strings.ToLower(v)}})
		}
		return c
	}
	op := comparisons[p.Operator]
	c.compare, c.negated = op.compare, op.negated
	for _, v := range p.Values {
		c.want = append(c.want, newWanted(v, op.wild, op.arn, variables && !op.plain))
	}
	return c
}

func newWanted(text string, wild, arn, variables bool) wanted {
	w := wanted{pattern: newPattern(text, wild, variables)}
	if arn && w.pattern.parts == nil {
		w.parts = splitARN(w.pattern.text, false)
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		w.prefix = p
	} else if a, err := netip.ParseAddr(text); err == nil {
		w.prefix = netip.PrefixFrom(a, a.BitLen())
	}
	w.number, w.ok = parseDecimal(text)
	w.time, _ = parseTime(text)
	w.bytes, _ = base64.StdEncoding.DecodeString(text)
	return w
}

// holds says whether the condition holds in the context of a request.
func (c *condition) holds(ctx *Context) Truth {
	v := ctx.get(c.key)
	if c.null {
		return c.isNull(v)
	}
	switch v.known {
	case absent:
		switch {
		case c.set == allValues:
			return Yes
		case c.set == anyValue && c.ifExists:
			return Unknown // the one says no, the other yes; AWS does not say which wins
		default:
			return truth(c.ifExists || c.negated && c.set == noSet)
		}
	case unknown, present:
		return c.guess(v)
	case known:
	}
	switch c.set {
	case allValues:
		all := Yes
		for _, value := range v.values {
			all = all.And(c.accepts(value, ctx))
		}
		return all
	case anyValue:
		some := No
		for _, value := range v.values {
			some = some.Or(c.accepts(value, ctx))
		}
		return some
	case noSet:
	}
	if v.multi {
		// A key that holds a set needs a set operator; without one AWS matches nothing.
		return No
	}
	return c.accepts(v.values[0], ctx)
}

// accepts says whether the operator holds for one value: it is like one of the wanted, or, negated, like none.
func (c *condition) accepts(value string, ctx *Context) Truth {
	some := No
	for i := range c.want {
		like, readable := c.compare(&c.want[i], value, ctx)
		some = some.Or(like)
		if some == Yes {
			break
		}
		if !readable && c.negated {
			// By AWS's word what can't be compared is like nothing; others saw that such statements don't match.
			some = Unknown
		}
	}
	if c.negated {
		return some.Not()
	}
	return some
}

// guess is the answer for a value that nobody knows: unknown, but for conditions that no value meets.
func (c *condition) guess(v Value) Truth {
	if len(c.want) == 0 && !c.negated && !c.ifExists && c.set != allValues {
		return No
	}
	if v.known == present && c.set == noSet && !v.multi && c.matchesAll() {
		return truth(!c.negated)
	}
	return Unknown
}

// matchesAll says whether every text is like one of the wanted.
func (c *condition) matchesAll() bool {
	for i := range c.want {
		if w := &c.want[i]; w.parts == nil && w.pattern.parts == nil && w.pattern.text == string([]byte{anyRun}) {
			return true
		}
	}
	return false
}

// isNull answers Null, which asks whether the key is there: "true" for absent.
func (c *condition) isNull(v Value) Truth {
	missing := Unknown
	switch v.known {
	case absent:
		missing = Yes
	case present:
		missing = No
	case known:
		missing = No
		if !v.multi && v.values[0] == "" || v.multi && len(v.values) == 0 {
			missing = Unknown // "exists and its value is not null": AWS does not say what an empty one is
		}
	case unknown:
	}
	some := No
	for i := range c.want {
		switch c.want[i].pattern.text {
		case "true":
			some = some.Or(missing)
		case "false":
			some = some.Or(missing.Not())
		}
	}
	return some
}

func textEquals(w *wanted, value string, c *Context) (Truth, bool) {
	if w.pattern.parts == nil {
		return w.pattern.match(value, c), true
	}
	text, ok := w.pattern.expand(c)
	if ok != Yes {
		return ok.And(truth(glob(w.pattern.wide, value))), ok != No
	}
	return truth(glob(text, value)), true
}

func textFolds(w *wanted, value string, c *Context) (Truth, bool) {
	text, ok := w.pattern.expand(c)
	return ok.And(truth(strings.EqualFold(text, value))), ok != No
}

// boolEquals compares truth values, whatever their case.
func boolEquals(w *wanted, value string, c *Context) (Truth, bool) {
	text, ok := w.pattern.expand(c)
	if ok == Unknown {
		return Unknown, true
	}
	return ok.And(truth(isBool(value) && strings.EqualFold(text, value))), ok == Yes && isBool(value) && isBool(text)
}

func isBool(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }

// arnLike compares the six parts of two ARNs, each with its wildcards.
func arnLike(w *wanted, value string, c *Context) (Truth, bool) {
	parts := w.parts
	if parts == nil {
		text, ok := w.pattern.expand(c)
		if ok != Yes {
			return ok, ok != No
		}
		parts = splitARN(text, false)
	}
	if len(parts) != 6 || !strings.HasPrefix(value, "arn:") || strings.Count(value, ":") < 5 {
		return No, false
	}
	rest := value
	for i, p := range parts {
		part := rest
		if i < 5 {
			part, rest, _ = strings.Cut(rest, ":")
		}
		if !glob(p, part) {
			return No, true
		}
	}
	return Yes, true
}

func binaryEquals(w *wanted, value string, _ *Context) (Truth, bool) {
	got, err := base64.StdEncoding.DecodeString(value)
	readable := err == nil && w.bytes != nil
	return truth(readable && string(got) == string(w.bytes)), readable
}

// inRange says whether an address lies in a range. An IPv4 address lies in no IPv6 range.
func inRange(w *wanted, value string, _ *Context) (Truth, bool) {
	a, err := netip.ParseAddr(value)
	readable := err == nil && w.prefix.IsValid()
	return truth(readable && w.prefix.Contains(a)), readable
}

func numeric(holds func(int) bool) comparison {
	return func(w *wanted, value string, _ *Context) (Truth, bool) {
		got, ok := parseDecimal(value)
		readable := ok && w.ok
		return truth(readable && holds(got.compare(w.number))), readable
	}
}

func date(holds func(int) bool) comparison {
	return func(w *wanted, value string, _ *Context) (Truth, bool) {
		got, ok := parseTime(value)
		readable := ok && !w.time.IsZero()
		return truth(readable && holds(got.Compare(w.time))), readable
	}
}

// decimal is an exact number: policies compare money and versions of TLS, and a float would round them.
type decimal struct {
	negative        bool
	whole, fraction string // digits without leading, or trailing, zeros
}

// parseDecimal reads an integer or a decimal fraction, without exponent, as IAM takes them.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	digits := s
	if strings.HasPrefix(digits, "-") || strings.HasPrefix(digits, "+") {
		d.negative, digits = digits[0] == '-', digits[1:]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return d, false
	}
	d.whole, d.fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if d.whole+d.fraction == "" {
		d.negative = false
	}
	return d, true
}

func (d decimal) compare(e decimal) int {
	if d.negative != e.negative {
		if d.negative {
			return -1
		}
		return 1
	}
	c := len(d.whole) - len(e.whole)
	if c == 0 {
		c = strings.Compare(d.whole, e.whole)
	}
	if c == 0 {
		c = strings.Compare(d.fraction, e.fraction)
	}
	if d.negative {
		return -c
	}
	return c
}

// parseTime reads the forms of ISO 8601 that the W3C names, or seconds since 1970.
// https://www.w3.org/TR/NOTE-datetime
func parseTime(s string) (time.Time, bool) {
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) > 4 {
		return time.Unix(seconds, 0).UTC(), true
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02", "2006-01", "2006",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
