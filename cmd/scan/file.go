package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// file is a file that appears whole or not at all: it is written beside its place and moved there by commit.
type file struct {
	*os.File
	path string
	mode os.FileMode
}

func create(path string) (*file, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".trailproof-*")
	if err != nil {
		return nil, err
	}
	return &file{f, path, 0o644}, nil
}

func (f *file) commit() error {
	err := f.Sync()
	if err == nil {
		err = f.Chmod(f.mode)
	}
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = os.Rename(f.Name(), f.path)
	}
	return err
}

func (f *file) abandon() error {
	err := f.Close()
	if errors.Is(err, os.ErrClosed) {
		err = nil
	}
	return errors.Join(err, os.Remove(f.Name()))
}

// writeFile writes the whole file or leaves the old one as it was.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	return f.fill(write)
}

// writePrivate is writeFile for what only its owner may read.
func writePrivate(path string, write func(io.Writer) error) error {
	f, err := create(path)
	if err != nil {
		return err
	}
	f.mode = 0o600
	return f.fill(write)
}

func (f *file) fill(write func(io.Writer) error) error {
	if err := write(f); err != nil {
		return errors.Join(err, f.abandon())
	}
	if err := f.commit(); err != nil {
		return errors.Join(err, f.abandon())
	}
	return nil
}

// writable fails early where a file could not be put.
func writable(path string) error {
	dir := filepath.Dir(path)
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s: not a folder", dir)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s: is a folder", path)
	}
	f, err := create(path)
	if err != nil {
		return err
	}
	return f.abandon()
}
