package access

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"trailproof/policy"
)

// The world in which cases play: two accounts with users and roles, a log bucket and a key, and the keys that policies about
// them ask for.
const (
	ours   = "111122223333"
	theirs = "444455556666"
)

// written is a policy as JSON.
type written struct {
	Name   string         `json:"name"`
	Policy map[string]any `json:"policy"`
}

// testCase is a request with the policies that bear on it, in the form that oracle.cjs reads.
type testCase struct {
	ID                int            `json:"id"`
	Principal         string         `json:"principal"`
	Anonymous         bool           `json:"anonymous"`
	Action            string         `json:"action"`
	Resource          string         `json:"resource"`
	Owner             string         `json:"owner"`
	Context           map[string]any `json:"context"`
	Identity          []written      `json:"identity"`
	Session           *written       `json:"session,omitempty"`
	Boundary          *written       `json:"boundary,omitempty"`
	SCPs              [][]written    `json:"scps,omitempty"`
	RCPs              [][]written    `json:"rcps,omitempty"`
	Endpoint          *written       `json:"endpoint,omitempty"`
	ResourcePolicy    *written       `json:"resourcePolicy,omitempty"`
	BlockPublicAccess bool           `json:"blockPublicAccess"`
	Engine            string         `json:"engine,omitempty"` // "public" or "unsafe": the outer engines of the oracle
	who               Principal
}

// generator makes cases. The same seed makes the same ones.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) generator { return generator{rand.New(rand.NewPCG(seed, 1))} }

