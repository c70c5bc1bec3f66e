package strictjson

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseFaults(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		offset int
		part   string
	}{
		"empty":              {"", 0, "the text ends where a value must stand"},
		"space only":         {" \n", 2, "the text ends"},
		"truncated object":   {`{"a":1`, 6, `"," or "}" must stand`},
		"truncated string":   {`{"a`, 3, `closing "`},
		"text after":         {`{} x`, 3, "text after the end"},
		"two values":         {`1 2`, 2, "text after the end"},
		"trailing comma":     {`[1,]`, 3, "must stand"},
		"leading zero":       {`01`, 1, "text after the end"},
		"plus":               {`+1`, 0, "must stand"},
		"bare word":          {`nope`, 0, "null must stand"},
		"single quotes":      {`{'a':1}`, 1, "a string must stand"},
		"control character":  {"\"a\x01\"", 2, "control character"},
		"NUL":                {"\x00", 0, "must stand"},
		"invalid UTF-8":      {"\"ab\xff\"", 3, "invalid UTF-8"},
		"invalid after \\n":  {"\"\\n\xff\"", 1, "invalid UTF-8"},
		"unknown escape":     {`"\x"`, 1, "unknown escape"},
		"short unicode":      {`"\u12"`, 1, "four hexadecimal"},
		"half a pair":        {`"\ud800"`, 1, "surrogate"},
		"half a pair before": {`"\ud800A"`, 1, "surrogate"},
		"exponent":           {`1e`, 2, "digit"},
		"fraction":           {`1.`, 2, "digit"},
		"deep":               {strings.Repeat("[", 200), MaxDepth + 1, "nested more than"},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := Parse(c.text)
			var fault *Error
			if v != nil || !errors.As(err, &fault) {
				t.Fatalf("got %v, %v", v, err)
			}
			if fault.Offset != c.offset || !strings.Contains(fault.Message, c.part) {
				t.Errorf("got %v, want byte %d and %q", fault, c.offset, c.part)
			}
		})
	}
}

func TestParseOffsets(t *testing.T) {
	text := ` {"a" : [true, "éé", -1.50e+3], "b":null} `
	v, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	a := v.Get("a")
	for name, c := range map[string]struct {
		v    *Value
		want string
		text string
	}{
		"object": {v, strings.TrimSpace(text), ""},
		"bool":   {a.Items[0], "true", "true"},
		"string": {a.Items[1], `"éé"`, "éé"},
		"number": {a.Items[2], "-1.50e+3", "-1.50e+3"},
		"null":   {v.Get("b"), "null", ""},
	} {
		if got := text[c.v.Start:c.v.End]; got != c.want || c.v.Text != c.text {
			t.Errorf("%s: got %q with text %q", name, got, c.v.Text)
		}
	}
	if v.Get("c") != nil {
		t.Error("a member that is not there was found")
	}
	if at := v.Members[1].NameStart; text[at:at+3] != `"b"` {
		t.Errorf("NameStart of b is %d", at)
	}
}

func TestDuplicate(t *testing.T) {
	for text, path := range map[string]string{
		`{"x":[{"y":1},{"z":1,"z":1}]}`: "x[1]",
		`{"a":1,"\u0061":2}`:            "",
		`{"x":{"A":1,"a":1}}`:           "none",
	} {
		v, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		m, at := v.Duplicate()
		if m == nil {
			at = "none"
		}
		if at != path {
			t.Errorf("%s: found in %q, want %q", text, at, path)
		}
	}
}

type inner struct {
	N    int               `json:"n"`
	Tags map[string]string `json:"tags,omitzero"`
}

type outer struct {
	Name  string           `json:"name"`
	On    bool             `json:"on,omitempty"`
	When  *time.Time       `json:"when,omitzero"`
	Ratio float64          `json:"ratio,omitzero"`
	List  []inner          `json:"list,omitzero"`
	By    map[string]inner `json:"by,omitzero"`
}

func TestDecode(t *testing.T) {
	text := `{"name":"x\n","on":true,"when":"2025-03-15T12:00:00Z","ratio":1.5,"list":[{"n":-7}],"by":{"k":{"n":1,"tags":{"a":"b"}}}}`
	var got, want outer
	if err := Decode([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestDecodeFaults(t *testing.T) {
	for name, c := range map[string]struct {
		text, path, part string
		offset           int
	}{
		"unknown name":    {`{"name":"x","lst":[]}`, "lst", "did you mean list?", 12},
		"repeated name":   {`{"name":"x","name":"y"}`, "name", "stands twice", 12},
		"repeated key":    {`{"name":"x","by":{"k":{"n":1},"k":{"n":2}}}`, "by.k", "stands twice", 30},
		"missing":         {`{"on":true}`, "", `"name" is missing`, 0},
		"missing below":   {`{"name":"x","list":[{"n":1},{}]}`, "list[1]", `"n" is missing`, 28},
		"wrong type":      {`{"name":1}`, "name", "a number stands where a string must stand", 8},
		"null":            {`{"name":null}`, "name", "null stands where a string must stand", 8},
		"odd key":         {`{"name":"x","by":{"arn:x/y":{"n":"1"}}}`, `by["arn:x/y"].n`, "a string stands where a number", 33},
		"not whole":       {`{"name":"x","list":[{"n":1.5}]}`, "list[0].n", "not a whole number", 25},
		"too large":       {`{"name":"x","list":[{"n":99999999999999999999}]}`, "list[0].n", "64 bits", 25},
		"not a time":      {`{"name":"x","when":"yesterday"}`, "when", "parsing time", 19},
		"bool":            {`{"name":"x","on":"true"}`, "on", "true or false", 17},
		"array":           {`{"name":"x","list":{}}`, "list", "an object stands where an array", 19},
		"object":          {`[]`, "", "an array stands where an object", 0},
		"text after":      {`{"name":"x"}{}`, "", "text after the end", 12},
		"truncated":       {`{"name":"x"`, "name", "the text ends", 11},
		"truncated below": {`{"name":"x","list":[{"n":1`, "list[0].n", "the text ends", 26},
	} {
		t.Run(name, func(t *testing.T) {
			var o outer
			err := Decode([]byte(c.text), &o)
			var fault *Error
			if !errors.As(err, &fault) {
				t.Fatalf("got %v", err)
			}
			if fault.Path != c.path || fault.Offset != c.offset || !strings.Contains(fault.Message, c.part) {
				t.Errorf("got %q (path %q, byte %d), want path %q, byte %d, %q", err, fault.Path, fault.Offset, c.path, c.offset, c.part)
			}
		})
	}
}

// FuzzParse holds Parse against encoding/json: what the one accepts the other must accept with the same meaning, save
// that Parse refuses what has no single meaning in UTF-8.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5e3,"x\u00e9\ud83d\ude00",null,true]}`, `[]`, `"\ud800"`, `{"a":1,"a":2}`, "\xff", `1e400`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse(text)
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > len(text) {
				t.Fatalf("an error without a place in the text: %#v", err)
			}
			return
		}
		if !json.Valid([]byte(text)) {
			t.Fatalf("accepted what is not JSON: %q", text)
		}
		if v.Kind == String {
			var want string
			if err := json.Unmarshal([]byte(text), &want); err != nil || want != v.Text {
				t.Fatalf("%q reads %q, encoding/json reads %q (%v)", text, v.Text, want, err)
			}
		}
	})
}
