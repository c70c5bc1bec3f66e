package collectors_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trailproof/access"
	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/internal/golden"
)

// TestStories makes the snapshot of each story's account, and writes down which calls that took.
func TestStories(t *testing.T) {
	for name, dir := range golden.Stories(t, "..") {
		t.Run(name, func(t *testing.T) {
			a, err := awsfake.Load(os.DirFS(dir), ".")
			if err != nil {
				t.Fatal(err)
			}
			s, err := collectors.Run(t.Context(), collectors.Config{
				Clients: a.Clients(), DefaultRegion: a.DefaultRegion(), Now: a.Now, With: a.With, Unpaced: true,
				Accounts: golden.Names(t, dir, "accounts"), Buckets: golden.Names(t, dir, "buckets"),
				VerifyLogs: a.VerifyLogs,
			})
			if err != nil {
				t.Fatal(err)
			}
			access.Fill(s) // as trailproof collect does
			if err := s.Validate(); err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := s.Encode(&b, false); err != nil {
				t.Fatal(err)
			}
			golden.Equal(t, filepath.Join(dir, "snapshot.json"), b.Bytes())
			golden.Equal(t, filepath.Join(dir, "calls.txt"), []byte(strings.Join(a.CallCounts(), "\n")+"\n"))
		})
	}
}
