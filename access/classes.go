package access

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keyType is what the values of a condition key are, where AWS sets them.
type keyType uint8

const (
	anyText keyType = iota
	aBool
	aNumber
	aDate
	anEpoch
	anAddress
	arnText
	accountText
)

// keyTypes are the keys whose values have a form. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
var keyTypes = map[string]keyType{
	"aws:securetransport": aBool, "aws:viaawsservice": aBool, "aws:principalisawsservice": aBool,
	"aws:multifactorauthpresent": aBool, "kms:grantisforawsresource": aBool,
	"s3:tlsversion": aNumber, "aws:multifactorauthage": aNumber, "s3:max-keys": aNumber, "s3:signatureage": aNumber,
	"aws:currenttime": aDate, "aws:tokenissuetime": aDate, "aws:epochtime": anEpoch,
	"aws:sourceip": anAddress, "aws:vpcsourceip": anAddress,
	"aws:sourcearn": arnText, "aws:principalarn": arnText,
	"aws:sourceaccount": accountText, "aws:sourceowner": accountText, "aws:principalaccount": accountText,
	"kms:calleraccount": accountText, "aws:resourceaccount": accountText,
}

// alwaysThere are the keys that no request lacks.
var alwaysThere = map[string]bool{
	"aws:securetransport": true, "aws:viaawsservice": true, "aws:currenttime": true, "aws:epochtime": true,
	"aws:requestedregion": true, "aws:principaltype": true, "aws:userid": true,
}

// multivalued are the keys that hold sets.
var multivalued = map[string]bool{
	"aws:calledvia": true, "aws:principalorgpaths": true, "aws:principalservicenameslist": true, "aws:resourceorgpaths": true,
	"aws:sourceorgpaths": true, "aws:tagkeys": true, "aws:vpceorgpaths": true,
	"kms:encryptioncontextkeys": true, "kms:resourcealiases": true, "sts:transitivetagkeys": true,
}

// singleValued says whether a key is known to hold one value.
func singleValued(key string) bool {
	for _, service := range []string{"aws:", "kms:", "s3:"} {
		if strings.HasPrefix(key, service) {
			return !multivalued[key]
		}
	}
	return false
}

// mayBeEmpty says whether a sender can give the key the empty text.
func mayBeEmpty(key string) bool {
	for _, tag := range []string{"aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "aws:useragent", "aws:referer"} {
		if strings.HasPrefix(key, tag) {
			return true
		}
	}
	return !strings.HasPrefix(key, "aws:") && key != "kms:calleraccount" && key != "kms:viaservice"
}

// family is which values a condition tells apart.
type family uint8

const (
	texts family = iota
	foldedTexts
	bools
	arns
	numbers
	dates
	addresses
	binaries
)

func familyOf(operator string) family {
	switch {
	case strings.HasPrefix(operator, "Numeric"):
		return numbers
	case strings.HasPrefix(operator, "Date"):
		return dates
	case strings.HasSuffix(operator, "IpAddress"):
		return addresses
	case strings.HasPrefix(operator, "Binary"):
		return binaries
	case strings.HasPrefix(operator, "Arn"):
		return arns
	case strings.HasSuffix(operator, "IgnoreCase"):
		return foldedTexts
	case operator == "Bool":
		return bools
	default:
		return texts
	}
}

func (f family) textual() bool { return f <= arns }

// shapes are the patterns that tell apart how the condition holds for texts.
func (c *condition) shapes(not string, fill []map[string]string) []shape {
	var all []shape
	switch c.family {
	case arns:
		all = append(all, anARN())
	case bools:
		all = append(all, folded("true"), folded("false"))
	case texts, foldedTexts, numbers, dates, addresses, binaries:
	}
	for i := range c.want {
		w := &c.want[i]
		switch c.family {
		case texts:
			all = append(all, shapesOf(&w.pattern, not, fill)...)
		case foldedTexts, bools:
			for _, text := range w.pattern.texts(fill) {
				all = append(all, folded(text))
			}
		case arns:
			for _, text := range w.pattern.texts(fill) {
				if parts := splitARN(text, false); len(parts) == 6 {
					all = append(all, inParts(parts))
				}
			}
		case numbers, dates, addresses, binaries:
		}
	}
	return all
}

