package engine_test

import (
	"bytes"
	"os"
	"testing"

	"trailproof/engine"
	"trailproof/rego"
	"trailproof/snapshot"
)

// The stages of judging the reference snapshot, and the start before it. Run them by make bench.

func reference(b *testing.B) []byte {
	b.Helper()
	text, err := os.ReadFile("../testdata/accounts/reference/snapshot.json")
	if err != nil {
		b.Fatal(err)
	}
	var line bytes.Buffer
	s, err := snapshot.Decode(text)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Encode(&line, true); err != nil {
		b.Fatal(err)
	}
	return line.Bytes()
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := engine.Load(b.Context(), rego.FS, engine.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	text := reference(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := snapshot.Decode(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	e, err := engine.Load(b.Context(), rego.FS, engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s, err := snapshot.Decode(reference(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Judge(b.Context(), s); err != nil {
			b.Fatal(err)
		}
	}
}
