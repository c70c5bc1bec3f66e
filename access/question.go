package access

import (
	"fmt"
	"slices"
	"strings"
)

// NamedTargets are the words of a question that stand for what an account has, wherever that is.
var NamedTargets = []string{"the log objects", "the log buckets", "the log keys", "the trails"}

// QuestionError is what is wrong with a question, and where: At is the byte.
type QuestionError struct {
	At      int
	Message string
}

func (e *QuestionError) Error() string { return fmt.Sprintf("byte %d: %s", e.At, e.Message) }

// ParseQuestion reads a question for the prover:
//
//	question  = "no" who [ places ] { "except" exception { "," exception } } "may" action { "," action } "on" target
//	who       = "principal" | "anonymous" [ "principal" ] | "service" [ "principal" ]
//	places    = ( "outside" | "in" ) place { "," place }
//	place     = [ "account" | "accounts" ] 12 digits | [ "organization" ] "o-…"
//	exception = "anonymous" | place | ARN | [ "service" ] name.amazonaws.com [ "for" place { "and" place } ]
//	action    = service:Name, with * and ?
//	target    = one of NamedTargets | ARN { "," ARN }, with * and ?
//
// "or" and "and" may stand for the commas, but for the places of "for", which only "and" joins. Words have no case; ARNs and
// names do.
func ParseQuestion(text string) (*Claim, error) {
	p := &questionParser{words: splitWords(text), end: len(text)}
	c, err := p.question()
	if err != nil {
		return nil, err
	}
	return c, c.Check()
}

// word is a word of a question, or a comma.
type word struct {
	text string
	at   int
}

func splitWords(text string) []word {
	var words []word
	start := -1
	end := func(i int) {
		if start >= 0 {
			words = append(words, word{text[start:i], start})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			end(i)
		case r == ',' && (i+1 == len(text) || strings.ContainsRune(" \t\r\n", rune(text[i+1]))):
			end(i) // a comma within a word is the word's
			words = append(words, word{",", i})
		case start < 0:
			start = i
		}
	}
	end(len(text))
	return words
}

type questionParser struct {
	words []word
	end   int
}

// next is the word that comes, in lower case; empty at the end.
func (p *questionParser) next() string {
	if len(p.words) == 0 {
		return ""
	}
	return strings.ToLower(p.words[0].text)
}

