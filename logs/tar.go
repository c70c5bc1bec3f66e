package logs

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
)

// Tar is a copy of a bucket in an uncompressed tar. It takes memory for the place of each file in it, some 200 bytes; nothing
// else here grows with their number. Close it.
type Tar struct {
	file    *os.File
	entries []entry // sorted by key
}

type entry struct {
	key      string
	at, size int64
}

// OpenTar reads the table of a tar. Of two entries with one name the later counts, as when it is unpacked.
func OpenTar(name string) (*Tar, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	t := &Tar{file: file}
	if err := t.index(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), file.Close())
	}
	return t, nil
}

func (t *Tar) index() error {
	r := tar.NewReader(t.file)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read the tar (it must not be compressed): %w", err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		at, err := t.file.Seek(0, io.SeekCurrent) // tar reads headers by blocks, and skips by seeking
		if err != nil {
			return err
		}
		for name := range h.PAXRecords {
			if strings.HasPrefix(name, "GNU.sparse.") {
				return fmt.Errorf("%s: is stored with holes, which is not supported", h.Name)
			}
		}
		t.entries = append(t.entries, entry{strings.TrimPrefix(path.Clean(h.Name), "/"), at, h.Size})
	}
	slices.SortStableFunc(t.entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	slices.Reverse(t.entries) // of equal ones the later first, for Compact to keep
	t.entries = slices.CompactFunc(t.entries, func(a, b entry) bool { return a.key == b.key })
	slices.Reverse(t.entries)
	return nil
}

// Close closes the tar.
func (t *Tar) Close() error { return t.file.Close() }

// Bucket implements Source: a tar does not know.
func (t *Tar) Bucket() string { return "" }

// from is where keys with the prefix begin.
func (t *Tar) from(prefix string) int {
	return sort.Search(len(t.entries), func(i int) bool { return t.entries[i].key >= prefix })
}

// Dirs implements Source.
func (t *Tar) Dirs(_ context.Context, prefix string) (names []string, _ error) {
	for i := t.from(prefix); i < len(t.entries) && strings.HasPrefix(t.entries[i].key, prefix); {
		name, _, ok := strings.Cut(t.entries[i].key[len(prefix):], "/")
		if !ok {
			i++
			continue
		}
		names = append(names, name)
		i = t.from(prefix + name + "0") // the character after the slash
	}
	return names, nil
}

// List implements Source.
func (t *Tar) List(ctx context.Context, prefix string, each func(string) error) error {
	for i := t.from(prefix); i < len(t.entries) && strings.HasPrefix(t.entries[i].key, prefix); i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if strings.HasSuffix(t.entries[i].key, Sidecar) {
			continue
		}
		if err := each(t.entries[i].key); err != nil {
			return err
		}
	}
	return nil
}

// Open implements Source.
func (t *Tar) Open(_ context.Context, key string) (*Object, error) {
	e, ok := t.find(key)
	if !ok {
		return nil, fmt.Errorf("%s: %w", key, ErrNotFound)
	}
	object := &Object{Body: io.NopCloser(t.section(e)), Size: e.size}
	if side, ok := t.find(key + Sidecar); ok {
		meta, err := readSidecar(key, t.section(side))
		if err != nil {
			return nil, err
		}
		object.Meta = meta
	}
	return object, nil
}

func (t *Tar) find(key string) (entry, bool) {
	i := t.from(key)
	if i == len(t.entries) || t.entries[i].key != key {
		return entry{}, false
	}
	return t.entries[i], true
}

func (t *Tar) section(e entry) io.Reader { return io.NewSectionReader(t.file, e.at, e.size) }