// texts are what the pattern can stand for.
func (p *pattern) texts(fill []map[string]string) []string {
	if p.parts == nil {
		return []string{p.text}
	}
	var all []string
	for _, values := range fill {
		if text, ok := p.filled(values); ok {
			all = append(all, text)
		}
	}
	return all
}

// variables are the keys of the pattern's variables.
func (p *pattern) variables() []string {
	var keys []string
	for _, part := range p.parts {
		if part.key != "" {
			keys = append(keys, part.key)
		}
	}
	return keys
}

func (c *condition) variables() []string {
	var keys []string
	for i := range c.want {
		keys = append(keys, c.want[i].pattern.variables()...)
	}
	return keys
}

// representatives returns values of a key, so many that each way in which the conditions on it can hold, all at once, is that
// of one of them. further are texts that shall be among them if possible. It says false where it can't be sure to have all.
func representatives(b *budget, key string, conditions []*condition, fill []map[string]string, further []string) ([]string, bool) {
	var shapes []shape
	var used [binaries + 1]bool
	for _, c := range conditions {
		if c.null {
			continue
		}
		if c.family.textual() {
			used[texts] = true
			shapes = append(shapes, c.shapes("", fill)...)
		} else {
			used[c.family] = true
		}
	}
	for _, text := range further {
		used[texts] = true
		shapes = append(shapes, literal(text))
	}
	t := keyTypes[key]
	if t == aBool {
		return []string{"true", "false"}, true
	}
	var values []string
	families, whole := 0, true
	for f, in := range used {
		if !in {
			continue
		}
		families++
		var more []string
		ok := true
		switch family(f) {
		case texts:
			more, ok = classes(b, scopeOf(t), shapes)
			if !ok {
				more = plainTexts(conditions)
			}
		case numbers:
			more, ok = someNumbers(conditions)
		case dates:
			more, ok = someDates(conditions, t == anEpoch)
		case addresses:
			more = someAddresses(conditions)
		case binaries:
			more = someBinaries(conditions)
		case foldedTexts, bools, arns:
		}
		values, whole = append(values, more...), whole && ok
	}
	if !used[texts] && t == anyText || len(values) == 0 {
		values = append(values, ordinary(t)) // which is no number, no date and no address
	}
	return values, whole && families <= 1 // two families tell texts apart in ways of which no joint class is made
}

// ordinary is a value of a type.
func ordinary(t keyType) string {
	switch t {
	case aBool:
		return "true"
	case aNumber:
		return "1"
	case aDate:
		return "2026-01-01T00:00:00Z"
	case anEpoch:
		return "1767225600"
	case anAddress:
		return "198.51.100.1"
	case arnText:
		return "arn:aws:iam::000000000000:root"
	case accountText:
		return "000000000000"
	case anyText:
	}
	return "x"
}

func scopeOf(t keyType) shape {
	switch t {
	case arnText:
		return anARN()
	case accountText:
		return accountShape()
	case anyText, aBool, aNumber, aDate, anEpoch, anAddress:
	}
	return shape{anything}
}

func accountShape() shape { return slices.Repeat(shape{digit}, 12) }

// plainTexts are values that conditions name.
func plainTexts(conditions []*condition) []string {
	var all []string
	for _, c := range conditions {
		for i := range c.want {
			if p := &c.want[i].pattern; p.parts == nil && !p.wild && len(all) < 16 {
				all = append(all, p.text)
			}
		}
	}
	return all
}

// maxDigits bounds the numbers that are reckoned with.
const maxDigits = 64

