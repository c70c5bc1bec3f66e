package collectors

import (
	"encoding/json"
	"strings"
	"testing"

	"trailproof/snapshot"
)

const reportHeader = "user,arn,user_creation_time,password_last_used,access_key_1_last_used_date,access_key_2_last_used_date\n"

func TestRootUse(t *testing.T) {
	const alice = "alice,arn:aws:iam::111122223333:user/alice,2024-01-01T00:00:00+00:00,2026-03-01T00:00:00+00:00,N/A,N/A\n"
	row := func(password, first, second string) string {
		return strings.Join([]string{"<root_account>", "arn:aws:iam::111122223333:root", "2020-01-01T00:00:00+00:00", password, first, second}, ",") + "\n"
	}
	const nothing = `{"password":null,"access_key_1":null,"access_key_2":null}`
	for name, c := range map[string]struct {
		report, want string // want is the use as JSON, empty where there is none
		fault        string
	}{
		"never there":     {reportHeader + row("no_information", "N/A", "N/A") + alice, nothing, ""},
		"no password":     {reportHeader + row("N/A", "not_supported", "N/A"), nothing, ""},
		"signed in":       {reportHeader + row("2026-02-28T23:00:00-02:00", "N/A", "N/A"), `{"password":"2026-03-01T01:00:00Z","access_key_1":null,"access_key_2":null}`, ""},
		"the first key":   {reportHeader + row("N/A", "2026-03-01T00:00:00+00:00", "N/A"), `{"password":null,"access_key_1":"2026-03-01T00:00:00Z","access_key_2":null}`, ""},
		"the second key":  {reportHeader + row("N/A", "N/A", "2026-03-01T00:00:00Z"), `{"password":null,"access_key_1":null,"access_key_2":"2026-03-01T00:00:00Z"}`, ""},
		"behind others":   {reportHeader + alice + row("N/A", "N/A", "N/A"), nothing, ""},
		"further columns": {"x," + reportHeader + "y," + row("N/A", "N/A", "N/A"), nothing, ""},
		"quoted":          {reportHeader + `"<root_account>","a ""b"", c",,N/A,N/A,N/A`, nothing, ""},
		"no root user":    {reportHeader + alice, "", ""},
		"a user that is called so in another column": {
			reportHeader + "alice,<root_account>,,2026-03-01T00:00:00Z,N/A,N/A\n", "", "",
		},
		"empty":              {"", "", "it is empty"},
		"blank lines":        {"\n\n", "", "it is empty"},
		"no column user":     {strings.Replace(reportHeader, "user,", "users,", 1), "", `there is no column "user"`},
		"no column for keys": {"user,password_last_used,access_key_1_last_used_date\n", "", `there is no column "access_key_2_last_used_date"`},
		"two root users":     {reportHeader + row("N/A", "N/A", "N/A") + row("N/A", "N/A", "N/A"), "", "the root user has two rows"},
		"a short row":        {reportHeader + "<root_account>,x\n", "", "line 2: wrong number of fields"},
		"an open quote":      {reportHeader + alice + "\"<root_account>\n", "", `line 3: extraneous or missing " in quoted-field`},
		"no time":            {reportHeader + row("yesterday", "N/A", "N/A"), "", `password_last_used of the root user: "yesterday" is no time`},
		"no text":            {reportHeader + row("", "N/A", "N/A"), "", `password_last_used of the root user: "" is no time`},
		"before AWS":         {reportHeader + row("N/A", "1970-01-01T00:00:00Z", "N/A"), "", `access_key_1_last_used_date of the root user: "1970-01-01T00:00:00Z" is no time`},
		"after all":          {reportHeader + row("N/A", "N/A", "9999-12-31T23:59:59-01:00"), "", `is no time`},
		"not of this world":  {reportHeader + row("N/A", "N/A", "N/A") + "bob\xff,\x00,,,,\n", nothing, ""},
	} {
		t.Run(name, func(t *testing.T) {
			use, found, err := rootUse([]byte(c.report))
			text, jsonErr := json.Marshal(use)
			switch {
			case jsonErr != nil:
				t.Fatal(jsonErr)
			case c.fault != "":
				if err == nil || !strings.Contains(err.Error(), c.fault) || found {
					t.Errorf("got %v, %v, want %s", found, err, c.fault)
				}
			case err != nil || found != (c.want != "") || found && string(text) != c.want:
				t.Errorf("got %s, %v, %v", text, found, err)
			}
		})
	}
}

// FuzzRootUse demands of any text an error, or a use that a snapshot can hold; nothing found, and nothing after an error.
func FuzzRootUse(f *testing.F) {
	f.Add([]byte(reportHeader + "<root_account>,,,2026-03-01T00:00:00+00:00,N/A,no_information\n"))
	f.Add([]byte(reportHeader + "\"<root_account>\",\"a\"\"b\n\",,N/A,N/A,2026-03-01T00:00:00Z"))
	f.Add([]byte("user\n\"\n"))
	f.Fuzz(func(t *testing.T, report []byte) {
		use, found, err := rootUse(report)
		if (err != nil || !found) && (found || err != nil && use != snapshot.RootUse{}) {
			t.Errorf("found %v, %v, and %v", found, use, err)
		}
		if _, fault := json.Marshal(use); fault != nil {
			t.Error(fault)
		}
	})
}
