package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine makes a text safe for a terminal and for formats with a record a line: whatever has no picture of its own, such as
// controls that move the cursor or begin a line, characters that turn the direction of writing and invisible ones, becomes a
// visible escape. The result is valid UTF-8.
func oneLine(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsGraphic(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// manyLines is oneLine for texts that may have lines, such as a rule's remediation.
func manyLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = oneLine(line)
	}
	return strings.Join(lines, "\n")
}

// inline makes one line of a text that has several because they are short.
func inline(s string) string { return strings.Join(strings.Fields(s), " ") }

// cut returns at most size bytes of s, and says how many it left out. size is not less than 40.
func cut(s string, size int) string {
	if len(s) <= size {
		return s
	}
	end := size - 40
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return fmt.Sprintf("%s... (%d more bytes)", s[:end], len(s)-end)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}
