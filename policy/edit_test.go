package policy

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const (
	pretty = `{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "A",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {
                "stringequals": {
                    "AWS:SourceArn": "arn:x"
                }
            }
        },
        {
            "Sid": "B",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["s3:*"],
            "Resource": "*"
        }
    ]
}`
	dense  = `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
	spaced = `{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}`
	added  = `{"Sid":"New","Effect":"Deny","Action":["s3:Put*","s3:Delete*"],"Resource":"<&>"}`
)

func TestEdit(t *testing.T) {
	insert := func(raw string) (string, error) { return Insert(raw, added) }
	for name, c := range map[string]struct {
		edit func(string) (string, error)
		raw  string
		want string
	}{
		"insert dense":    {insert, dense, strings.TrimSuffix(dense, "]}") + "," + added + "]}"},
		"insert empty":    {insert, "", `{"Version":"2012-10-17","Statement":[` + added + `]}`},
		"insert in empty": {insert, `{"Statement":[ ]}`, `{"Statement":[` + added + `]}`},
		"insert beside one": {
			insert, spaced, `{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, ` + added + `]}`,
		},
		"insert pretty": {insert, pretty, strings.TrimSuffix(pretty, "\n    ]\n}") + `,
        {
            "Sid": "New",
            "Effect": "Deny",
            "Action": [
                "s3:Put*",
                "s3:Delete*"
            ],
            "Resource": "<&>"
        }
    ]
}`},
		"the same content under another name": {
			func(raw string) (string, error) {
				return Insert(raw, `{"Sid":"Z","Effect":"Allow","Action":["s3:*"],"Resource":["*"]}`)
			}, dense, dense,
		},
		"replace": {
			func(raw string) (string, error) { return Replace(raw, 0, added) }, dense, `{"Version":"2012-10-17","Statement":[` + added + `]}`,
		},
		"replace the only one": {
			func(raw string) (string, error) { return Replace(raw, 0, added) }, spaced, `{"Statement": ` + added + `}`,
		},
		"remove the first": {func(raw string) (string, error) { return Remove(raw, 0) }, pretty, cut(pretty, `{
            "Sid": "A"`, `{
            "Sid": "B"`)},
		"remove the last": {func(raw string) (string, error) { return Remove(raw, 1) }, pretty, cut(pretty, `,
        {
            "Sid": "B"`, "\n    ]\n}")},
		"remove the only one": {func(raw string) (string, error) { return Remove(raw, 0) }, dense, ""},
		"condition": {
			func(raw string) (string, error) { return SetCondition(raw, 0, "Bool", "aws:SecureTransport", "true") }, dense,
			strings.Replace(dense, `"Resource":"*"`, `"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}`, 1),
		},
		"condition beside others": {
			func(raw string) (string, error) {
				return SetCondition(raw, 0, "StringEquals", "aws:SourceAccount", "1", "2")
			}, pretty,
			strings.Replace(pretty, `"arn:x"`, `"arn:x",
                    "aws:SourceAccount": [
                        "1",
                        "2"
                    ]`, 1),
		},
		"condition of another operator": {
			func(raw string) (string, error) { return SetCondition(raw, 0, "StringLike", "aws:x", "1") }, pretty,
			strings.Replace(pretty, `"arn:x"
                }`, `"arn:x"
                },
                "StringLike": {
                    "aws:x": "1"
                }`, 1),
		},
		"condition in place of another": {
			func(raw string) (string, error) {
				return SetCondition(raw, 0, "StringEquals", "aws:sourcearn", "arn:y")
			}, pretty,
			strings.Replace(pretty, "arn:x", "arn:y", 1),
		},
		"element": {
			func(raw string) (string, error) { return SetElement(raw, 0, "Resource", `["a","b"]`) }, dense,
			strings.Replace(dense, `"Resource":"*"`, `"Resource":["a","b"]`, 1),
		},
		"element laid out": {
			func(raw string) (string, error) { return SetElement(raw, 1, "Action", `["s3:Put*"]`) }, pretty,
			strings.Replace(pretty, `["s3:*"]`, `[
                "s3:Put*"
            ]`, 1),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.edit(c.raw)
			if err != nil || got != c.want {
				t.Errorf("got %v\n%s\nwant\n%s", err, got, c.want)
			}
		})
	}
}