// someNumbers returns each number that is compared with, one between each two, one below and one above all.
func someNumbers(conditions []*condition) ([]string, bool) {
	var ends []*big.Rat
	digits, whole := 0, true
	for _, c := range conditions {
		if c.family != numbers {
			continue
		}
		for i := range c.want {
			w := &c.want[i]
			if !w.ok {
				continue
			}
			if len(w.number.whole)+len(w.number.fraction) > maxDigits {
				whole = false
				continue
			}
			text := w.number.whole + "." + w.number.fraction + "0"
			if w.number.negative {
				text = "-" + text
			}
			if n, ok := new(big.Rat).SetString("0" + strings.TrimPrefix(text, "-")); ok {
				if w.number.negative {
					n.Neg(n)
				}
				ends, digits = append(ends, n), max(digits, len(w.number.fraction))
			}
		}
	}
	slices.SortFunc(ends, (*big.Rat).Cmp)
	ends = slices.CompactFunc(ends, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
	if len(ends) == 0 {
		return []string{"1"}, whole
	}
	one := big.NewRat(1, 1)
	all := []*big.Rat{new(big.Rat).Sub(ends[0], one)}
	for i, n := range ends {
		if i > 0 {
			middle := new(big.Rat).Add(ends[i-1], n)
			all = append(all, middle.Mul(middle, big.NewRat(1, 2)))
		}
		all = append(all, n)
	}
	all = append(all, new(big.Rat).Add(ends[len(ends)-1], one))
	var values []string
	for _, n := range all {
		text := n.FloatString(digits + 1)
		values = append(values, strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
	}
	return values, whole
}

// someDates does the same for moments.
func someDates(conditions []*condition, epoch bool) ([]string, bool) {
	var ends []time.Time
	for _, c := range conditions {
		if c.family != dates {
			continue
		}
		for i := range c.want {
			if t := c.want[i].time; !t.IsZero() {
				ends = append(ends, t)
			}
		}
	}
	slices.SortFunc(ends, time.Time.Compare)
	ends = slices.CompactFunc(ends, time.Time.Equal)
	if len(ends) == 0 {
		return []string{ordinary(aDate)}, true
	}
	all := []time.Time{ends[0].AddDate(-1, 0, 0)}
	whole := true
	for i, t := range ends {
		if i > 0 {
			gap := t.Sub(ends[i-1]) // the longest there is, where they lie centuries apart
			if half := gap / 2; half > 0 {
				all = append(all, ends[i-1].Add(half))
			}
		}
		all = append(all, t)
	}
	all = append(all, ends[len(ends)-1].AddDate(1, 0, 0))
	var values []string
	for _, t := range all {
		text := t.UTC().Format(time.RFC3339Nano)
		if _, ok := parseTime(text); !ok || epoch && t.Nanosecond() == 0 {
			text = strconv.FormatInt(t.Unix(), 10)
		}
		if got, ok := parseTime(text); !ok || !got.Equal(t) {
			whole = false
			continue
		}
		values = append(values, text)
	}
	return values, whole
}

// likelyAddresses stand for a range where they can; they are for documentation.
var likelyAddresses = []netip.Addr{
	netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("203.0.113.1"), netip.MustParseAddr("2001:db8::1"),
}

// someAddresses returns an address between each two ends of ranges.
func someAddresses(conditions []*condition) []string {
	starts := []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	for _, c := range conditions {
		if c.family != addresses {
			continue
		}
		for i := range c.want {
			p := c.want[i].prefix
			if !p.IsValid() {
				continue
			}
			starts = append(starts, p.Masked().Addr())
			if after := lastOf(p).Next(); after.IsValid() {
				starts = append(starts, after)
			}
		}
	}
	slices.SortFunc(starts, netip.Addr.Compare)
	starts = slices.Compact(starts)
	var values []string
	for i, a := range starts {
		for _, likely := range likelyAddresses {
			if likely.BitLen() == a.BitLen() && likely.Compare(a) >= 0 && (i+1 == len(starts) || likely.Compare(starts[i+1]) < 0) {
				a = likely
				break
			}
		}
		values = append(values, a.String())
	}
	return values
}

// lastOf is the last address of a range.
func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Masked().Addr().AsSlice()
	for bit := p.Bits(); bit < p.Addr().BitLen(); bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	a, _ := netip.AddrFromSlice(bytes)
	return a
}

// someBinaries returns each value that is compared with, and one that is none of them.
func someBinaries(conditions []*condition) []string {
	longest := 0
	var values []string
	for _, c := range conditions {
		if c.family != binaries {
			continue
		}
		for i := range c.want {
			if w := &c.want[i]; w.bytes != nil {
				values = append(values, base64.StdEncoding.EncodeToString(w.bytes))
				longest = max(longest, len(w.bytes))
			}
		}
	}
	return append(values, base64.StdEncoding.EncodeToString(make([]byte, longest+1)))
}
