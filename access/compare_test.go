package access

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"trailproof/policy"
)

func document(t testing.TB, text string) *policy.Document {
	t.Helper()
	doc, problems := policy.Parse(text)
	if doc == nil {
		t.Fatalf("%v: %s", problems, text)
	}
	return doc
}

func TestCompare(t *testing.T) {
	read := `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*"}`
	for name, c := range map[string]struct {
		kind     PolicyKind
		old, now string
		want     Verdict
		witness  string
		resource string
	}{
		"the same":            {kind: OfIdentity, old: read, now: read, want: Proved},
		"another order":       {kind: OfIdentity, old: read + "," + tlsOnly, now: tlsOnly + "," + read, want: Proved},
		"less":                {kind: OfIdentity, old: read, now: strings.Replace(read, "logs/*", "logs/AWSLogs/*", 1), want: Proved},
		"more":                {kind: OfIdentity, old: strings.Replace(read, "logs/*", "logs/AWSLogs/*", 1), now: read, want: Violated, witness: "s3:GetObject arn:aws:s3:::logs/"},
		"another action":      {kind: OfIdentity, old: read, now: strings.Replace(read, "GetObject", "Get*", 1), want: Violated, witness: "s3:GetObjectVersion"},
		"spelt otherwise":     {kind: OfIdentity, old: read, now: strings.Replace(read, `"s3:GetObject"`, `["S3:getobject","s3:GetObject"]`, 1), want: Proved},
		"in two":              {kind: OfIdentity, old: strings.Replace(read, `"s3:GetObject"`, `["s3:GetObject","s3:PutObject"]`, 1), now: read + "," + strings.Replace(read, "Get", "Put", 1), want: Proved},
		"an exception gone":   {kind: OfIdentity, old: read + `,{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::logs/secret/*"}`, now: read, want: Violated, witness: "arn:aws:s3:::logs/secret/"},
		"a condition":         {kind: OfIdentity, old: read, now: strings.Replace(read, `"Effect"`, `"Condition":{"Bool":{"aws:SecureTransport":"true"}},"Effect"`, 1), want: Proved},
		"a condition gone":    {kind: OfIdentity, now: read, old: strings.Replace(read, `"Effect"`, `"Condition":{"Bool":{"aws:SecureTransport":"true"}},"Effect"`, 1), want: Violated, witness: "aws:securetransport=false"},
		"a key of KMS":        {kind: OfIdentity, old: read, now: read + `,{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}`, want: Violated, witness: "kms:Decrypt"},
		"the same variable":   {kind: OfIdentity, old: `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}/*"},` + read, now: `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}/*"},` + strings.Replace(read, "logs/*", "logs/a*", 1), want: Proved},
		"another variable":    {kind: OfIdentity, old: `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::home/${aws:username}/*"}`, now: `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::home/${aws:PrincipalTag/team}/*"}`, want: Violated, witness: "arn:aws:s3:::home/sample/"},
		"a wider boundary":    {kind: OfBoundary, old: read, now: strings.Replace(read, `"s3:GetObject"`, `"*"`, 1), want: Violated, witness: "arn:aws:s3:::logs/"},
		"an SCP with a hole":  {kind: OfSCP, old: `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"cloudtrail:*","Resource":"*"}`, now: `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":["cloudtrail:StopLogging"],"Action2":1,"Resource":"*"}`, want: Violated, witness: "cloudtrail:StopLogging"},
		"an RCP that is gone": {kind: OfRCP, old: `{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-ours"}}}`, now: `{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-ours"}}}`, want: Violated, witness: "anonymous s3:"},
		"a bucket opened":     {kind: OfBucket, old: strings.Replace(read, `"Effect"`, `"Principal":{"AWS":"111122223333"},"Effect"`, 1), now: strings.Replace(read, `"Effect"`, `"Principal":{"AWS":["111122223333","444455556666"]},"Effect"`, 1), want: Violated, witness: "arn:aws:iam::444455556666:"},
		"a bucket elsewhere":  {kind: OfBucket, old: read, now: strings.Replace(read, `"Effect"`, `"Principal":"*","Effect"`, 1), resource: "arn:aws:s3:::logs/../x", want: Violated, witness: "anonymous"},
		"a bucket of another": {kind: OfBucket, old: read, now: strings.Replace(read, `"Effect"`, `"Principal":"*","Effect"`, 1), resource: "arn:aws:s3:::other/*", want: Proved},
		"a user who was denied": {
			kind: OfBucket, old: `{"Effect":"Deny","Principal":{"AWS":"` + alice + `"},"Action":"s3:*","Resource":"*"}`, now: tlsOnly, want: Violated, witness: alice,
		},
		"the own account": {
			kind: OfBucket, old: tlsOnly, now: `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:GetObject","Resource":"*"},` + tlsOnly, want: Proved, // which identity policies allow, too
		},
		"a key delegated":     {kind: OfKey, old: `{"Effect":"Allow","Principal":{"AWS":"` + alice + `"},"Action":"kms:*","Resource":"*"}`, now: consoleKey, want: Violated, witness: "kms:"},
		"a star for services": {kind: OfKey, old: consoleKey, now: strings.Replace(consoleKey, `"kms:ReEncryptFrom"`, `"kms:decrypt"`, 1), want: Proved},
		"a role trusted":      {kind: OfTrust, old: `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}`, now: `{"Effect":"Allow","Principal":{"AWS":["111122223333","444455556666"]},"Action":"sts:AssumeRole"}`, want: Violated, witness: "444455556666"},
		"a role with an id":   {kind: OfTrust, now: `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}`, old: `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}`, want: Proved},
		"for another provider": {
			kind: OfTrust, old: `{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:aud":"x"}}}`,
			now: `{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"accounts.google.com:aud":"x*"}}}`, want: Violated, witness: "accounts.google.com:aud=x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.now = strings.Replace(c.now, `"Action2":1,`, "", 1)
			p, err := Compare(document(t, statements(c.old)), document(t, statements(c.now)), Comparison{Kind: c.kind, Account: ours, Resource: c.resource})
			if err != nil {
				t.Fatal(err)
			}
			said := ""
			if p.Witness != nil {
				said = p.Witness.String()
			}
			if p.Verdict != c.want || !strings.Contains(said, c.witness) {
				t.Errorf("%s, want %s; open %q; witness %s, want %q", p.Verdict, c.want, p.Open, said, c.witness)
			}
		})
	}
}

