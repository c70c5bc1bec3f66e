package main

import (
	"errors"
	"fmt"
	"strings"
)

// reason says why a mutant may live.
type reason struct {
	// equivalent mutants do the same as the original on every snapshot: no test can kill them. The others survive.
	equivalent bool
	text       string
}

// parseReasons reads living.txt: the key of a mutant on a line, and below it, indented, "equivalent: " or "survives: " and
// the reason, which may go on in further indented lines. Lines that begin with # are comments.
func parseReasons(text []byte) (map[string]reason, error) {
	reasons := map[string]reason{}
	key := ""
	for i, line := range strings.Split(string(text), "\n") {
		words := strings.TrimSpace(line)
		switch {
		case words == "" || words[0] == '#':
		case line == words:
			if r, ok := reasons[key]; key != "" && (!ok || r.text == "") {
				return nil, fmt.Errorf("living.txt:%d: the entry above has no reason", i+1)
			}
			if _, ok := reasons[line]; ok {
				return nil, fmt.Errorf("living.txt:%d: this entry stands twice", i+1)
			}
			key = line
		case key == "":
			return nil, fmt.Errorf("living.txt:%d: a reason without an entry", i+1)
		default:
			r, begun := reasons[key]
			if !begun {
				kind, said, _ := strings.Cut(words, ": ")
				if kind != "equivalent" && kind != "survives" {
					return nil, fmt.Errorf("living.txt:%d: a reason begins with equivalent: or survives: and tells", i+1)
				}
				r.equivalent, words = kind == "equivalent", said
			}
			r.text = strings.TrimSpace(r.text + " " + words)
			reasons[key] = r
		}
	}
	if key != "" && reasons[key].text == "" {
		return nil, errors.New("living.txt: the last entry has no reason")
	}
	return reasons, nil
}
