package access

import (
	"testing"

	"trailproof/policy"
)

// TestConditions tries each operator on values, with and without the key, as
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html says.
func TestConditions(t *testing.T) {
	type values = []Value
	one := func(texts ...string) values {
		var list values
		for _, s := range texts {
			list = append(list, Single(s))
		}
		return list
	}
	for name, c := range map[string]struct {
		operator         string
		want             []string
		yes, no, unknown values
	}{
		"StringEquals":              {"StringEquals", []string{"a", "b*"}, one("a", "b*"), append(one("A", "bx", ""), Absent(), Multi("a")), values{Maybe(), Present()}},
		"StringNotEquals":           {"StringNotEquals", []string{"a", "b"}, append(one("A", "c"), Absent()), append(one("a", "b"), Multi("c")), values{Maybe(), Present()}},
		"StringEqualsIgnoreCase":    {"StringEqualsIgnoreCase", []string{"Ab"}, one("ab", "AB"), append(one("abc"), Absent()), nil},
		"StringNotEqualsIgnoreCase": {"StringNotEqualsIgnoreCase", []string{"Ab"}, append(one("abc"), Absent()), one("ab", "AB"), nil},
		"StringLike":                {"StringLike", []string{"a*c", "?"}, one("ac", "a:/c", "x", "é"), append(one("AA", "xx", ""), Absent()), values{Maybe(), Present()}},
		"StringLike *":              {"StringLike", []string{"*"}, append(one("", "x"), Present()), values{Absent()}, values{Maybe()}},
		"StringNotLike":             {"StringNotLike", []string{"a*"}, append(one("b"), Absent()), one("a", "ab"), values{Maybe()}},
		"no values":                 {"StringEquals", nil, nil, append(one("a"), Absent(), Maybe()), nil},
		"no values, negated":        {"StringNotEquals", nil, append(one("a"), Absent()), nil, values{Maybe()}},
		"StringEqualsIfExists":      {"StringEqualsIfExists", []string{"a"}, append(one("a"), Absent()), one("b"), values{Maybe()}},
		"StringNotEqualsIfExists":   {"StringNotEqualsIfExists", []string{"a"}, append(one("b"), Absent()), one("a"), nil},
		"ArnLike":                   {"ArnLike", []string{"arn:aws:cloudtrail:*:111122223333:trail/*"}, one(trailARN), append(one("arn:aws:cloudtrail:us-east-1:444455556666:trail/main", "arn:aws:cloudtrail:us-east-1:x:111122223333:trail/main", "x", "arn:aws:s3"), Absent()), nil},
		"ArnEquals has wildcards":   {"ArnEquals", []string{"arn:aws:iam::1111*:role/?"}, one("arn:aws:iam::111122223333:role/a"), one("arn:aws:iam::111122223333:role/ab"), nil},
		"ArnEquals, sixth part":     {"ArnEquals", []string{"arn:aws:s3:::b/*"}, one("arn:aws:s3:::b/x:y/z"), one("arn:aws:s3:::c/x"), nil},
		"ArnNotLike":                {"ArnNotLike", []string{"arn:aws:iam::*:role/a"}, append(one("arn:aws:iam::1:role/b"), Absent()), one("arn:aws:iam::1:role/a"), one("x")},
		"ArnLike, not an ARN":       {"ArnLike", []string{"*"}, nil, one(trailARN), nil},
		"ArnNotLike, not an ARN":    {"ArnNotLike", []string{"*"}, values{Absent()}, nil, one(trailARN)},
		"Bool":                      {"Bool", []string{"False"}, one("false", "FALSE"), append(one("true", "no"), Absent()), nil},
		"BoolIfExists":              {"BoolIfExists", []string{"false"}, append(one("false"), Absent()), one("true"), nil},
		"Bool of nonsense":          {"Bool", []string{"no"}, nil, one("no", "false"), nil},
		"BinaryEquals":              {"BinaryEquals", []string{"aGk="}, one("aGk="), append(one("aGo=", "?"), Absent()), nil},
		"IpAddress":                 {"IpAddress", []string{"203.0.113.0/24", "2001:db8::/32"}, one("203.0.113.9", "2001:DB8:0::7"), append(one("203.0.114.1", "2001:db9::1", "x"), Absent()), nil},
		"IpAddress, one address":    {"IpAddress", []string{"203.0.113.9"}, one("203.0.113.9"), one("203.0.113.8", "::ffff:203.0.113.9"), nil},
		"NotIpAddress":              {"NotIpAddress", []string{"10.0.0.0/8"}, append(one("11.0.0.1", "::1"), Absent()), one("10.1.1.1"), one("x")},
		"NumericEquals":             {"NumericEquals", []string{"1.20"}, one("1.2", "+01.200"), append(one("1.21", "-1.2", "x", "1e0", "", "."), Absent()), nil},
		"NumericNotEquals":          {"NumericNotEquals", []string{"1"}, append(one("2"), Absent()), one("1.0"), one("x")},
		"NumericLessThan":           {"NumericLessThan", []string{"10"}, one("9", "9.99", "-11"), one("10", "10.1", "11"), nil},
		"NumericLessThanEquals":     {"NumericLessThanEquals", []string{"-1.5"}, one("-1.5", "-2"), one("-1.4", "0"), nil},
		"NumericGreaterThan":        {"NumericGreaterThan", []string{"0"}, one("0.001", "1"), one("0", "-0", "-1"), nil},
		"NumericGreaterThanEquals":  {"NumericGreaterThanEquals", []string{"1.2"}, one("1.2", "1.3"), one("1.1"), nil},
		"DateEquals":                {"DateEquals", []string{"2026-03-15T12:00:00Z"}, one("2026-03-15T13:00:00+01:00", "1773576000"), append(one("2026-03-15T12:00:01Z", "x"), Absent()), nil},
		"DateNotEquals":             {"DateNotEquals", []string{"2026-03-15"}, append(one("2026-03-16"), Absent()), one("2026-03-15T00:00:00Z"), one("x")},
		"DateLessThan":              {"DateLessThan", []string{"2026-03-15T12:00Z"}, one("2026-03-15T11:59:59.9Z", "2025"), one("2026-03-15T12:00:00Z"), nil},
		"DateLessThanEquals":        {"DateLessThanEquals", []string{"2026-03"}, one("2026-03-01T00:00:00Z"), one("2026-03-01T00:00:01Z"), nil},
		"DateGreaterThan":           {"DateGreaterThan", []string{"2026-03-15T12:00:00"}, one("2026-03-15T12:00:01Z"), one("2026-03-15T12:00:00Z"), nil},
		"DateGreaterThanEquals":     {"DateGreaterThanEquals", []string{"2026-03-15T12:00"}, one("2026-03-15T12:00:00Z"), one("2026-03-15T11:00:00Z"), nil},
		"Null true":                 {"Null", []string{"true"}, values{Absent()}, append(one("x"), Present()), append(one(""), Maybe(), Multi())},
		"Null false":                {"Null", []string{"false"}, append(one("x"), Present()), values{Absent()}, append(one(""), Maybe(), Multi())},
		"Null of both":              {"Null", []string{"false", "TRUE"}, append(one("x"), Absent()), nil, nil},
		"ForAllValues":              {"ForAllValues:StringLike", []string{"a*", "b"}, append(one("a"), Multi("ax", "b"), Multi(), Absent()), values{Multi("a", "c")}, values{Maybe(), Present()}},
		"ForAllValues, negated":     {"ForAllValues:StringNotEquals", []string{"a"}, values{Multi("b", "c"), Multi(), Absent()}, values{Multi("a", "b")}, nil},
		"ForAnyValue":               {"ForAnyValue:StringEquals", []string{"a"}, append(one("a"), Multi("x", "a")), values{Multi("x"), Multi(), Absent()}, values{Maybe()}},
		"ForAnyValue, negated":      {"ForAnyValue:StringNotEquals", []string{"a"}, values{Multi("a", "b")}, values{Multi("a"), Multi(), Absent()}, nil},
		"ForAnyValue IfExists":      {"ForAnyValue:StringEqualsIfExists", []string{"a"}, values{Multi("a")}, values{Multi("b")}, values{Absent()}},
		"variable":                  {"StringEquals", []string{"${aws:username}"}, one("al*ce"), append(one("alice", "x"), Absent()), nil},
		"variable in a pattern":     {"StringLike", []string{"home/${aws:UserName}/*"}, one("home/al*ce/x"), one("home/alice/x"), nil},
		"variable without value":    {"StringEquals", []string{"${aws:PrincipalTag/x}"}, nil, one("x", "${aws:PrincipalTag/x}"), nil},
		"and negated":               {"StringNotEquals", []string{"${aws:PrincipalTag/x}"}, values{Absent()}, nil, one("x")},
		"variable with default":     {"StringEquals", []string{"${aws:PrincipalTag/x, 'd'}"}, one("d"), one("x"), nil},
		"variable nobody knows":     {"StringEquals", []string{"${aws:open}"}, nil, values{Absent()}, one("x")},
		"variable that holds a set": {"StringEquals", []string{"${aws:set}"}, nil, one("x"), nil},
		"escaped wildcards":         {"StringLike", []string{"a${*}${?}${$}"}, one("a*?$"), one("abc$"), nil},
		"not a variable":            {"StringEquals", []string{"${aws"}, one("${aws"), one("x"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			for outcome, list := range map[Truth]values{Yes: c.yes, No: c.no, Unknown: c.unknown} {
				for _, v := range list {
					got := conditionOf(t, c.operator, c.want, "2012-10-17")
					ctx := NewContext(false, map[string]Value{
						"aws:k": v, "aws:username": Single("al*ce"), "aws:open": Maybe(), "aws:set": Multi("x"),
					})
					if g := got.holds(&ctx); g != outcome {
						t.Errorf("%+v: got %v, want %v", v, g, outcome)
					}
				}
			}
		})
	}
	old := conditionOf(t, "StringEquals", []string{"${aws:username}"}, "2008-10-17")
	ctx := NewContext(false, map[string]Value{"aws:k": Single("${aws:username}"), "aws:username": Single("x")})
	if old.holds(&ctx) != Yes {
		t.Error("version 2008-10-17 has variables")
	}
}