func (g generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

var objects = []string{
	"arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/15/a.json.gz",
	"arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail-Digest/x",
	"arn:aws:s3:::logs/a:b:c", "arn:aws:s3:::logs/é/ü", "arn:aws:s3:::logs-other/AWSLogs/1",
}

const (
	keyARN   = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"
	trailARN = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"
)

var principals = []Principal{
	{Kind: User, ARN: "arn:aws:iam::111122223333:user/alice", Account: ours},
	{Kind: User, ARN: "arn:aws:iam::444455556666:user/bob", Account: theirs},
	{Kind: RoleSession, ARN: "arn:aws:iam::111122223333:role/Auditor", Account: ours, Session: "s1"},
	{Kind: RoleSession, ARN: "arn:aws:iam::444455556666:role/Reader", Account: theirs, Session: "s2"},
	{Kind: FederatedUser, ARN: "arn:aws:iam::111122223333:user/alice", Account: ours, Session: "fed"},
	{Kind: Service, ARN: "cloudtrail.amazonaws.com"},
	{Kind: Anonymous},
}

// sent is how the principal signs a request.
func (p Principal) sent() string {
	switch p.Kind {
	case RoleSession:
		return fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/%s", p.Account, p.name(), p.Session)
	case FederatedUser:
		return fmt.Sprintf("arn:aws:sts::%s:federated-user/%s", p.Account, p.Session)
	case Root:
		return fmt.Sprintf("arn:aws:iam::%s:root", p.Account)
	case Anonymous, User, Service, Federated:
	}
	return p.ARN
}

// testCase makes one.
func (g generator) testCase(id int) (c testCase) {
	who := pick(g, principals...)
	c = testCase{ID: id, Principal: who.sent(), Anonymous: who.Kind == Anonymous, Owner: ours, who: who}
	switch g.IntN(10) {
	case 0, 1, 2, 3, 4:
		c.Action, c.Resource = pick(g, "s3:GetObject", "s3:PutObject", "s3:DeleteObject"), pick(g, objects...)
	case 5:
		c.Action, c.Resource = pick(g, "s3:ListBucket", "s3:PutBucketPolicy"), pick(g, "arn:aws:s3:::logs", "arn:aws:s3:::logs-other")
	case 6, 7, 8:
		c.Action, c.Resource = pick(g, "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:PutKeyPolicy"), keyARN
	default:
		c.Action, c.Resource = pick(g, "cloudtrail:StopLogging", "cloudtrail:DeleteTrail"), trailARN
	}
	if c.Anonymous && !strings.HasPrefix(c.Action, "s3:") {
		return g.testCase(id) // other services take no requests without a signature
	}
	c.Context = g.context(who)
	for range g.IntN(3) {
		c.Identity = append(c.Identity, g.policy("identity", c, false))
	}
	if who.Kind == Service || who.Kind == Anonymous {
		c.Identity = nil
	}
	defer func() {
		if who.Kind == FederatedUser && c.Session == nil {
			c.Identity = nil // without a session policy they are worth nothing, which the oracle leaves to its caller
		}
	}()
	named := who.Kind == User || who.Kind == RoleSession
	if named && g.chance(30) {
		p := g.policy("boundary", c, false)
		c.Boundary = &p
	}
	if who.Kind == RoleSession && g.chance(20) || who.Kind == FederatedUser && g.chance(70) {
		p := g.policy("session", c, false)
		c.Session = &p
	}
	if (named || who.Kind == FederatedUser) && g.chance(20) {
		for range 1 + g.IntN(2) {
			level := []written{}
			if g.chance(70) {
				level = append(level, allowAll("FullAWSAccess"))
			}
			if g.chance(60) {
				level = append(level, g.policy("scp", c, false))
			}
			if len(level) == 0 {
				level = append(level, allowAll("FullAWSAccess"))
			}
			c.SCPs = append(c.SCPs, level)
		}
	}
	if !strings.HasPrefix(c.Action, "cloudtrail:") {
		if g.chance(15) {
			c.RCPs = [][]written{{g.denials(c)}}
		}
		if g.chance(80) {
			p := g.policy("resource policy", c, true)
			c.ResourcePolicy = &p
		}
	}
	if g.chance(5) {
		p := g.policy("endpoint", c, true)
		c.Endpoint = &p
	}
	return c
}

func allowAll(name string) written {
	return written{name, map[string]any{
		"Version":   "2012-10-17",
		"Statement": []any{map[string]any{"Effect": "Allow", "Action": "*", "Resource": "*"}},
	}}
}

// context makes the keys that the request has. Those that AWS derives are right.
func (g generator) context(who Principal) map[string]any {
	keys := map[string]any{
		"aws:SecureTransport": pick(g, "true", "true", "false"),
		"aws:CurrentTime":     pick(g, "2026-03-15T12:00:00Z", "2025-01-01T00:00:00Z"),
	}
	some := func(percent int, key string, values ...any) {
		if g.chance(percent) {
			keys[key] = pick(g, values...)
		}
	}
	if who.Account != "" {
		keys["aws:PrincipalArn"], keys["aws:PrincipalAccount"] = who.ARN, who.Account
		keys["kms:CallerAccount"] = who.Account
		keys["aws:PrincipalIsAWSService"] = "false"
		some(60, "aws:PrincipalOrgID", "o-ours", "o-theirs")
		some(40, "aws:PrincipalOrgPaths", []string{"o-ours/r-1/ou-1/"}, []string{"o-ours/r-1/", "o-theirs/r-2/"}, []string{})
		some(40, "aws:PrincipalTag/team", "audit", "logs", "*", "")
		some(30, "aws:MultiFactorAuthAge", "300", "3600", "1.50")
	}
	if who.Kind == User {
		keys["aws:username"] = who.name()
	}
	if who.Kind == Service {
		keys["aws:PrincipalIsAWSService"] = "true"
		some(80, "aws:SourceArn", trailARN, "arn:aws:cloudtrail:us-east-1:444455556666:trail/main", "not an arn")
		some(60, "aws:SourceAccount", ours, theirs)
		some(50, "s3:x-amz-acl", "bucket-owner-full-control", "private")
	} else {
		some(60, "aws:SourceIp", "203.0.113.7", "10.1.2.3", "2001:db8::1")
		some(20, "aws:SourceVpce", "vpce-1", "vpce-2")
	}
	some(40, "kms:EncryptionContext:aws:cloudtrail:arn", trailARN, "arn:aws:cloudtrail:eu-west-1:444455556666:trail/x")
	some(30, "kms:ViaService", "s3.us-east-1.amazonaws.com", "ec2.us-east-1.amazonaws.com")
	some(20, "aws:TagKeys", []string{"a"}, []string{"a", "B"}, []string{"A", "c"})
	some(20, "s3:TlsVersion", "1.2", "1.3", "1.1")
	return keys
}

// policy makes a policy of one to three statements.
func (g generator) policy(name string, c testCase, ofResource bool) written {
	statements := []any{}
	for i := range 1 + g.IntN(3) {
		statements = append(statements, g.statement(i, c, ofResource))
	}
	doc := map[string]any{"Statement": statements}
	if g.chance(90) {
		doc["Version"] = "2012-10-17"
	} else if g.chance(50) {
		doc["Version"] = "2008-10-17"
	}
	return written{name, doc}
}

// denials makes an RCP.
func (g generator) denials(c testCase) written {
	s := g.statement(0, c, true)
	s["Effect"] = "Deny"
	delete(s, "NotPrincipal")
	s["Principal"] = "*"
	return written{"rcp", map[string]any{"Version": "2012-10-17", "Statement": []any{s}}}
}

func (g generator) statement(i int, c testCase, ofResource bool) map[string]any {
	s := map[string]any{"Sid": fmt.Sprintf("S%d", i), "Effect": pick(g, "Allow", "Allow", "Allow", "Deny")}
	service, _, _ := strings.Cut(c.Action, ":")
	action := func() any {
		return pick[any](g, c.Action, c.Action, strings.ToUpper(c.Action), service+":*", "*", c.Action[:len(c.Action)-3]+"*",
			[]string{c.Action, "iam:GetUser"}, []string{"iam:*", service + ":?et*"}, "iam:GetUser", service+":*Object", "s3:Get*")
	}
	if g.chance(90) {
		s["Action"] = action()
	} else {
		s["NotAction"] = action()
	}
	resource := func() any {
		return pick[any](g, "*", "*", c.Resource, "arn:aws:s3:::logs/*", []string{"arn:aws:s3:::logs", "arn:aws:s3:::logs/*"},
			"arn:aws:s3:::logs/AWSLogs/111122223333/*", "arn:aws:s3:::l?gs/*CloudTrail*", "arn:aws:s3:::logs/${aws:PrincipalTag/team}/*",
			"arn:aws:s3:::logs/AWSLogs/${aws:PrincipalAccount}/*", "arn:aws:s3:::*/AWSLogs/*", "arn:aws:kms:*:111122223333:key/*",
			"arn:aws:kms:us-*:key/*", "arn:*:s3:::logs/*", "arn:aws:s3:::logs/a:b*", "arn:aws:cloudtrail:*:*:trail/*",
			"arn:aws:s3:::logs/${aws:username, 'é'}/*")
	}
	if g.chance(93) {
		s["Resource"] = resource()
	} else {
		s["NotResource"] = resource()
	}
	if ofResource {
		if g.chance(93) {
			s["Principal"] = g.principal(c)
		} else {
			s["NotPrincipal"] = g.principal(c)
		}
	}
	if g.chance(60) {
		conditions := map[string]any{}
		for range 1 + g.IntN(2) {
			operator, key, value := g.condition()
			block, ok := conditions[operator].(map[string]any)
			if !ok {
				block = map[string]any{}
				conditions[operator] = block
			}
			block[key] = value
		}
		s["Condition"] = conditions
	}
	return s
}

func (g generator) principal(c testCase) any {
	who := c.who
	choices := []any{
		"*",
		map[string]any{"AWS": "*"},
		map[string]any{"AWS": ours},
		map[string]any{"AWS": "arn:aws:iam::444455556666:root"},
		map[string]any{"AWS": []string{"arn:aws:iam::111122223333:user/alice", "arn:aws:iam::444455556666:role/Reader"}},
		map[string]any{"Service": "cloudtrail.amazonaws.com"},
		map[string]any{"AWS": "AIDAEXAMPLEEXAMPLE"},
		map[string]any{"Service": []string{"config.amazonaws.com", "cloudtrail.amazonaws.com"}, "AWS": theirs},
	}
	switch who.Kind {
	case Service:
		choices = append(choices, map[string]any{"Service": who.ARN}, map[string]any{"Service": who.ARN})
	case Anonymous, Federated:
	case Root, User, RoleSession, FederatedUser:
		choices = append(choices, map[string]any{"AWS": who.ARN}, map[string]any{"AWS": who.ARN}, map[string]any{"AWS": who.sent()},
			map[string]any{"AWS": who.Account}, map[string]any{"AWS": []string{who.Account, who.ARN, who.sent()}})
	}
	return pick(g, choices...)
}

func (g generator) condition() (operator, key string, value any) {
	type choice struct {
		operators []string
		key       string
		values    []any
	}
	text := []string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
	arn := []string{"ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals", "StringLike", "StringEquals"}
	number := []string{
		"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
	}
	dates := []string{"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"}
	ch := pick(g, []choice{
		{[]string{"Bool"}, "aws:SecureTransport", []any{"false", "true", false, "FALSE"}},
		{[]string{"Bool"}, "aws:PrincipalIsAWSService", []any{"true", "false"}},
		{arn, "aws:SourceArn", []any{trailARN, "arn:aws:cloudtrail:*:111122223333:trail/*", []string{"arn:aws:cloudtrail:us-east-1:444455556666:trail/*", trailARN}, "*"}},
		{text, "aws:SourceAccount", []any{ours, []string{ours, theirs}, "1111*"}},
		{arn, "aws:PrincipalArn", []any{"arn:aws:iam::111122223333:role/Auditor", "arn:aws:iam::*:user/*", "arn:aws:iam::444455556666:*"}},
		{text, "aws:PrincipalOrgID", []any{"o-ours", "o-*", "O-OURS"}},
		{text, "AWS:PrincipalAccount", []any{ours, theirs, "${aws:PrincipalAccount}"}},
		{text, "kms:CallerAccount", []any{ours, theirs}},
		{arn, "kms:EncryptionContext:aws:cloudtrail:arn", []any{"arn:aws:cloudtrail:*:111122223333:trail/*", trailARN}},
		{text, "kms:ViaService", []any{"s3.us-east-1.amazonaws.com", "s3.*.amazonaws.com"}},
		{text, "s3:x-amz-acl", []any{"bucket-owner-full-control"}},
		{text, "aws:PrincipalTag/team", []any{"audit", "a*", "AUDIT", "${aws:username}", "${aws:username, 'audit'}", "${*}"}},
		{[]string{"IpAddress", "NotIpAddress"}, "aws:SourceIp", []any{"203.0.113.0/24", []string{"10.0.0.0/8", "2001:db8::/32"}, "203.0.113.7/32"}},
		{number, "aws:MultiFactorAuthAge", []any{"300", "1.5", "3599.99", 600}},
		{number, "s3:TlsVersion", []any{"1.2", "1.20", 1.3}},
		{dates, "aws:CurrentTime", []any{"2026-01-01T00:00:00Z", "2026-03-15T12:00:00Z", "2025-06-01"}},
		{[]string{"Null"}, pick(g, "aws:SourceArn", "aws:PrincipalOrgID", "kms:EncryptionContext:aws:cloudtrail:arn", "aws:username"), []any{"true", "false", true}},
		{text, pick(g, "aws:SourceVpce", "aws:username"), []any{"vpce-1", "alice", "*"}},
		{
			[]string{"ForAllValues:StringLike", "ForAnyValue:StringLike", "ForAllValues:StringEquals", "ForAnyValue:StringNotEquals", "ForAllValues:StringNotLike", "StringLike"},
			pick(g, "aws:PrincipalOrgPaths", "aws:TagKeys"),
			[]any{"o-ours/*", []string{"a", "b"}, "*", []string{"o-ours/r-1/ou-1/", "A"}},
		},
	}...)
	operator = pick(g, ch.operators...)
	if operator != "Null" && g.chance(15) {
		operator += "IfExists"
	}
	return operator, ch.key, pick(g, ch.values...)
}

// ask puts a case to our evaluator.
func (c *testCase) ask(t testing.TB) (Decision, []Match) {
	t.Helper()
	r, p := c.build(t)
	d, why := Explain(&r, p)
	if quick := Decide(&r, p); quick != d {
		t.Fatalf("Decide says %+v, Explain %+v: %s", quick, d, c)
	}
	return d, why
}

func (c *testCase) build(t testing.TB) (Request, *Policies) {
	t.Helper()
	read := func(w *written) *Policy {
		if w == nil {
			return nil
		}
		raw, err := json.Marshal(w.Policy)
		if err != nil {
			t.Fatal(err)
		}
		doc, problems := policy.Parse(string(raw))
		if doc == nil {
			t.Fatalf("%v: %s", problems, raw)
		}
		return NewPolicy(w.Name, doc)
	}
	list := func(ws []written) []*Policy {
		var all []*Policy
		for i := range ws {
			all = append(all, read(&ws[i]))
		}
		return all
	}
	p := &Policies{
		Identity: list(c.Identity), Boundary: read(c.Boundary), Endpoint: read(c.Endpoint), Resource: read(c.ResourcePolicy),
		CanonicalIDs: map[string]string{ours: "a", theirs: "b"},
	}
	if c.Session != nil {
		p.Session = []*Policy{read(c.Session)}
	}
	for _, level := range c.SCPs {
		p.SCPs = append(p.SCPs, list(level))
	}
	for _, level := range c.RCPs {
		p.RCPs = append(p.RCPs, list(level))
	}
	r := NewRequest(c.Action, c.Resource, c.Owner)
	r.Principal = c.who
	keys := map[string]Value{}
	for name, v := range c.Context {
		switch v := v.(type) {
		case string:
			keys[name] = Single(v)
		case []string:
			keys[name] = Multi(v...)
		}
	}
	r.Context = NewContext(false, keys)
	return r, p
}

func (c *testCase) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
