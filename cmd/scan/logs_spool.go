package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"trailproof/logs"
)

// spool keeps what logs.Verify tells of files in a temporary file, for formats that list all of them: Regions are verified at once,
// and reported one after another. Memory holds some kilobytes a Region, and the places of its pieces in the file.
type spool struct {
	mu     sync.Mutex
	file   *os.File
	end    int64
	places map[logs.Where]*spooled
	err    error // the first
}

type spooled struct {
	pieces []piece
	last   bytes.Buffer // not written yet
}

type piece struct {
	at   int64
	size int
}

// spoolPiece is how many bytes of a Region are written at once, at least.
const spoolPiece = 16 << 10

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "trailproof-files-")
	if err != nil {
		return nil, err
	}
	return &spool{file: f, places: map[logs.Where]*spooled{}}, nil
}

func (s *spool) close() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }

// tell is logs.Options.Told.
func (s *spool) tell(at logs.Where, f logs.Finding) {
	line, err := json.Marshal(f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err = errors.Join(s.err, err); s.err != nil {
		return
	}
	p := s.places[at]
	if p == nil {
		p = &spooled{}
		s.places[at] = p
	}
	p.last.Write(line)
	p.last.WriteByte('\n')
	if p.last.Len() < spoolPiece {
		return
	}
	p.pieces = append(p.pieces, piece{s.end, p.last.Len()})
	_, s.err = s.file.WriteAt(p.last.Bytes(), s.end)
	s.end += int64(p.last.Len())
	p.last.Reset()
}

// files is report.LogReport.Files: it reads what was told, Region by Region, and corrects it by what only the report knows, that an
// altered file was swapped.
func (s *spool) files(r *logs.Report) func(func(logs.Where, logs.Finding) error) error {
	return func(each func(logs.Where, logs.Finding) error) error {
		if s.err != nil {
			return fmt.Errorf("keep what was found: %w", s.err)
		}
		for i := range r.Regions {
			region := &r.Regions[i]
			at := region.Where()
			p := s.places[at]
			if p == nil {
				continue
			}
			swapped := map[string]logs.Finding{}
			for _, f := range region.Findings {
				if f.Kind == logs.Swapped {
					swapped[f.Key] = f
				}
			}
			d := json.NewDecoder(p.reader(s.file))
			for {
				var f logs.Finding
				err := d.Decode(&f)
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					return fmt.Errorf("keep what was found: %w", err)
				}
				if now, ok := swapped[f.Key]; ok && f.Kind == logs.Altered {
					f = now
				}
				if err := each(at, f); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

func (p *spooled) reader(file io.ReaderAt) io.Reader {
	var parts []io.Reader
	for _, piece := range p.pieces {
		parts = append(parts, io.NewSectionReader(file, piece.at, int64(piece.size)))
	}
	return io.MultiReader(append(parts, bytes.NewReader(p.last.Bytes()))...)
}