func conditionOf(t *testing.T, operator string, want []string, version string) condition {
	t.Helper()
	doc, _ := policy.Parse(`{"Statement":{"Effect":"Allow","Action":"*","Condition":{"` + operator + `":{"AWS:K":"x"}}}}`)
	c := doc.Statements[0].Conditions[0]
	c.Values = want
	return newCondition(c, version == "2012-10-17")
}

// TestResources compares patterns of Resource elements with ARNs, as
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html says.
func TestResources(t *testing.T) {
	for _, c := range []struct {
		pattern, resource string
		want              Truth
	}{
		{"*", object, Yes},
		{"*", "*", Yes},
		{bucket, bucket, Yes},
		{bucket, object, No},
		{bucket + "/*", bucket, No},
		{bucket + "/*", object, Yes},
		{"arn:aws:s3:::LOGS/*", object, No},
		{"arn:aws:s3:::lo?s/AWSLogs/*/x.json.gz", object, Yes},
		{"arn:*:s3:::logs/*", object, Yes},
		{"arn:aws:s3*", object, Yes},
		{"arn:aws:s3", object, Yes},
		{"arn:aws:kms:us-*:111122223333:key/*", keyARN, Yes},
		{"arn:aws:kms:us-*:key/*", keyARN, Unknown},
		{"arn:aws:kms:*", keyARN, Yes},
		{"arn:aws:kms:eu-*:111122223333:key/*", keyARN, No},
		{"arn:aws:s3:::*/AWSLogs/*", "arn:aws:s3:::a:b/AWSLogs/x", Yes},
		{"arn:aws:s3:::logs/${aws:username}/*", "arn:aws:s3:::logs/a*/x", Yes},
		{"arn:aws:s3:::logs/${aws:username}/*", "arn:aws:s3:::logs/ab/x", No},
		{"arn:aws:s3:::logs/${aws:nobody}/*", "arn:aws:s3:::logs//x", No},
		{"arn:aws:s3:::logs/${aws:open}/*", "arn:aws:s3:::logs/x/y", Unknown},
		{"arn:aws:s3:::${aws:username, 'x:y'}", "arn:aws:s3:::a*", Yes},
		{object, "*", No},
	} {
		r := NewRequest("s3:GetObject", c.resource, ours)
		r.Context = NewContext(false, map[string]Value{"aws:username": Single("a*"), "aws:open": Maybe()})
		pattern := newResource(c.pattern, true)
		if got := pattern.match(&r); got != c.want {
			t.Errorf("%s matches %s: %v, want %v", c.pattern, c.resource, got, c.want)
		}
	}
}
