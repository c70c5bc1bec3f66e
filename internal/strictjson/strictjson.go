// Package strictjson reads JSON that a security decision rests on. Text comes in; a tree with byte offsets (Parse) or a
// filled Go value (Decode) goes out. It never guesses: a repeated or unknown name, a value of the wrong type, invalid
// UTF-8 or text after the end is an error that names the byte and the path, where encoding/json would pick a meaning.
package strictjson

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deeply arrays and objects may nest. IAM policies nest 6 deep, snapshots 14.
const MaxDepth = 100

// Error is a fault in JSON text. Offset counts bytes from the start of the text; Path names the value the reader was in
// (s3.buckets["arn:aws:s3:::b"].policy), empty for the outermost.
type Error struct {
	Offset  int
	Path    string
	Message string
}

func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("byte %d: %s", e.Offset, e.Message)
	}
	return fmt.Sprintf("byte %d: %s: %s", e.Offset, e.Path, e.Message)
}

// scanner reads tokens. Its methods leave pos after what they read.
type scanner struct {
	data []byte
	pos  int
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte that is not space, or 0 at the end of the text.
func (s *scanner) peek() byte {
	s.space()
	if s.pos == len(s.data) {
		return 0
	}
	return s.data[s.pos]
}

func (s *scanner) errorf(at int, format string, args ...any) *Error {
	return &Error{Offset: at, Message: fmt.Sprintf(format, args...)}
}

// unexpected describes the byte at pos where something else had to stand.
func (s *scanner) unexpected(want string) *Error {
	if s.pos >= len(s.data) {
		return s.errorf(len(s.data), "the text ends where %s must stand", want)
	}
	r, _ := utf8.DecodeRune(s.data[s.pos:])
	return s.errorf(s.pos, "%q stands where %s must stand", r, want)
}

func (s *scanner) literal(word string) *Error {
	if len(s.data)-s.pos < len(word) || string(s.data[s.pos:s.pos+len(word)]) != word {
		return s.unexpected(word)
	}
	s.pos += len(word)
	return nil
}

// number returns the literal as it stands: RFC 8259 grammar, no conversion.
func (s *scanner) number() (string, *Error) {
	start := s.pos
	digits := func() bool {
		from := s.pos
		for s.pos < len(s.data) && s.data[s.pos] >= '0' && s.data[s.pos] <= '9' {
			s.pos++
		}
		return s.pos > from
	}
	if s.pos < len(s.data) && s.data[s.pos] == '-' {
		s.pos++
	}
	if s.pos < len(s.data) && s.data[s.pos] == '0' {
		s.pos++
	} else if !digits() {
		return "", s.unexpected("a digit")
	}
	if s.pos < len(s.data) && s.data[s.pos] == '.' {
		s.pos++
		if !digits() {
			return "", s.unexpected("a digit")
		}
	}
	if s.pos < len(s.data) && (s.data[s.pos] == 'e' || s.data[s.pos] == 'E') {
		s.pos++
		if s.pos < len(s.data) && (s.data[s.pos] == '+' || s.data[s.pos] == '-') {
			s.pos++
		}
		if !digits() {
			return "", s.unexpected("a digit")
		}
	}
	return string(s.data[start:s.pos]), nil
}

// str reads a string. The usual case, no escape, is one scan and one copy.
func (s *scanner) str() (string, *Error) {
	if s.pos >= len(s.data) || s.data[s.pos] != '"' {
		return "", s.unexpected("a string")
	}
	s.pos++
	start := s.pos
	ascii := true
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		if c == '"' {
			text := string(s.data[start:s.pos])
			if !ascii && !utf8.ValidString(text) {
				return "", s.errorf(start+invalidUTF8(text), "invalid UTF-8")
			}
			s.pos++
			return text, nil
		}
		if c == '\\' {
			return s.escaped(start)
		}
		if c < ' ' {
			return "", s.errorf(s.pos, "control character %#x in a string", c)
		}
		if c >= utf8.RuneSelf {
			ascii = false
		}
		s.pos++
	}
	return "", s.unexpected(`a closing "`)
}

func invalidUTF8(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

// escaped goes on from the first backslash of a string that began at start.
func (s *scanner) escaped(start int) (string, *Error) {
	var b strings.Builder
	b.Write(s.data[start:s.pos])
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		switch {
		case c == '"':
			text := b.String()
			if !utf8.ValidString(text) {
				return "", s.errorf(start, "invalid UTF-8")
			}
			s.pos++
			return text, nil
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
		case c < ' ':
			return "", s.errorf(s.pos, "control character %#x in a string", c)
		default:
			b.WriteByte(c)
			s.pos++
		}
	}
	return "", s.unexpected(`a closing "`)
}

func (s *scanner) escape() (rune, *Error) {
	at := s.pos
	s.pos++
	if s.pos >= len(s.data) {
		return 0, s.unexpected("an escape")
	}
	c := s.data[s.pos]
	s.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		r, err := s.hex4(at)
		if err != nil {
			return 0, err
		}
		if !utf16.IsSurrogate(r) {
			return r, nil
		}
		// Half a pair has no meaning in UTF-8; two readers would see two different strings.
		if s.pos+1 < len(s.data) && s.data[s.pos] == '\\' && s.data[s.pos+1] == 'u' {
			s.pos += 2
			low, err := s.hex4(at)
			if err != nil {
				return 0, err
			}
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, nil
			}
		}
		return 0, s.errorf(at, "half a surrogate pair")
	}
	return 0, s.errorf(at, "unknown escape \\%c", c)
}

func (s *scanner) hex4(at int) (rune, *Error) {
	if s.pos+4 > len(s.data) {
		return 0, s.errorf(at, "\\u needs four hexadecimal digits")
	}
	v, err := strconv.ParseUint(string(s.data[s.pos:s.pos+4]), 16, 32)
	if err != nil {
		return 0, s.errorf(at, "\\u needs four hexadecimal digits")
	}
	s.pos += 4
	return rune(v), nil
}

// end reports anything but space after the outermost value.
func (s *scanner) end() *Error {
	if s.peek() != 0 || s.pos < len(s.data) {
		return s.errorf(s.pos, "text after the end of the value")
	}
	return nil
}
