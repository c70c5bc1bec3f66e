package policy

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// statement puts one statement's members around a document.
func statement(members string) string {
	return `{"Version":"2012-10-17","Statement":[{` + members + `}]}`
}

func parsed(t *testing.T, raw string) Statement {
	t.Helper()
	doc, problems := Parse(raw)
	if doc == nil {
		t.Fatalf("%s\n%v", raw, problems)
	}
	return doc.Statements[0]
}

func TestNormalForm(t *testing.T) {
	for name, c := range map[string]struct {
		members string
		check   func(Statement) bool
	}{
		"strings become lists": {`"Effect":"Allow","Action":"s3:GetObject","Resource":"*"`, func(s Statement) bool {
			return slices.Equal(s.Actions, []string{"s3:GetObject"}) && slices.Equal(s.Resources, []string{"*"})
		}},
		"lists keep order and case": {`"Effect":"Allow","Action":["s3:Put*","S3:getobject"],"Resource":"*"`, func(s Statement) bool {
			return slices.Equal(s.Actions, []string{"s3:Put*", "S3:getobject"})
		}},
		"not elements": {`"Effect":"Deny","NotAction":"iam:*","NotResource":["a"],"NotPrincipal":"*"`, func(s Statement) bool {
			return s.NotActions[0] == "iam:*" && s.NotResources[0] == "a" && s.NotPrincipals[0].ID == "*" && len(s.Actions) == 0
		}},
		"bare star principal": {`"Effect":"Allow","Action":"*","Principal":"*"`, func(s Statement) bool {
			return s.Principals[0] == Principal{"*", "*", ""}
		}},
		"AWS star is not the bare star": {`"Effect":"Allow","Action":"*","Principal":{"AWS":"*"}`, func(s Statement) bool {
			return s.Principals[0] == Principal{"AWS", "*", ""}
		}},
		"account number and root are one": {
			`"Effect":"Allow","Action":"*","Principal":{"AWS":["111122223333","arn:aws-cn:iam::111122223333:root"]}`,
			func(s Statement) bool {
				return s.Principals[0] == s.Principals[1] && s.Principals[0] == Principal{"AWS", "111122223333", "111122223333"}
			},
		},
		"role keeps its ARN": {`"Effect":"Allow","Action":"*","Principal":{"AWS":"arn:aws:iam::111122223333:role/x"}`, func(s Statement) bool {
			return s.Principals[0] == Principal{"AWS", "arn:aws:iam::111122223333:role/x", "111122223333"}
		}},
		"deleted principal": {`"Effect":"Allow","Action":"*","Principal":{"AWS":"AIDAEXAMPLE"}`, func(s Statement) bool {
			return s.Principals[0] == Principal{"AWS", "AIDAEXAMPLE", ""}
		}},
		"all kinds of principals": {
			`"Effect":"Allow","Action":"*","Principal":{"Service":["a.amazonaws.com","b.amazonaws.com"],"Federated":"x","CanonicalUser":"y"}`,
			func(s Statement) bool { return len(s.Principals) == 4 && s.Principals[1].Type == "Service" },
		},
		"condition keys in lower case": {`"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"AWS:SourceArn":"arn:X"}}`, func(s Statement) bool {
			c := s.Conditions[0]
			return c.Key == "aws:sourcearn" && c.Values[0] == "arn:X" && c.Operator == "StringEquals" && !c.IfExists && c.Qualifier == ""
		}},
		"operators in AWS's spelling": {`"Effect":"Allow","Action":"*","Condition":{"foranyvalue:stringlikeifexists":{"k":["a","b"]}}`, func(s Statement) bool {
			c := s.Conditions[0]
			return c.Operator == "StringLike" && c.IfExists && c.Qualifier == "ForAnyValue" && len(c.Values) == 2
		}},
		"values keep their literal": {
			`"Effect":"Allow","Action":"*","Condition":{"Bool":{"a":false},"NumericLessThan":{"b":1.20},"Null":{"c":"true"}}`,
			func(s Statement) bool {
				return s.Conditions[0].Values[0] == "false" && s.Conditions[1].Values[0] == "1.20" && s.Conditions[2].Operator == "Null"
			},
		},
		"one key in two cases is two conditions": {
			`"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"A":"1","a":"2"}}`,
			func(s Statement) bool { return len(s.Conditions) == 2 && s.Conditions[0].Key == s.Conditions[1].Key },
		},
		"empty list of values": {
			`"Effect":"Allow","Action":"*","Condition":{"StringEquals":{"a":[]}}`,
			func(s Statement) bool { return len(s.Conditions[0].Values) == 0 },
		},
		"offset": {`"Effect":"Allow","Action":"*"`, func(s Statement) bool { return s.Offset == 37 }},
	} {
		t.Run(name, func(t *testing.T) {
			if s := parsed(t, statement(c.members)); !c.check(s) {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestDocument(t *testing.T) {
	doc, problems := Parse(`{"Id":"x","Statement":{"Effect":"Deny","Action":"*"}}`)
	if doc == nil || doc.Version != "2008-10-17" || doc.ID != "x" || len(doc.Statements) != 1 {
		t.Errorf("got %+v, %v", doc, problems)
	}
	doc, _ = Parse(`{"Version":"2012-10-17","Statement":[]}`)
	if doc == nil || doc.Statements == nil {
		t.Errorf("an empty list of statements: %+v", doc)
	}
	// A list that is nil would be null in a snapshot.
	text, err := json.Marshal(parsed(t, statement(`"Effect":"Allow","Action":"*"`)))
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("%s %v", text, err)
	}
}

func TestProblems(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"empty":           {``, `byte 0: not JSON: the text ends where a value must stand`},
		"not JSON":        {`{"Version" "x"}`, `byte 11: not JSON: '"' stands where ":" must stand`},
		"truncated":       {`{"Statement":[{`, `byte 15: not JSON: the text ends where a string must stand`},
		"two documents":   {`{"Statement":[]}{}`, `byte 16: not JSON: text after the end of the value`},
		"not an object":   {`[]`, `byte 0: an array stands where an object must stand`},
		"no statement":    {`{}`, `byte 0: "Statement" is missing`},
		"version":         {`{"Version":"2012-10-18","Statement":[]}`, `byte 11: Version: "2012-10-18" is not a version of the policy language`},
		"repeated name":   {`{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*"}]}`, `byte 31: Statement[0]: the name "Effect" stands twice`},
		"unknown element": {`{"Statements":[],"Statement":[]}`, `byte 1: unknown element "Statements" (did you mean Statement?)`},
		"unknown in statement": {
			statement(`"Effect":"Allow","Actions":"*","Action":"*"`),
			`byte 55: Statement[0]: unknown element "Actions" (did you mean Action?)`,
		},
		"effect":             {statement(`"Effect":"allow","Action":"*"`), `byte 47: Statement[0].Effect: "allow" is neither Allow nor Deny`},
		"no effect":          {statement(`"Action":"*"`), `byte 37: Statement[0]: "Effect" is missing`},
		"no action":          {statement(`"Effect":"Allow"`), `byte 37: Statement[0]: "Action" and "NotAction" are both missing`},
		"both actions":       {statement(`"Effect":"Allow","Action":"*","NotAction":"*"`), `byte 80: Statement[0]: "Action" and "NotAction" stand together`},
		"action type":        {statement(`"Effect":"Allow","Action":1`), `byte 64: Statement[0].Action: a number stands where a string or a list of strings must stand`},
		"action in list":     {statement(`"Effect":"Allow","Action":[true]`), `byte 65: Statement[0].Action[0]: a boolean stands where a string must stand`},
		"empty actions":      {statement(`"Effect":"Allow","Action":[]`), `byte 64: Statement[0].Action: the list is empty`},
		"not an action":      {statement(`"Effect":"Allow","Action":"s3"`), `byte 64: Statement[0].Action: "s3" is not an action (service:name)`},
		"principal text":     {statement(`"Effect":"Allow","Action":"*","Principal":"111122223333"`), `byte 80: Statement[0].Principal: "111122223333" is not a principal ("*" or an object)`},
		"principal type":     {statement(`"Effect":"Allow","Action":"*","Principal":{"Aws":"*"}`), `byte 81: Statement[0].Principal: unknown element "Aws" (did you mean AWS?)`},
		"empty principal":    {statement(`"Effect":"Allow","Action":"*","Principal":{}`), `byte 80: Statement[0].Principal: the object is empty`},
		"operator":           {statement(`"Effect":"Allow","Action":"*","Condition":{"StringEqual":{"a":"b"}}`), `byte 81: Statement[0].Condition: unknown condition operator "StringEqual"`},
		"null if exists":     {statement(`"Effect":"Allow","Action":"*","Condition":{"NullIfExists":{"a":"true"}}`), `byte 81: Statement[0].Condition: unknown condition operator "NullIfExists"`},
		"condition value":    {statement(`"Effect":"Allow","Action":"*","Condition":{"Bool":{"a":null}}`), `byte 93: Statement[0].Condition.Bool.a: null stands where a string, a boolean or a number must stand`},
		"condition block":    {statement(`"Effect":"Allow","Action":"*","Condition":{"Bool":"x"}`), `byte 88: Statement[0].Condition.Bool: a string stands where an object must stand`},
		"statement type":     {`{"Statement":"x"}`, `byte 13: Statement: a string stands where an array must stand`},
		"sid type":           {statement(`"Sid":1,"Effect":"Allow","Action":"*"`), `byte 44: Statement[0].Sid: a number stands where a string must stand`},
		"the first is first": {statement(`"Sid":1,"Effect":"x"`), `byte 37: Statement[0]: "Action" and "NotAction" are both missing`},
	} {
		t.Run(name, func(t *testing.T) {
			doc, problems := Parse(c.raw)
			if doc != nil || len(problems) == 0 || problems[0].String() != c.want {
				t.Errorf("got %v and %v, want %s", doc, problems, c.want)
			}
		})
	}
}

// TestReference reads the real documents of the reference system.
func TestReference(t *testing.T) {
	for _, name := range []string{"bucket-policy.json", "key-policy.json"} {
		raw, err := os.ReadFile("../testdata/accounts/reference/" + name)
		if err != nil {
			t.Fatal(err)
		}
		doc, problems := Parse(string(raw))
		if doc == nil || len(doc.Statements) != 2 {
			t.Fatalf("%s: %v", name, problems)
		}
		for _, s := range doc.Statements {
			if !strings.HasPrefix(string(raw)[s.Offset:], "{\n      \"Sid\": \""+s.Sid) {
				t.Errorf("%s: statement %s does not begin at byte %d", name, s.Sid, s.Offset)
			}
		}
	}
}

// FuzzParse demands of any text: a document or problems, never both, never a panic; places inside the text; and a document
// that survives being written and read in its normal form.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		statement(`"Sid":"a","Effect":"Allow","Principal":{"AWS":["*","111122223333"]},"Action":["s3:*"],"Resource":"*","Condition":{"ForAnyValue:StringLikeIfExists":{"aws:x":["a",1,true]}}`),
		statement(`"Effect":"Deny","NotPrincipal":"*","NotAction":"*","NotResource":[]`),
		`{"Statement":{}}`, `{"Statement":[{"Effect":"Deny","Effect":"Allow"}]}`, `{`, "\xff", `{"Statement":[` + strings.Repeat("[", 300),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		doc, problems := Parse(raw)
		if (doc == nil) == (len(problems) == 0) {
			t.Fatalf("a document (%v) and problems %v", doc, problems)
		}
		for i, p := range problems {
			if p.Offset < 0 || p.Offset > len(raw) || i > 0 && problems[i-1].Offset > p.Offset {
				t.Fatalf("problem %v is out of place in %q", p, raw)
			}
		}
		if doc == nil {
			return
		}
		for _, s := range doc.Statements {
			if s.Offset >= len(raw) || raw[s.Offset] != '{' {
				t.Fatalf("no statement begins at byte %d of %q", s.Offset, raw)
			}
			if s.Effect != "Allow" && s.Effect != "Deny" {
				t.Fatalf("effect %q", s.Effect)
			}
		}
	})
}
