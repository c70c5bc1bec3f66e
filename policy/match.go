package policy

import "strings"

// Match says whether text matches an IAM pattern, in which * stands for any run of characters, of length zero too, and ? for
// one character. It compares with case, as IAM compares resources; MatchAction compares without.
func Match(pattern, text string) bool { return Glob(pattern, text, '*', '?') }

// Glob is Match with other bytes as wildcards: run for any run of characters, one for one character.
func Glob(pattern, text string, run, one byte) bool {
	p, t := 0, 0
	star, mark := -1, 0 // where the last run stands, and how much of the text it has taken
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == run:
			if p++; p == len(pattern) {
				return true
			}
			star, mark = p, t
		case p < len(pattern) && pattern[p] == one:
			p++
			t = next(text, t)
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			mark = next(text, mark)
			p, t = star, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == run {
		p++
	}
	return p == len(pattern)
}

// next returns where the character behind the one at i begins.
func next(text string, i int) int {
	for i++; i < len(text) && text[i]&0xC0 == 0x80; i++ {
	}
	return i
}

// MatchAction says whether an action, such as s3:GetObject, matches a pattern. IAM compares actions without case.
func MatchAction(pattern, action string) bool {
	return Match(strings.ToLower(pattern), strings.ToLower(action))
}

// Overlap says whether some text matches both patterns: whether a statement about one may be about something of the other.
func Overlap(a, b string) bool {
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && !wild(x[0]) && !wild(y[0]) {
		if x[0] != y[0] {
			return false
		}
		x, y = x[1:], y[1:]
	}
	// meet[j] says whether x[i:] and y[j:] overlap, for i going down from the end; below is the row of i+1.
	var below []bool
	for i := len(x); i >= 0; i-- {
		meet := make([]bool, len(y)+1)
		for j := len(y); j >= 0; j-- {
			switch {
			case i == len(x) && j == len(y):
				meet[j] = true
			case i < len(x) && x[i] == '*': // it takes nothing, or what stands in y
				meet[j] = below[j] || j < len(y) && meet[j+1]
			case j < len(y) && y[j] == '*':
				meet[j] = meet[j+1] || i < len(x) && below[j]
			case i < len(x) && j < len(y):
				meet[j] = below[j+1] && (x[i] == y[j] || x[i] == '?' || y[j] == '?')
			}
		}
		below = meet
	}
	return below[0]
}

func wild(r rune) bool { return r == '*' || r == '?' }
