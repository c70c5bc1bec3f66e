//go:build e2e

package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// TestRole assumes a role first: a user's key is used for that and for nothing else, and what is seen is seen by the role.
func TestRole(t *testing.T) {
	reset(t)
	a := build(t, "clean", twoRegions)
	p := a.lookAt(t)
	out, err := iam.NewFromConfig(newProxy(t).config("AKIA"+clean, "us-east-1")).CreateAccessKey(t.Context(),
		&iam.CreateAccessKeyInput{UserName: aws.String("bob")})
	must(t, err)
	bob := credential{aws.ToString(out.AccessKey.AccessKeyId), aws.ToString(out.AccessKey.SecretAccessKey), ""}
	p.Accounts[bob.key] = clean // the keys of the session are nobody's that the proxy knows
	s := snapshotOf(t, trailproof(t, p, bob, "collect", "-q", "--role-arn", "arn:aws:iam::"+clean+":role/Auditor"))
	if s.Source.Caller != a.story.Caller || s.Source.Account != clean {
		t.Errorf("%s of %s", s.Source.Caller, s.Source.Account)
	}
	for _, c := range p.Calls() {
		if (c.Account == clean) != (c.Name() == "sts:AssumeRole") {
			t.Errorf("%s has the credentials of %q", c, c.Account)
		}
	}
}
