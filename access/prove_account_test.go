package access

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"trailproof/internal/golden"
)

// TestProofStories puts questions to each story: proofs.txt has the answers.
func TestProofStories(t *testing.T) {
	for name, dir := range golden.Stories(t, "..") {
		t.Run(name, func(t *testing.T) {
			a := NewAccount(story(t, name))
			var b bytes.Buffer
			for _, question := range []string{
				"no principal outside account ACCOUNT may s3:GetObject on the log objects",
				"no principal outside account ACCOUNT may s3:PutObject, s3:DeleteObject on the log objects",
				"no principal outside account ACCOUNT may s3:* on the log buckets",
				"no principal outside account ACCOUNT may kms:* on the log keys",
				"no principal except ROOT may kms:Decrypt on the log keys",
				"no principal outside account ACCOUNT may cloudtrail:* on the trails",
				"no anonymous principal may s3:* on the log objects",
			} {
				question = strings.NewReplacer("ACCOUNT", a.id, "ROOT", a.root()).Replace(question)
				c, err := ParseQuestion(question)
				if err != nil {
					t.Fatal(err)
				}
				proofs, err := a.Prove(c)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintln(&b, question)
				for _, p := range proofs {
					fmt.Fprintf(&b, "\t%s: %s\n", p.Verdict, p.Resource)
					if p.Witness != nil {
						fmt.Fprintf(&b, "\t\t%s\n", p.Witness)
					}
					for _, o := range p.Open {
						fmt.Fprintf(&b, "\t\thangs on %s\n", o)
					}
				}
			}
			golden.Equal(t, filepath.Join(dir, "proofs.txt"), b.Bytes())
		})
	}
}

// TestProveWhat asks about resources that are none of the account's.
func TestProveWhat(t *testing.T) {
	a := NewAccount(story(t, "reference"))
	for on, want := range map[string]string{
		"arn:aws:s3:::some-other-bucket/*": "is neither a bucket, a key nor a trail of the audit trail",
		"*":                                "is neither a bucket",
	} {
		c := &Claim{Who: "principal", Actions: []string{"s3:GetObject"}, On: []string{on}}
		if _, err := a.Prove(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", on, err, want)
		}
	}
}
