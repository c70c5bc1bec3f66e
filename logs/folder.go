package logs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Sidecar is what the name of a file ends in that holds what S3 keeps beside the object of the name before it: the output of
// aws s3api head-object. The newest digest of a copy needs one, since its signature is nowhere else.
const Sidecar = ".head.json"

const maxSidecar = 1 << 20

// Folder is a copy of a bucket in a folder, as aws s3 sync makes it. Close it.
type Folder struct{ root *os.Root }

// OpenFolder opens a folder; nothing outside of it is read, wherever links lead.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{root}, nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Bucket implements Source: a folder does not know.
func (f *Folder) Bucket() string { return "" }

// Dirs implements Source.
func (f *Folder) Dirs(_ context.Context, prefix string) ([]string, error) {
	entries, err := fs.ReadDir(f.root.FS(), folderOf(prefix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, err
}

func folderOf(prefix string) string {
	if prefix = strings.TrimSuffix(prefix, "/"); prefix != "" {
		return prefix
	}
	return "."
}

// List implements Source. The prefix ends in a slash.
func (f *Folder) List(ctx context.Context, prefix string, each func(string) error) error {
	entries, err := fs.ReadDir(f.root.FS(), folderOf(prefix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	// As S3 sorts them: a folder by its name with the slash.
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch key := prefix + e.Name(); {
		case e.IsDir():
			err = f.List(ctx, key+"/", each)
		case !strings.HasSuffix(key, Sidecar):
			err = each(key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}

// Open implements Source.
func (f *Folder) Open(_ context.Context, key string) (*Object, error) {
	if !fs.ValidPath(key) || key != path.Clean(key) {
		return nil, fmt.Errorf("%q: %w", key, ErrNotFound)
	}
	file, err := f.root.Open(filepath.FromSlash(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", key, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: is no regular file", key)
	}
	var meta Meta
	if err == nil {
		meta, err = f.sidecar(key)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &Object{Body: file, Size: info.Size(), Meta: meta}, nil
}

func (f *Folder) sidecar(key string) (Meta, error) {
	side, err := f.root.Open(filepath.FromSlash(key + Sidecar))
	if errors.Is(err, fs.ErrNotExist) {
		return Meta{}, nil
	}
	if err != nil {
		return Meta{}, err
	}
	defer side.Close() //nolint:errcheck // it was only read
	return readSidecar(key, side)
}

// readSidecar reads what head-object prints; most of that does not matter here.
func readSidecar(key string, r io.Reader) (Meta, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSidecar))
	if err != nil {
		return Meta{}, err
	}
	var head struct {
		Metadata             map[string]string
		LastModified         time.Time
		ServerSideEncryption string
		SSEKMSKeyID          string
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return Meta{}, fmt.Errorf("%s%s: %w", key, Sidecar, err)
	}
	meta := metaOf(head.Metadata)
	meta.Modified = head.LastModified
	if head.ServerSideEncryption != "" {
		meta.Seal = sealOf(head.ServerSideEncryption, head.SSEKMSKeyID)
	}
	return meta, nil
}