// TestComparisonsByBruteForce changes random policies, and holds what Compare says against random requests.
func TestComparisonsByBruteForce(t *testing.T) { compareByBruteForce(t, 5, 800, 60) }

func compareByBruteForce(t *testing.T, seed uint64, trials, requests int) {
	t.Helper()
	g := newGenerator(seed)
	count := map[Verdict]int{}
	for range trials {
		c := testCase{Action: "s3:GetObject", Resource: objects[g.IntN(3)], Owner: ours, who: pick(g, principals...)}
		old := g.policy("old", c, true)
		now := written{"new", map[string]any{"Statement": slices.Clone(statementsOf(&old))}}
		if v, ok := old.Policy["Version"]; ok {
			now.Policy["Version"] = v
		}
		list := statementsOf(&now)
		switch at := g.IntN(len(list)); g.IntN(4) {
		case 0:
			now.Policy["Statement"] = append(list, g.statement(7, c, true))
		case 1:
			now.Policy["Statement"] = slices.Delete(list, at, at+1)
		case 2:
			s := map[string]any{}
			for k, v := range list[at].(map[string]any) {
				s[k] = v
			}
			delete(s, "Condition")
			list[at] = s
		default:
			list[at] = g.statement(7, c, true)
		}
		text := func(w written) string {
			raw, err := json.Marshal(w.Policy)
			if err != nil {
				t.Fatal(err)
			}
			return string(raw)
		}
		before, after := document(t, text(old)), document(t, text(now))
		p, err := Compare(before, after, Comparison{Kind: OfBucket, Account: ours, Actions: []string{c.Action}, Resource: "arn:aws:s3:::logs/*"})
		if err != nil {
			t.Fatal(err)
		}
		count[p.Verdict]++
		if (p.Witness != nil) != (p.Verdict == Violated) {
			t.Fatalf("%s with witness %v", p.Verdict, p.Witness)
		}
		with := func(p *Policies, doc *policy.Document) *Policies {
			q := *p
			q.Resource = NewPolicy("x", doc)
			return &q
		}
		if w := p.Witness; w != nil {
			if Decide(&w.Request, with(w.Policies, after)).Allowed != Yes || Decide(&w.Request, with(w.Policies, before)).Allowed != No {
				t.Fatalf("the witness %s is not one\n%s\n%s", w, text(old), text(now))
			}
			continue
		}
		if p.Verdict != Proved {
			continue
		}
		all := World{Owner: ours}
		for _, who := range principals {
			if who.Account == ours {
				all.Own = append(all.Own, Own{Principal: who, Identity: []*Policy{allows("all")}}, Own{Principal: who})
			}
		}
		tr := trial{world: all, claim: Claim{Who: "principal", Actions: []string{c.Action}, On: []string{"arn:aws:s3:::logs/*"}}}
		on := newResource("arn:aws:s3:::logs/*", false)
		for range requests {
			r, ps := g.request(&tr)
			if on.match(&r) == Yes && Decide(&r, with(ps, after)).Allowed == Yes && Decide(&r, with(ps, before)).Allowed == No {
				t.Fatalf("proved, and yet %+v\n%s\n%s", r, text(old), text(now))
			}
		}
	}
	t.Log(count)
	if count[Proved] < trials/10 || count[Violated] < trials/10 || count[Undecided] > trials/5 {
		t.Errorf("the trials are one-sided: %v", count)
	}
}
