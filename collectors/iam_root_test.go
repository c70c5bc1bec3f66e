package collectors_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/awsfake"
)

// rootReads are what is known of the root user.
var rootReads = []string{"iam.root_credentials", "iam.root_use", "iam.root_virtual_mfa"}

func TestRoot(t *testing.T) {
	day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		want   string // access keys, MFA, password; virtual devices; last times of password and keys
	}{
		"as it is": {func(a *awsfake.Account) { a.Root = nil }, "false true true; []; never never never"},
		"all that is bad": {func(a *awsfake.Account) {
			a.Root = &awsfake.Root{NoMFA: true, AccessKeys: 2, PasswordLastUsed: &day, AccessKey1Used: &day, AccessKey2Used: &day}
		}, "true false true; []; 2026-02-01 2026-02-01 2026-02-01"},
		"no credentials": {
			func(a *awsfake.Account) { a.Root = &awsfake.Root{NoMFA: true, NoPassword: true} },
			"false false false; []; never never never",
		},
		"virtual devices": {func(a *awsfake.Account) {
			a.Root = &awsfake.Root{VirtualMFA: []string{"root-account-mfa-device", "phone"}}
		}, "false true true; [phone root-account-mfa-device]; never never never"},
		"in China nobody is root": {
			func(a *awsfake.Account) {
				a.Partition, a.Caller = "aws-cn", "arn:aws-cn:iam::111122223333:user/op"
			}, "false true true; []; absent",
		},
		"a report without the root user": {func(a *awsfake.Account) {
			a.Report = "user,password_last_used,access_key_1_last_used_date,access_key_2_last_used_date\n"
		}, "false true true; []; failed iam:GetCredentialReport the credential report has no row of the root user"},
		"a report that can't be read": {
			func(a *awsfake.Account) { a.Report = "user,arn\n" },
			`false true true; []; failed iam:GetCredentialReport the credential report can't be read: there is no column "password_last_used"`,
		},
		"a summary that tells nothing": {
			func(a *awsfake.Account) { a.Silent = true },
			"failed iam:GetAccountSummary the answer does not tell of the root user's access keys and MFA; []; never never never",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "clean")
			a.Root = nil
			c.change(a)
			cfg := config(a)
			cfg.Reads = rootReads
			s := look(t, cfg)
			credentials := strings.Join(gapsAt(s, rootReads[0]), ", ")
			if r, ok := s.IAM.RootCredentials.Get(); ok {
				credentials = fmt.Sprint(r.AccessKeys, r.MFA, *r.Password)
			}
			devices, _ := s.IAM.RootVirtualMFA.Get()
			for i, serial := range devices {
				devices[i] = strings.TrimPrefix(serial, "arn:aws:iam::111122223333:mfa/")
			}
			use := cmp.Or(strings.Join(gapsAt(s, rootReads[1]), ", "), show(s.IAM.RootUse))
			if u, ok := s.IAM.RootUse.Get(); ok {
				use = last(u.Password) + " " + last(u.AccessKey1) + " " + last(u.AccessKey2)
			}
			if got := fmt.Sprintf("%s; %v; %s", credentials, devices, use); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func last(at *time.Time) string {
	if at == nil {
		return "never"
	}
	return at.Format(time.DateOnly)
}

// TestCredentialReport says how often IAM is asked, and that one that is there already is not made again.
func TestCredentialReport(t *testing.T) {
	const made = "iam:GenerateCredentialReport"
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		calls  []string
		gaps   []string
	}{
		"there is none": {
			func(*awsfake.Account) {}, []string{made + " 2", "iam:GetCredentialReport 2"}, nil,
		},
		"it is there": {
			func(a *awsfake.Account) {
				a.Report = "user,password_last_used,access_key_1_last_used_date,access_key_2_last_used_date\n<root_account>,N/A,N/A,N/A\n"
			}, []string{"iam:GetCredentialReport 1"}, nil,
		},
		"it is made at once": {
			func(a *awsfake.Account) { a.ReportAsks = 1 }, []string{made + " 1", "iam:GetCredentialReport 2"}, nil,
		},
		"it takes as long as it may": {
			func(a *awsfake.Account) { a.ReportAsks = 30 }, []string{made + " 30", "iam:GetCredentialReport 2"}, nil,
		},
		"it takes too long": {
			func(a *awsfake.Account) { a.ReportAsks = 31 },
			[]string{made + " 30", "iam:GetCredentialReport 1"},
			[]string{"failed " + made + " the credential report was not ready when it was asked for the 30th time"},
		},
		"it can't be made": {
			func(a *awsfake.Account) { a.Refuse = map[string]string{made: "ReportGenerationLimitExceeded"} },
			[]string{made + " 1", "iam:GetCredentialReport 1"},
			[]string{"failed " + made + " ReportGenerationLimitExceeded: User: arn:aws:sts::111122223333:assumed-role/Auditor/trailproof is not authorized to perform: " + made},
		},
		"it is never there": {
			func(a *awsfake.Account) { a.Refuse = map[string]string{"iam:GetCredentialReport": "ReportExpired"} },
			[]string{made + " 2", "iam:GetCredentialReport 2"},
			[]string{"failed iam:GetCredentialReport IAM has made a credential report, and does not have it"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "clean")
			c.change(a)
			cfg := config(a)
			cfg.Reads = []string{"iam.root_use"}
			s := look(t, cfg)
			if got := gapsAt(s, "iam.root_use"); !slices.Equal(got, c.gaps) {
				t.Errorf("got the gaps %q", got)
			}
			if _, seen := s.IAM.RootUse.Get(); seen != (c.gaps == nil) {
				t.Errorf("seen: %v", seen)
			}
			if got := a.CallCounts(); !slices.Equal(got, append(c.calls, "sts:GetCallerIdentity 1")) {
				t.Errorf("got the calls %q", got)
			}
		})
	}
}
