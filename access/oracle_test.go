//go:build e2e

package access

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// oracleCases is how many random cases the oracle judges.
const oracleCases = 100_000

// TestOracle compares our decisions with those of @cloud-copilot/iam-simulate, another's evaluator in another process, on random
// cases of this project's world. A case on which we say that nobody knows is no difference, but there may be few of them.
func TestOracle(t *testing.T) {
	ask := oracle(t)
	g := newGenerator(20261124)
	unexplained, undecided, explained := 0, 0, map[string]int{}
	for id := range oracleCases {
		c := g.testCase(id)
		theirs := ask(&c)
		d, why := c.ask(t)
		switch {
		case agree(d, theirs):
			if d.Allowed == Unknown {
				undecided++
			}
		case explanation(t, &c, d, theirs) != "":
			explained[explanation(t, &c, d, theirs)]++
		default:
			if unexplained++; unexplained <= 5 {
				t.Errorf("we say %v (denied: %v), they say %s\n%s\n%+v", d.Allowed, d.Denied, theirs, &c, why)
			}
		}
	}
	t.Logf("%d cases: %d differ without explanation, %d undecided by us, explained: %v", oracleCases, unexplained, undecided, explained)
	if undecided > oracleCases/50 {
		t.Errorf("%d of %d cases undecided", undecided, oracleCases)
	}
	for _, name := range []string{ignoresVersion, silentSession, literalEscapes, shortARN} {
		if explained[name] == 0 {
			t.Errorf("no case differs because of %q: has it been mended?", name)
		}
	}
}

// agree says whether the oracle's word lies within our bounds.
func agree(d Decision, theirs string) bool {
	allowed, denied := truth(theirs == "Allowed"), truth(theirs == "ExplicitlyDenied")
	within := func(ours, theirs Truth) bool { return ours == Unknown || ours == theirs }
	return within(d.Allowed, allowed) && within(d.Denied, denied)
}

// The differences that random cases meet. Those that they can't meet are in TestOracleDivergences alone.
const (
	ignoresVersion = "takes variables for variables in every version of the policy language"
	silentSession  = "a session policy that is silent overrides a resource policy that names the session, or everybody"
	literalEscapes = "${*} stands for itself where * is no wildcard"
	shortARN       = "a * at the end of an ARN's part does not run across colons"
)

// explanation names the known divergence that explains a difference: what differs goes away when the case is written so that
// the divergence can't matter.
func explanation(t *testing.T, c *testCase, d Decision, theirs string) string {
	t.Helper()
	if strings.Contains(c.String(), "us-*:key") {
		return shortARN
	}
	if strings.Contains(c.String(), `"${*}"`) {
		return literalEscapes
	}
	modern := c.clone(t)
	for _, w := range modern.documents() {
		w.Policy["Version"] = "2012-10-17"
	}
	if m, _ := modern.ask(t); agree(m, theirs) && m != d {
		return ignoresVersion
	}
	if c.Session != nil && d.Allowed == Yes && theirs == "ImplicitlyDenied" {
		r, p := c.build(t)
		e := evaluation{r: &r, p: p}
		if e.identity("", p.Session[0]).allow != Yes {
			return silentSession
		}
	}
	return ""
}

