package access

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"trailproof/policy"
)

// trial is a random claim about a random bucket or key.
type trial struct {
	claim Claim
	world World
	texts []string // of the policies, for people
}

func (g generator) trial(t testing.TB) trial {
	t.Helper()
	c := testCase{Action: pick(g, "s3:GetObject", "s3:GetObject", "s3:PutObject"), Resource: objects[g.IntN(3)], Owner: ours, who: pick(g, principals...)}
	on := []string{"arn:aws:s3:::logs/AWSLogs/*", "arn:aws:s3:::logs/*", c.Resource, "arn:aws:s3:::l*/?*"}
	if g.chance(25) {
		c.Action, c.Resource = "kms:Decrypt", keyARN
		on = []string{keyARN}
	}
	w := World{Owner: ours}
	var texts []string
	read := func(p written) *Policy {
		raw, err := json.Marshal(p.Policy)
		if err != nil {
			t.Fatal(err)
		}
		doc, problems := policy.Parse(string(raw))
		if doc == nil {
			t.Fatalf("%v: %s", problems, raw)
		}
		texts = append(texts, p.Name+": "+string(raw))
		return NewPolicy(p.Name, doc)
	}
	w.Guard.Resource = read(g.policy("resource policy", c, true))
	switch c.Action {
	case "kms:Decrypt":
		w.Guard.GrantsUnseen = g.chance(2)
		if g.chance(30) {
			grant := Grant{
				ID: "g", Operations: []string{pick(g, "Decrypt", "Decrypt", "Encrypt")},
				Grantee: pick(g, "arn:aws:iam::444455556666:user/bob", "arn:aws:iam::111122223333:user/alice", "config.amazonaws.com", theirs),
			}
			pair := map[string]string{"aws:cloudtrail:arn": pick(g, trailARN, "arn:aws:cloudtrail:eu-west-1:444455556666:trail/x")}
			switch g.IntN(3) {
			case 0:
				grant.Equals = pair
			case 1:
				grant.Subset = pair
			}
			w.Guard.Grants = []Grant{grant}
		}
	default:
		if g.chance(40) {
			w.Guard.Bucket = &Bucket{
				ACL:      []ACLGrant{{pick(g, allUsers, authenticatedUsers, "b"), pick(g, "READ", "WRITE", "FULL_CONTROL")}},
				Enforced: pick(g, No, No, Yes, Unknown), IgnorePublicACLs: pick(g, No, Yes),
				RestrictPublicBuckets: pick(g, No, Yes), Public: pick(g, No, Yes),
			}
		}
	}
	if g.chance(30) {
		w.OwnSCPs = [][]*Policy{{read(g.policy("scp", c, false)), allows("FullAWSAccess")}}
	}
	if g.chance(10) {
		w.Guard.Endpoint = read(g.policy("endpoint", c, true))
	}
	if g.chance(15) {
		w.Guard.RCPs = [][]*Policy{{read(g.denials(c))}}
	}
	if g.chance(60) {
		w.Guard.CanonicalIDs = map[string]string{ours: "a", theirs: "b"}
	}
	if g.chance(20) {
		w.Organization = "o-ours"
	}
	for _, p := range principals[:5] {
		if p.Account == ours && p.Kind != FederatedUser && g.chance(50) {
			own := Own{Principal: p, Identity: []*Policy{read(g.policy("identity", c, false))}}
			if g.chance(30) {
				own.Boundary = read(g.policy("boundary", c, false))
			}
			own.Principal.Session = ""
			w.Own = append(w.Own, own)
		}
	}
	claim := pick(g,
		Claim{Who: "principal", Outside: []string{ours}},
		Claim{Who: "principal", Outside: []string{ours}, Except: []Exception{{Principal: "cloudtrail.amazonaws.com"}}},
		Claim{Who: "principal", Outside: []string{ours, theirs}},
		Claim{Who: "principal", Outside: []string{"o-ours"}},
		Claim{Who: "principal"},
		Claim{Who: "principal", Except: []Exception{{Principal: "arn:aws:iam::111122223333:user/alice"}, {Principal: "cloudtrail.amazonaws.com", For: []string{ours}}}},
		Claim{Who: "anonymous"},
		Claim{Who: "service"},
		Claim{Who: "principal", In: []string{theirs}},
	)
	claim.Actions = []string{c.Action}
	if g.chance(10) {
		claim.Actions = []string{c.Action[:len(c.Action)-pick(g, 2, 6)] + "*"}
	}
	claim.On = []string{pick(g, on...)}
	return trial{claim, w, texts}
}

