package access

import (
	"strings"

	"trailproof/policy"
)

// In a compiled pattern the wildcards are two bytes that no UTF-8 text contains, so that what a variable stands for can't
// become a wildcard.
const (
	anyRun  = '\xff' // *
	anyChar = '\xfe' // ?
)

// pattern is a text with wildcards or variables, or neither.
type pattern struct {
	text  string // without variables
	wild  bool   // text has wildcards
	parts []part // with variables; then text is the whole as written
	wide  string // with * for each variable: what matches for some values of them
}

// part is a text with wildcards, or a variable.
type part struct {
	text     string
	key      string // of a variable, in lower case
	fallback string // what stands for it when the key is absent
	has      bool   // there is a fallback
}

// newPattern reads a text. Wildcards and variables count where they are asked for.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func newPattern(text string, wildcards, variables bool) pattern {
	var parts []part
	var plain strings.Builder
	hasVariable, wild := false, false
	for i := 0; i < len(text); {
		if variables && strings.HasPrefix(text[i:], "${") {
			if end := strings.IndexByte(text[i:], '}'); end > 0 {
				name := text[i+2 : i+end]
				i += end + 1
				if name == "*" || name == "?" || name == "$" {
					plain.WriteString(name)
					continue
				}
				if plain.Len() > 0 {
					parts = append(parts, part{text: plain.String()})
					plain.Reset()
				}
				parts = append(parts, variable(name))
				hasVariable = true
				continue
			}
		}
		switch c := text[i]; {
		case wildcards && c == '*':
			plain.WriteByte(anyRun)
			wild = true
		case wildcards && c == '?':
			plain.WriteByte(anyChar)
			wild = true
		default:
			plain.WriteByte(c)
		}
		i++
	}
	if !hasVariable {
		return pattern{text: plain.String(), wild: wild}
	}
	if plain.Len() > 0 {
		parts = append(parts, part{text: plain.String()})
	}
	return pattern{text: text, parts: parts, wide: widened(parts)}
}

func widened(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.key != "" {
			b.WriteByte(anyRun)
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// variable reads what stands between ${ and }: a key, or a key and its default in quotes.
func variable(name string) part {
	key, rest, ok := strings.Cut(name, ",")
	p := part{key: strings.ToLower(strings.TrimSpace(key))}
	rest = strings.TrimSpace(rest)
	if ok && len(rest) >= 2 && rest[0] == '\'' && rest[len(rest)-1] == '\'' {
		p.fallback, p.has = rest[1:len(rest)-1], true
	}
	return p
}

// expand puts the values of variables in. It says no where a variable has none, and unknown where nobody knows its value.
func (p *pattern) expand(c *Context) (string, Truth) {
	if p.parts == nil {
		return p.text, Yes
	}
	var b strings.Builder
	for _, part := range p.parts {
		if part.key == "" {
			b.WriteString(part.text)
			continue
		}
		v := c.get(part.key)
		switch {
		case v.known == known && !v.multi:
			b.WriteString(v.values[0])
		case v.known == absent && part.has:
			b.WriteString(part.fallback)
		case v.known == absent || v.multi:
			return "", No
		default:
			return "", Unknown
		}
	}
	return b.String(), Yes
}

// match compares a text with the pattern.
func (p *pattern) match(text string, c *Context) Truth {
	if p.parts == nil {
		if !p.wild {
			return truth(p.text == text)
		}
		return truth(glob(p.text, text))
	}
	expanded, ok := p.expand(c)
	if ok != Yes {
		return ok.And(truth(glob(p.wide, text)))
	}
	return truth(glob(expanded, text))
}

// glob compares a text with a compiled pattern.
func glob(p, text string) bool { return policy.Glob(p, text, anyRun, anyChar) }

// resource is one entry of a Resource or NotResource element.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
type resource struct {
	all   bool // "*"
	whole pattern
	parts [6]pattern // the pattern as an ARN
	cross bool       // a part but the last ends with *, which may run across colons
}

func newResource(text string, variables bool) resource {
	if text == "*" {
		return resource{all: true}
	}
	r := resource{whole: newPattern(text, true, variables)}
	split := splitARN(text, variables)
	for i := range r.parts {
		// A short ARN, such as arn:aws:s3*, leaves the rest open. Variables stand behind the fifth colon only.
		part := "*"
		if i < len(split) {
			part = split[i]
		}
		r.parts[i] = newPattern(part, true, variables && i == 5)
		r.cross = r.cross || i < 5 && strings.HasSuffix(part, "*")
	}
	return r
}

// splitARN cuts at the first five colons. The colon in a variable's name is none of them: an ARN has variables in its sixth
// part only, but who wrote one elsewhere did not mean its colon.
func splitARN(text string, variables bool) []string {
	var parts []string
	start, depth := 0, false
	for i := 0; i < len(text) && len(parts) < 5; i++ {
		switch {
		case variables && strings.HasPrefix(text[i:], "${"):
			depth = true
		case text[i] == '}':
			depth = false
		case text[i] == ':' && !depth:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// match compares with the resource of a request. That a * at the end of a part runs across colons is documented, but not
// what every service does: such a match is unknown.
func (r *resource) match(req *Request) Truth {
	if r.all {
		return Yes
	}
	if req.arn == nil {
		return r.whole.match(req.resource, &req.Context)
	}
	matched := Yes
	for i := range r.parts {
		matched = matched.And(r.parts[i].match(req.arn[i], &req.Context))
		if matched == No {
			break
		}
	}
	if matched != Yes && r.cross && r.whole.match(req.resource, &req.Context).May() {
		return Unknown
	}
	return matched
}

// unresolved says whether a variable without a value makes a NotResource element match nothing at all. It is documented to;
// where the pattern is about another service anyway, nobody says.
func (r *resource) unresolved(req *Request) Truth {
	if _, ok := r.whole.expand(&req.Context); ok == Yes || r.all {
		return No
	} else if ok == Unknown || req.arn == nil {
		return Unknown
	}
	for i := range r.parts[:5] {
		if r.parts[i].match(req.arn[i], &req.Context) != Yes {
			return Unknown
		}
	}
	return Yes
}

// newAction reads one entry of an Action or NotAction element. IAM compares actions without case.
func newAction(text string) pattern { return newPattern(strings.ToLower(text), true, false) }
