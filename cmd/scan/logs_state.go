package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"trailproof/logs"
)

// maxState bounds a file of a state, which grows with Regions and findings.
const maxState = 1 << 30

// readState reads the state at a path, and begins one where there is no file.
func readState(path string) (*logs.State, error) {
	if err := writable(path); err != nil {
		return nil, usageError{fmt.Errorf("--state: %w", err)}
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &logs.State{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--state: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxState+1))
	if err != nil {
		return nil, fmt.Errorf("--state: %w", err)
	}
	if len(text) > maxState {
		return nil, fmt.Errorf("--state: %s: larger than %d MiB", path, maxState>>20)
	}
	s, err := logs.DecodeState(text)
	if err != nil {
		return nil, fmt.Errorf("--state: %s: %w; it is left as it is: move it away to verify everything again", path, err)
	}
	return s, nil
}

// saveState writes the state for its owner alone.
func saveState(path string, s *logs.State) error {
	text, err := s.Encode()
	if err != nil {
		return fmt.Errorf("--state: %w", err)
	}
	err = writePrivate(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return fmt.Errorf("--state: %w", err)
	}
	return nil
}
