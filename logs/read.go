package logs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip" // a third faster than the standard library's: BenchmarkInflate
)

// What is larger than these is not read to its end. CloudTrail's files are at most 50 MB compressed; a digest of 16 MiB names
// some 40,000 files in one hour.
const (
	maxCompressed = 64 << 20
	maxLog        = 4 << 30
	maxDigest     = 16 << 20
)

// attempts is how often a body is read that breaks off. What the SDK does about refused requests comes before that.
const attempts = 3

// fault is why a file is not what it should be.
type fault struct {
	kind   Kind
	detail string
}

func (f *fault) verdict() Verdict { return f.kind.Verdict() }

// Verdict is the worst that a finding of the kind is; one of a time may be less.
func (k Kind) Verdict() Verdict {
	switch k {
	case Unreadable, Oversized, Algorithm, NoKey, NoSignature, Unvouched, NotCovered, NoDigests, Late:
		return Unknown
	case OtherKMSKey, NoKMS:
		return Exposed
	case Pending, Pause, Begins:
		return Noted
	case DigestFile, DeliveredFile:
		return Valid
	case Missing, Altered, Truncated, Appended, Corrupt, Swapped, Foreign, Malformed, Unsigned, Signature, Resigned, ExpiredKey,
		LinkBroken, Unlinked, Unnamed:
		return Tampered
	}
	return Unknown
}

// sink takes the decompressed bytes, again from the start after Reset.
type sink interface {
	io.Writer
	Reset()
}

// inflater is what it takes to read one file; they are kept, since a new one for each file costs more than small files do.
type inflater struct {
	in  *bufio.Reader
	gz  gzip.Reader
	buf []byte
}

var inflaters = sync.Pool{New: func() any {
	return &inflater{in: bufio.NewReaderSize(nil, 32<<10), buf: make([]byte, 32<<10)}
}}

// watched keeps the error of a body, which is what tells a connection that broke from a file that is cut.
type watched struct {
	r    io.Reader
	n    int64
	err  error
	size int64 // negative where it is not known
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n += int64(n)
	if err == io.EOF && w.size >= 0 && w.n < w.size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// inflate streams the one gzip stream that a file should be into the sink. A fault is what is wrong with it; the sink then
// holds what could be read.
func (v *verifier) inflate(ctx context.Context, key string, limit int64, to sink) (Meta, *fault) {
	for attempt := 1; ; attempt++ {
		to.Reset()
		meta, f, again := v.inflateOnce(ctx, key, limit, to)
		if !again || attempt == attempts || ctx.Err() != nil {
			return meta, f
		}
	}
}

func (v *verifier) inflateOnce(ctx context.Context, key string, limit int64, to sink) (meta Meta, f *fault, again bool) {
	select {
	case v.slots <- struct{}{}:
		defer func() { <-v.slots }()
	case <-ctx.Done():
		return meta, &fault{Unreadable, ctx.Err().Error()}, false
	}
	defer v.read()
	object, err := v.source.Open(ctx, key)
	switch {
	case errors.Is(err, ErrNotFound):
		return meta, &fault{Missing, "it is not there"}, false
	case err != nil:
		return meta, &fault{Unreadable, err.Error()}, false
	}
	defer object.Body.Close() //nolint:errcheck // it was only read
	if object.Size > maxCompressed {
		return object.Meta, &fault{Oversized, fmt.Sprintf("%d bytes, and CloudTrail writes no more than 50 MB", object.Size)}, false
	}
	body := &watched{r: io.LimitReader(object.Body, maxCompressed+1), size: object.Size}
	i, _ := inflaters.Get().(*inflater)
	defer inflaters.Put(i)
	f = i.copy(body, limit, to)
	switch {
	case body.err != nil:
		return object.Meta, &fault{Unreadable, "read: " + body.err.Error()}, true
	case body.n > maxCompressed:
		return object.Meta, &fault{Oversized, "CloudTrail writes no more than 50 MB"}, false
	}
	return object.Meta, f, false
}

func (i *inflater) copy(body *watched, limit int64, to io.Writer) *fault {
	i.in.Reset(body)
	defer i.in.Reset(nil)
	if err := i.gz.Reset(i.in); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return &fault{Truncated, fmt.Sprintf("it ends after %d bytes", body.n)}
		}
		return &fault{Corrupt, err.Error()}
	}
	i.gz.Multistream(false)
	n, err := io.CopyBuffer(to, io.LimitReader(&i.gz, limit+1), i.buf)
	switch {
	case n > limit:
		return &fault{Oversized, fmt.Sprintf("more than %d bytes when decompressed", limit)}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &fault{Truncated, fmt.Sprintf("its gzip stream breaks off after %d bytes", body.n)}
	case err != nil:
		return &fault{Corrupt, err.Error()}
	}
	if _, err := i.in.ReadByte(); err == nil {
		return &fault{Appended, "there are bytes after the end of its gzip stream"}
	}
	return nil
}
