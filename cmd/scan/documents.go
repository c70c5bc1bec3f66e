package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxDocument bounds one snapshot. An account with a thousand trails and buckets has some 10 MB.
const maxDocument = 256 << 20

// documents reads JSON values that stand one after another in a stream, as in a file with one value or in NDJSON. It finds
// where a value ends; whether it is right JSON is for the reader of the value to say.
type documents struct {
	r   *bufio.Reader
	max int
}

func newDocuments(r io.Reader) *documents {
	return &documents{r: bufio.NewReaderSize(r, 1<<16), max: maxDocument}
}

// next returns the text of the next value, io.EOF behind the last. The text is the caller's.
func (d *documents) next() ([]byte, error) {
	var text []byte
	var end ending
	for {
		if _, err := d.r.Peek(1); errors.Is(err, io.EOF) && len(text) > 0 {
			return text, nil // truncated: its reader says where
		} else if err != nil {
			return nil, err
		}
		chunk, err := d.r.Peek(d.r.Buffered())
		if err != nil {
			return nil, err
		}
		if len(text) == 0 {
			if space := len(chunk) - len(bytes.TrimLeft(chunk, " \t\r\n")); space > 0 {
				if _, err := d.r.Discard(space); err != nil {
					return nil, err
				}
				continue
			}
		}
		n, done := end.find(chunk)
		if len(text)+n > d.max {
			return nil, fmt.Errorf("a snapshot larger than %d MiB", d.max>>20)
		}
		text = append(text, chunk[:n]...)
		if _, err := d.r.Discard(n); err != nil {
			return nil, err
		}
		if done {
			return text, nil
		}
	}
}

// ending finds the end of a value that comes in chunks.
type ending struct {
	depth             int
	inString, escaped bool
}

// find returns how much of the chunk belongs to the value, and whether the value ends there. A value that is no object and
// no array, which no snapshot is, ends with its line.
func (e *ending) find(chunk []byte) (int, bool) {
	for i, c := range chunk {
		switch {
		case e.escaped:
			e.escaped = false
		case e.inString:
			e.escaped = c == '\\'
			e.inString = c != '"'
		case c == '"':
			e.inString = true
		case c == '{' || c == '[':
			e.depth++
		case c == '}' || c == ']':
			e.depth--
			if e.depth <= 0 {
				return i + 1, true
			}
		case c == '\n' && e.depth == 0:
			return i + 1, true
		}
	}
	return len(chunk), false
}

// open opens a file, or the standard input for "-".
func (a *app) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.Join(fmt.Errorf("%s: is a folder", name), f.Close())
	}
	return f, nil
}