// request makes a random request in the trial's world, with the policies that bear on it: what AWS sets is as AWS sets it.
func (g generator) request(tr *trial) (Request, *Policies) {
	p := tr.world.Guard
	others := append([]Principal{
		{Kind: User, ARN: "arn:aws:iam::777788889999:user/eve", Account: "777788889999"},
		{Kind: RoleSession, ARN: "arn:aws:iam::444455556666:role/Other", Account: theirs, Session: "s9"},
		{Kind: Root, ARN: "arn:aws:iam::444455556666:root", Account: theirs},
		{Kind: Service, ARN: "config.amazonaws.com"},
	}, principals...)
	who := pick(g, others...)
	if who.Account == ours && who.Kind != FederatedUser {
		if len(tr.world.Own) == 0 {
			who = others[0]
		} else {
			own := pick(g, tr.world.Own...)
			who = own.Principal
			if who.Kind == RoleSession {
				who.Session = pick(g, "s1", "zz")
			}
			p.Identity, p.Boundary, p.SCPs = own.Identity, own.Boundary, tr.world.OwnSCPs
		}
	}
	if who.Account != "" && who.Account != ours {
		p.Identity = []*Policy{allows("all")}
	}
	if who.Kind == FederatedUser {
		p.Session = []*Policy{allows("all")}
		p.SCPs = tr.world.OwnSCPs // all federated users here are ours
	}
	keys := map[string]Value{}
	for name, v := range g.context(who) {
		switch v := v.(type) {
		case string:
			keys[name] = Single(v)
		case []string:
			if name == "aws:PrincipalOrgPaths" && len(v) != 1 {
				continue
			}
			keys[name] = Multi(v...)
		}
	}
	keys["aws:ResourceAccount"], keys["aws:ViaAWSService"] = Single(ours), Single("false")
	delete(keys, "aws:PrincipalOrgPaths")
	delete(keys, "aws:PrincipalOrgID")
	if who.Account != "" {
		org := pick(g, "", "o-ours", "o-theirs", "o-ours2")
		if who.Account == ours && tr.world.Organization != "" {
			org = tr.world.Organization
		}
		if org != "" {
			keys["aws:PrincipalOrgID"] = Single(org)
			keys["aws:PrincipalOrgPaths"] = Multi(org + pick(g, "/r-1/ou-1/", "/r-1/", "/r-2/ou-7/"))
		}
	}
	if who.Kind == FederatedUser {
		keys["aws:PrincipalArn"] = Single(who.sent())
	}
	if v, ok := keys["aws:SourceArn"]; ok && (who.Kind != Service || v.values[0] == "not an arn") {
		delete(keys, "aws:SourceArn")
	}
	if who.Kind == Anonymous {
		keys["aws:PrincipalAccount"] = Single("anonymous")
	}
	if _, ok := keys["aws:SourceVpce"]; ok {
		delete(keys, "aws:SourceIp")
	}
	resource := pick(g, append(objects, "arn:aws:s3:::logs/AWSLogs/alice/x", "arn:aws:s3:::logs/AWSLogs/é/x", "arn:aws:s3:::logs/audit/x", "arn:aws:s3:::logs/AWSLogs/444455556666/")...)
	if tr.claim.On[0] == keyARN {
		resource = keyARN
	}
	action := tr.claim.Actions[0]
	for _, one := range []string{"s3:GetObject", "s3:PutObject", "kms:Decrypt"} {
		if strings.HasPrefix(one, strings.TrimSuffix(action, "*")) {
			action = one
		}
	}
	r := NewRequest(action, resource, ours)
	r.Principal, r.Context = who, NewContext(false, keys)
	return r, &p
}

func (tr *trial) String() string {
	claim, err := json.Marshal(tr.claim)
	if err != nil {
		return err.Error()
	}
	text := string(claim) + fmt.Sprintf(" org %q ids %v own", tr.world.Organization, tr.world.Guard.CanonicalIDs)
	for _, o := range tr.world.Own {
		text += " " + o.Principal.ARN
	}
	for _, t := range tr.texts {
		text += "\n" + t
	}
	return text
}

// bruteForce holds random proofs against random requests: what is proved none may violate, and a witness must replay.
func bruteForce(t *testing.T, seed uint64, trials, requests int) {
	t.Helper()
	g := newGenerator(seed)
	count := map[Verdict]int{}
	could := 0
	for range trials {
		tr := g.trial(t)
		proofs, err := Prove(&tr.claim, &tr.world)
		if err != nil {
			t.Fatal(err)
		}
		proof := proofs[0]
		count[proof.Verdict]++
		c, err := tr.claim.read()
		if err != nil {
			t.Fatal(err)
		}
		if w := proof.Witness; proof.Verdict == Violated {
			if d := Decide(&w.Request, w.Policies); d.Allowed != Yes || !c.covers(&w.Request) {
				t.Fatalf("the witness %+v is not one: %v\n%s", w.Request, d, &tr)
			}
		} else if w != nil {
			t.Fatalf("%s with a witness", proof.Verdict)
		}
		if (proof.Verdict == Undecided) != (len(proof.Open) > 0) {
			t.Fatalf("%s, and open is %q\n%s", proof.Verdict, proof.Open, &tr)
		}
		on := newResource(tr.claim.On[0], false)
		for range requests {
			r, p := g.request(&tr)
			if on.match(&r) != Yes || !c.covers(&r) {
				continue
			}
			d := Decide(&r, p)
			if d.Allowed == No {
				continue
			}
			if proof.Verdict == Proved {
				_, why := Explain(&r, p)
				t.Fatalf("proved, and yet %v for %+v\n%+v\n%s", d, r, why, &tr)
			}
			if d.Allowed == Yes && proof.Verdict == Undecided {
				could++
				break
			}
		}
	}
	t.Logf("%v, of the undecided %d have a random violation", count, could)
	if count[Proved] < trials/10 || count[Violated] < trials/10 {
		t.Errorf("the trials are one-sided: %v", count)
	}
	if count[Undecided] > trials/4 {
		t.Errorf("too much is undecided: %v", count)
	}
}

func TestProofsByBruteForce(t *testing.T) { bruteForce(t, 21, 1_500, 60) }