func (p *questionParser) take() word {
	if len(p.words) == 0 {
		return word{"", p.end}
	}
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

// accept takes the word that comes if it is one of the given.
func (p *questionParser) accept(words ...string) bool {
	if slices.Contains(words, p.next()) && len(p.words) > 0 {
		p.take()
		return true
	}
	return false
}

func (p *questionParser) fail(w word, want string) error {
	if w.text == "" {
		return &QuestionError{w.at, "the question ends where " + want + " must stand"}
	}
	return &QuestionError{w.at, fmt.Sprintf("%q stands where %s must stand", w.text, want)}
}

func (p *questionParser) question() (*Claim, error) {
	c := &Claim{}
	if w := p.take(); !strings.EqualFold(w.text, "no") {
		return nil, p.fail(w, `"no"`)
	}
	switch w := p.take(); strings.ToLower(w.text) {
	case "principal", "anonymous", "service":
		c.Who = strings.ToLower(w.text)
	default:
		return nil, p.fail(w, "principal, anonymous or service")
	}
	if c.Who != "principal" {
		p.accept("principal")
	}
	var err error
	switch p.next() {
	case "outside":
		p.take()
		c.Outside, err = p.places(",", "or", "and")
	case "in":
		p.take()
		c.In, err = p.places(",", "or", "and")
	}
	if err != nil {
		return nil, err
	}
	for p.accept("except") {
		for again := true; again; again = p.accept(",", "or", "and") {
			e, err := p.exception()
			if err != nil {
				return nil, err
			}
			c.Except = append(c.Except, e)
		}
	}
	if w := p.take(); !strings.EqualFold(w.text, "may") {
		return nil, p.fail(w, `"may"`)
	}
	for again := true; again; again = p.accept(",", "or", "and") {
		w := p.take()
		service, name, ok := strings.Cut(w.text, ":")
		if !ok || service == "" || name == "" || strings.ContainsFunc(w.text, notInAction) {
			return nil, p.fail(w, "an action (service:Name)")
		}
		c.Actions = append(c.Actions, w.text)
	}
	if w := p.take(); !strings.EqualFold(w.text, "on") {
		return nil, p.fail(w, `"on"`)
	}
	return c, p.targets(c)
}

// places reads accounts and organizations, joined by any of the words.
func (p *questionParser) places(joints ...string) ([]string, error) {
	var all []string
	for again := true; again; again = p.accept(joints...) {
		wantAccount := p.accept("account", "accounts")
		wantOrganization := !wantAccount && p.accept("organization")
		w := p.take()
		switch {
		case !wantOrganization && isAccount(w.text), !wantAccount && isOrganization(w.text):
			all = append(all, w.text)
		case wantAccount:
			return nil, p.fail(w, "the 12 digits of an account")
		case wantOrganization:
			return nil, p.fail(w, "the id of an organization (o-…)")
		default:
			return nil, p.fail(w, "an account of 12 digits or an organization (o-…)")
		}
	}
	return all, nil
}

func (p *questionParser) exception() (Exception, error) {
	switch p.next() {
	case "account", "accounts", "organization":
		place, err := p.places()
		if err != nil {
			return Exception{}, err
		}
		return Exception{Principal: place[0]}, nil
	}
	wantService := p.accept("service")
	w := p.take()
	switch {
	case isService(w.text):
		e := Exception{Principal: w.text}
		var err error
		if p.accept("for") {
			e.For, err = p.places("and")
		}
		return e, err
	case wantService:
		return Exception{}, p.fail(w, "the name of a service, such as cloudtrail.amazonaws.com,")
	case strings.EqualFold(w.text, "anonymous"):
		return Exception{Principal: "anonymous"}, nil
	case isAccount(w.text), isOrganization(w.text), isPrincipalARN(w.text):
		return Exception{Principal: w.text}, nil
	}
	return Exception{}, p.fail(w, "anonymous, an account, an organization, the ARN of a principal or the name of a service")
}

func (p *questionParser) targets(c *Claim) error {
	if strings.EqualFold(p.next(), "the") {
		w := p.take()
		var words []string
		for len(p.words) > 0 {
			words = append(words, strings.ToLower(p.take().text))
		}
		name := "the " + strings.Join(words, " ")
		if !slices.Contains(NamedTargets, name) {
			return &QuestionError{w.at, fmt.Sprintf("%q stands where an ARN or one of %q must stand", name, NamedTargets)}
		}
		c.On = []string{name}
		return nil
	}
	for again := true; again; again = p.accept(",", "or", "and") {
		w := p.take()
		if !isTarget(w.text) {
			return p.fail(w, `the ARN of a resource, "*" or "the log objects" (buckets, keys), "the trails",`)
		}
		c.On = append(c.On, w.text)
	}
	if len(p.words) > 0 {
		return p.fail(p.words[0], "the end of the question")
	}
	return nil
}

// isTarget says whether the text is an ARN, perhaps with wildcards, or "*".
func isTarget(text string) bool {
	return text == "*" || strings.HasPrefix(text, "arn:") && len(splitARN(text, false)) == 6
}

// Question writes the claim in the words that ParseQuestion reads.
func (c *Claim) Question() string {
	var b strings.Builder
	b.WriteString("no " + c.Who)
	if len(c.Outside) > 0 {
		b.WriteString(" outside " + strings.Join(c.Outside, ", "))
	}
	if len(c.In) > 0 {
		b.WriteString(" in " + strings.Join(c.In, ", "))
	}
	for i, e := range c.Except {
		if i == 0 {
			b.WriteString(" except ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(e.Principal)
		if len(e.For) > 0 {
			b.WriteString(" for " + strings.Join(e.For, " and "))
		}
	}
	b.WriteString(" may " + strings.Join(c.Actions, ", ") + " on " + strings.Join(c.On, ", "))
	return b.String()
}
