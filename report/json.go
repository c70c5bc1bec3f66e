package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"trailproof/finding"
)

// jsonFormat is the report itself: complete, versioned, described by docs/schemas/report.json, and the one that convert
// reads. It is for programs; people still cat it and paste it, so that nothing in it reaches a terminal as a control.
var jsonFormat = Format{
	Name: "json", Extension: "json", Frameworks: true,
	Write: func(w io.Writer, r finding.Report, _ Options) error {
		var b bytes.Buffer
		if err := r.Encode(&b); err != nil {
			return err
		}
		_, err := w.Write(visible(b.Bytes()))
		return err
	},
}

// writeJSON writes v as indented JSON.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(visible(b.Bytes()))
	return err
}

// visible replaces what has no picture of its own by JSON's escapes, which mean the same to every reader: encoding/json
// escapes the controls below U+0020 only. U+FFFD is escaped too, as encoding/json does where it stands in for bytes that are
// no UTF-8; a report that is read and written again then has the same bytes.
func visible(text []byte) []byte {
	if plainJSON(text) {
		return text
	}
	var b bytes.Buffer
	b.Grow(len(text) + 64)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\n' || r != utf8.RuneError && unicode.IsGraphic(r):
			b.Write(text[:size])
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		text = text[size:]
	}
	return b.Bytes()
}

func plainJSON(text []byte) bool {
	for _, c := range text {
		if c >= 0x7f {
			return false
		}
	}
	return true
}