// TestOracleDivergences shows each known difference between the oracle and what AWS documents, one case each. When the oracle
// learns better its case fails, and the entry, with what was made for it, goes.
func TestOracleDivergences(t *testing.T) {
	ask := oracle(t)
	policyOf := func(text string) written {
		var doc map[string]any
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		return written{"p", doc}
	}
	list := func(texts ...string) []written {
		var all []written
		for _, text := range texts {
			all = append(all, policyOf(text))
		}
		return all
	}
	one := func(text string) *written { w := policyOf(text); return &w }
	user, role := asUser(), Principal{Kind: RoleSession, ARN: "arn:aws:iam::111122223333:role/Auditor", Account: ours, Session: "s"}
	allowed, ignored := "Allowed", "ImplicitlyDenied"
	for name, c := range map[string]struct {
		testCase
		ours   Truth
		theirs string
	}{
		"its outer engine drops the encryption context": {
			testCase{
				Engine: "public", who: user, Action: "kms:Decrypt", Resource: keyARN,
				Context:  map[string]any{"kms:EncryptionContext:aws:cloudtrail:arn": trailARN},
				Identity: list(statementText("Allow", "kms:*", "*", "")),
				ResourcePolicy: one(statementText("Allow", "kms:Decrypt", "*", `,"Principal":{"AWS":"111122223333"},"Condition":{"StringEquals":{`+
					`"kms:EncryptionContext:aws:cloudtrail:arn":"`+trailARN+`"}}`)),
			}, Yes, ignored,
		},
		"its unsafe engine fails on a resource policy": {
			testCase{
				Engine: "unsafe", who: user, Action: "s3:GetObject", Resource: object,
				ResourcePolicy: one(statementText("Allow", "s3:*", "*", `,"Principal":{"AWS":"`+alice+`"}`)),
			}, Yes, "error",
		},
		ignoresVersion: {
			testCase{
				who: user, Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/alice", Context: map[string]any{"aws:username": "alice"},
				Identity: list(`{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::logs/${aws:username}"}}`),
			}, No, allowed,
		},
		silentSession: {
			testCase{
				who: role, Action: "s3:GetObject", Resource: object, Session: one(statementText("Allow", "iam:*", "*", "")),
				ResourcePolicy: one(statementText("Allow", "s3:*", "*", `,"Principal":{"AWS":"arn:aws:sts::111122223333:assumed-role/Auditor/s"}`)),
			}, Yes, ignored,
		},
		"the root user has no permissions of its own": {
			testCase{who: Principal{Kind: Root, Account: ours}, Action: "s3:GetObject", Resource: object}, Yes, ignored,
		},
		"SCPs bind whomever the caller says": {
			testCase{
				who: asCloudTrail(), Action: "s3:PutObject", Resource: object, SCPs: [][]written{list(statementText("Allow", "iam:*", "*", ""))},
				ResourcePolicy: one(statementText("Allow", "s3:*", "*", `,"Principal":{"Service":"cloudtrail.amazonaws.com"}`)),
			}, Yes, ignored,
		},
		"it derives no keys": {
			testCase{
				who: user, Action: "s3:GetObject", Resource: object, Context: map[string]any{},
				Identity: list(statementText("Allow", "s3:*", "*", `,"Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}`)),
			}, Yes, ignored,
		},
		shortARN: {
			testCase{
				who: user, Action: "s3:GetObject", Resource: "arn:aws:s3:::logs/x", Identity: list(statementText("Allow", "s3:*", "arn:aws:s*:logs/x", "")),
			}, Unknown, ignored,
		},
		literalEscapes: {
			testCase{
				who: user, Action: "s3:GetObject", Resource: object, Context: map[string]any{"aws:PrincipalTag/team": "*"},
				Identity: list(statementText("Allow", "s3:*", "*", `,"Condition":{"StringEquals":{"aws:PrincipalTag/team":"${*}"}}`)),
			}, Yes, ignored,
		},
		"it knows no ACLs": {
			testCase{who: Principal{Kind: Anonymous}, Anonymous: true, Action: "s3:ListBucket", Resource: bucket}, Yes, ignored,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.Principal, c.Owner = c.who.sent(), ours
			if c.Context == nil {
				c.Context = map[string]any{}
			}
			r, p := c.build(t)
			switch name {
			case "it derives no keys":
				r.Context = r.Context.With(map[string]Value{"aws:PrincipalAccount": Single(ours)})
			case "it knows no ACLs":
				p.Bucket = &Bucket{ACL: []ACLGrant{{allUsers, "READ"}}}
			}
			d := Decide(&r, p)
			if theirs := ask(&c.testCase); d.Allowed != c.ours || theirs != c.theirs {
				t.Errorf("we say %v, want %v; they say %s, used to say %s", d.Allowed, c.ours, theirs, c.theirs)
			}
		})
	}
}

// oracle starts the other evaluator and returns how to ask it.
func oracle(t *testing.T) func(*testCase) string {
	t.Helper()
	folder := os.Getenv("IAM_SIMULATE")
	if folder == "" {
		t.Fatal("IAM_SIMULATE must name the folder in which the oracle is installed: make e2e does it")
	}
	cmd := exec.CommandContext(t.Context(), "node", "testdata/oracle.cjs", folder)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	write, read := json.NewEncoder(in), json.NewDecoder(bufio.NewReader(out))
	return func(c *testCase) string {
		var reply struct {
			ID              int
			Decision, Error string
		}
		if err := write.Encode(c); err != nil {
			t.Fatal(err)
		}
		if err := read.Decode(&reply); err != nil {
			t.Fatal(err)
		}
		switch {
		case reply.ID != c.ID:
			t.Fatalf("the oracle answers %+v to\n%s", reply, c)
		case reply.Error != "" && c.Engine == "":
			t.Fatalf("the oracle says %s to\n%s", reply.Error, c)
		case reply.Error != "":
			return "error"
		}
		return reply.Decision
	}
}