// cut takes out of a text what begins with from and ends before to.
func cut(text, from, to string) string {
	i := strings.Index(text, from)
	return text[:i] + text[i+strings.Index(text[i:], to):]
}

func TestEditRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		edit func() (string, error)
		want string
	}{
		"not a policy":     {func() (string, error) { return Insert("{", added) }, "not JSON"},
		"two meanings":     {func() (string, error) { return Remove(`{"Statement":[],"Statement":[]}`, 0) }, "stands twice"},
		"no such":          {func() (string, error) { return Replace(dense, 1, added) }, "there is no statement 1, only 1 of them"},
		"not a statement":  {func() (string, error) { return Insert(dense, `{"Effect":"Maybe","Action":"*"}`) }, "neither Allow nor Deny"},
		"two statements":   {func() (string, error) { return Insert(dense, added+","+added) }, "2 statements"},
		"bad replacement":  {func() (string, error) { return Replace(dense, 0, `{}`) }, "is missing"},
		"unknown operator": {func() (string, error) { return SetCondition(dense, 0, "Equals", "a", "b") }, "unknown condition operator"},
		"bad element":      {func() (string, error) { return SetElement(dense, 0, "Effect", `"Maybe"`) }, "neither Allow nor Deny"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := c.edit(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q %v", got, err)
			}
		})
	}
}

// TestEditKeeps puts statements into random documents, twice, and takes them out again: the other statements and their texts stay
// as they were, and what was put in is what comes out.
func TestEditKeeps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 4).Draw(t, "statements")
		step := rapid.SampledFrom([]string{"", " ", "\n", "\n  "}).Draw(t, "layout")
		var texts []string
		for i := range n {
			effect := rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect")
			action := rapid.SampledFrom([]string{`"s3:*"`, `["s3:Get*", "kms:*"]`}).Draw(t, "action")
			texts = append(texts, fmt.Sprintf(`{%s"Sid":%s"S%d",%s"Effect": "%s", "Action":%s%s}`, step, step, i, step, effect, action, step))
		}
		raw := `{"Statement":` + step + `[` + strings.Join(texts, ","+step) + step + `]}`
		before, problems := Parse(raw)
		if before == nil {
			t.Fatalf("%s: %v", raw, problems)
		}
		with, err := Insert(raw, added)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Insert(with, added); err != nil || again != with {
			t.Fatalf("put in twice it is\n%s %v\nnot\n%s", again, err, with)
		}
		after, _ := Parse(with)
		if len(after.Statements) != n+1 || !same(before.Statements, after.Statements[:n]) {
			t.Fatalf("%s\nbecame\n%s", raw, with)
		}
		for _, text := range texts {
			if !strings.Contains(with, text) {
				t.Fatalf("the text of %s was changed: %s", text, with)
			}
		}
		back, err := Remove(with, n)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			if back != "" {
				t.Fatalf("nothing was left of %s", back)
			}
			return
		}
		if back != raw {
			t.Fatalf("taken out it is\n%s\nnot\n%s", back, raw)
		}
	})
}

func same(a, b []Statement) bool {
	for i := range a {
		a[i].Offset, b[i].Offset = 0, 0
	}
	return reflect.DeepEqual(a, b)
}

// FuzzEdit demands of any text that an edit gives a document that parses, or an error.
func FuzzEdit(f *testing.F) {
	for _, raw := range []string{"", pretty, dense, spaced, "{", `{"Statement":[]}`} {
		f.Add(raw, 0)
	}
	f.Fuzz(func(t *testing.T, raw string, i int) {
		for _, edit := range []func() (string, error){
			func() (string, error) { return Insert(raw, added) },
			func() (string, error) { return Replace(raw, i, added) },
			func() (string, error) { return Remove(raw, i) },
			func() (string, error) { return SetCondition(raw, i, "StringEquals", "a", "b") },
			func() (string, error) { return SetElement(raw, i, "Resource", `"x"`) },
		} {
			got, err := edit()
			if doc, _ := Parse(got); err == nil && got != "" && doc == nil {
				t.Fatalf("%q became %q", raw, got)
			}
		}
	})
}
