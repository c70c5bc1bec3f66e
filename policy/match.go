package policy

import "strings"

// Match says whether text matches an IAM pattern, in which * stands for any run of characters, of length zero too, and ? for
// one character. It compares with case, as IAM compares resources; MatchAction compares without.
func Match(pattern, text string) bool {
	p, t := 0, 0
	star, mark := -1, 0 // where the last * stands, and how much of the text it has taken
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == '?':
			p++
			t = next(text, t)
		case p < len(pattern) && pattern[p] == text[t]:
			p++
			t++
		case star >= 0:
			mark = next(text, mark)
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
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
