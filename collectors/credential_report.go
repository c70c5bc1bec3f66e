package collectors

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"trailproof/snapshot"
)

// rootUser is what the credential report calls the root user.
const rootUser = "<root_account>"

// rootUse finds in a credential report when the root user was last there; found is false where the report has no row of his.
// Nothing of other users is kept. The report is text from outside: what is not as AWS documents it is an error.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
func rootUse(report []byte) (use snapshot.RootUse, found bool, err error) {
	rows := csv.NewReader(bytes.NewReader(report))
	rows.ReuseRecord = true
	header, err := rows.Read()
	if err != nil {
		return use, false, csvFault(err)
	}
	user := slices.Index(header, "user")
	if user < 0 {
		return use, false, errors.New(`there is no column "user"`)
	}
	columns := []struct {
		name string
		into **time.Time
		at   int
	}{
		{"password_last_used", &use.Password, 0},
		{"access_key_1_last_used_date", &use.AccessKey1, 0},
		{"access_key_2_last_used_date", &use.AccessKey2, 0},
	}
	for i, c := range columns {
		if columns[i].at = slices.Index(header, c.name); columns[i].at < 0 {
			return use, false, fmt.Errorf("there is no column %q", c.name)
		}
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return use, found, nil
		}
		if err != nil {
			return snapshot.RootUse{}, false, csvFault(err)
		}
		if row[user] != rootUser {
			continue
		}
		if found {
			return snapshot.RootUse{}, false, errors.New("the root user has two rows")
		}
		found = true
		for _, c := range columns {
			at, err := reportTime(row[c.at])
			if err != nil {
				return snapshot.RootUse{}, false, fmt.Errorf("%s of the root user: %w", c.name, err)
			}
			*c.into = at
		}
	}
}

// never are the words for a credential that is not there, or was not used since IAM began to note that.
var never = []string{"N/A", "no_information", "not_supported"}

func reportTime(text string) (*time.Time, error) {
	if slices.Contains(never, text) {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	// No credential is older than AWS; JSON has no years of five digits.
	if at = at.UTC(); err != nil || at.Year() < 2006 || at.Year() > 9999 {
		return nil, fmt.Errorf("%.40q is no time", text)
	}
	return &at, nil
}

// csvFault is the fault with its place, and without what the report holds there.
func csvFault(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("it is empty")
	}
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return fmt.Errorf("line %d: %w", fault.Line, fault.Err)
	}
	return err
}
