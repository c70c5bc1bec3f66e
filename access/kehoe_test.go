package access

import (
	"fmt"
	"testing"

	"trailproof/policy"
)

// mustParse reads a document that must be right.
func mustParse(name, text string) *Policy { return NewPolicy(name, mustDocument(text)) }

func mustDocument(text string) *policy.Document {
	doc, problems := policy.Parse(text)
	if doc == nil {
		panic(fmt.Sprint(problems, text))
	}
	return doc
}

// TestBoundaryMatrix holds the decisions against what was measured on AWS for a role with a boundary, by what the bucket's
// policy names: the role, its session, its account, or everybody (the latter two with the role in aws:PrincipalArn). The 28
// rows are those of https://github.com/benkehoe/permissions-boundary-test (README.md, section Verification).
func TestBoundaryMatrix(t *testing.T) {
	const (
		roleARN = "arn:aws:iam::111122223333:role/Tested"
		object  = "arn:aws:s3:::bucket/key"
		allow   = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}`
		silent  = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}`
		isRole  = `,"Condition":{"ArnEquals":{"aws:PrincipalArn":"` + roleARN + `"}}`
	)
	names := map[string]string{
		"role":     `"Principal":{"AWS":"` + roleARN + `"}`,
		"session":  `"Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/Tested/session"}`,
		"account":  `"Principal":{"AWS":"111122223333"}` + isRole,
		"everyone": `"Principal":"*"` + isRole,
	}
	for _, row := range []struct {
		boundary, role, resource bool
		allowed                  map[string]bool
	}{
		{false, false, true, map[string]bool{"role": false, "session": true, "account": false, "everyone": true}},
		{false, true, true, map[string]bool{"role": false, "session": true, "account": false, "everyone": true}},
		{true, true, false, map[string]bool{"role": true, "session": true, "account": true, "everyone": true}},
		{true, false, true, map[string]bool{"role": true, "session": true, "account": false, "everyone": true}},
		{true, true, true, map[string]bool{"role": true, "session": true, "account": true, "everyone": true}},
		{true, false, false, map[string]bool{"role": false, "session": false, "account": false, "everyone": false}},
		{false, true, false, map[string]bool{"role": false, "session": false, "account": false, "everyone": false}},
	} {
		for by, principal := range names {
			t.Run(fmt.Sprintf("%s: boundary %v, role %v, resource %v", by, row.boundary, row.role, row.resource), func(t *testing.T) {
				text := func(on bool) string {
					if on {
						return allow
					}
					return silent
				}
				p := &Policies{
					Identity: []*Policy{mustParse("role", text(row.role))},
					Boundary: mustParse("boundary", text(row.boundary)),
				}
				if row.resource {
					p.Resource = mustParse("bucket policy", `{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+
						`"Action":"s3:GetObject","Resource":"`+object+`",`+principal+`}}`)
				}
				r := NewRequest("s3:GetObject", object, "111122223333")
				r.Principal = Principal{Kind: RoleSession, ARN: roleARN, Account: "111122223333", Session: "session"}
				r.Context = NewContext(false, map[string]Value{"aws:PrincipalArn": Single(roleARN)})
				d, why := Explain(&r, p)
				if want := row.allowed[by]; d.Allowed != truth(want) {
					t.Errorf("got %v, want %v: %+v", d.Allowed, want, why)
				}
				if d != Decide(&r, p) {
					t.Error("Explain and Decide differ")
				}
			})
		}
	}
}
