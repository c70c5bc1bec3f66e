package logs

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"
)

// ErrNotFound is what Open wraps where there is no such object. Any other error leaves open whether there is one.
var ErrNotFound = errors.New("there is no such object")

// Source is where the objects of a bucket are. Its methods are called concurrently.
type Source interface {
	// Bucket is the name of the bucket, empty where the source does not know it.
	Bucket() string
	// Dirs lists the names below the prefix (which ends in a slash or is empty) under which there is something, sorted.
	Dirs(ctx context.Context, prefix string) ([]string, error)
	// List tells of each object whose key begins with the prefix, sorted by key. The first error of each ends it.
	List(ctx context.Context, prefix string, each func(key string) error) error
	// Open opens an object. The caller closes its body.
	Open(ctx context.Context, key string) (*Object, error)
}

// Object is an open object.
type Object struct {
	Body io.ReadCloser
	Size int64 // of the body; negative where it is not known
	Meta Meta
}

// Meta is what S3 keeps beside an object. Known says whether the user's metadata could be seen at all.
type Meta struct {
	Seal                 Seal
	Modified             time.Time // when it was put there, zero where that is not known
	Known                bool
	Signature, Algorithm string
	Backfill             time.Time // when a backfill digest was made, zero where that is not said
}

// metaOf reads the user metadata of an object, whose names come in any case.
func metaOf(user map[string]string) Meta {
	m := Meta{Known: true}
	for name, value := range user {
		switch strings.ToLower(name) {
		case "signature":
			m.Signature = value
		case "signature-algorithm":
			m.Algorithm = value
		case "backfill-generation-timestamp":
			for _, layout := range []string{time.RFC3339, stampLayout} {
				if at, err := time.Parse(layout, value); err == nil {
					m.Backfill = at
				}
			}
		}
	}
	return m
}
