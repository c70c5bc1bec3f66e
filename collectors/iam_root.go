package collectors

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"trailproof/snapshot"
)

var (
	getAccountSummary = &Call{
		Service: "iam", Operation: "GetAccountSummary", Actions: []string{"iam:GetAccountSummary"},
		Fills: []string{"iam.root_credentials"},
	}
	listVirtualMFADevices = &Call{
		Service: "iam", Operation: "ListVirtualMFADevices", Actions: []string{"iam:ListVirtualMFADevices"},
		Fills: []string{"iam.root_virtual_mfa"},
	}
	// IAM keeps a report for four hours, and has none before somebody asks for one.
	getCredentialReport = &Call{
		Service: "iam", Operation: "GetCredentialReport", Actions: []string{"iam:GetCredentialReport"},
		Fills:  []string{"iam.root_use"},
		Absent: []string{"ReportExpired", "ReportInProgress", "ReportNotPresent"},
	}
	// The one call that does more than read: IAM writes down for itself what it will answer. It changes nothing of the
	// account's, and AWS's own SecurityAudit allows it. Only where there is no fresh report is it made.
	generateCredentialReport = &Call{
		Service: "iam", Operation: "GenerateCredentialReport", Pace: "report", Actions: []string{"iam:GenerateCredentialReport"},
		Fills: []string{"iam.root_use"},
	}
)

// maxReportAsks bounds how often a run asks whether the report is ready. Each time waits its turn, a second by the rate.
const maxReportAsks = 30

// rootCollector asks about the root user, of whom nothing else of IAM tells.
var rootCollector = Collector{
	Name:  "root",
	Calls: []*Call{getAccountSummary, listVirtualMFADevices, getCredentialReport, generateCredentialReport},
	Collect: func(ctx context.Context, env *Env) error {
		for _, part := range []struct {
			call    *Call
			collect func(context.Context, *Env) error
		}{
			{getAccountSummary, collectRootCredentials},
			{listVirtualMFADevices, collectRootVirtualMFA},
			{getCredentialReport, collectRootUse},
		} {
			if !env.Wants(part.call) {
				continue
			}
			if err := part.collect(ctx, env); err != nil {
				return err
			}
		}
		return nil
	},
}

func collectRootCredentials(ctx context.Context, env *Env) error {
	out, how, err := ask(ctx, env, getAccountSummary, "", "",
		func(ctx context.Context) (*iam.GetAccountSummaryOutput, error) {
			return env.Clients.IAM(env.DefaultRegion).GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
		})
	if err != nil || how != got {
		return err
	}
	keys, toldKeys := out.SummaryMap[string(types.SummaryKeyTypeAccountAccessKeysPresent)]
	mfa, toldMFA := out.SummaryMap[string(types.SummaryKeyTypeAccountMFAEnabled)]
	if !toldKeys || !toldMFA {
		env.gap(getAccountSummary, "", "", snapshot.Failed, "the answer does not tell of the root user's access keys and MFA")
		return nil
	}
	root := snapshot.RootCredentials{AccessKeys: keys > 0, MFA: mfa > 0}
	if n, told := out.SummaryMap[string(types.SummaryKeyTypeAccountPasswordPresent)]; told {
		root.Password = aws.Bool(n > 0)
	}
	env.edit(func(s *snapshot.Snapshot) { s.IAM.RootCredentials = snapshot.Seen(root) })
	return nil
}

// rootDevice is how the serial number of the root user's first virtual device ends. Further ones have names of their own.
const rootDevice = ":mfa/root-account-mfa-device"

// collectRootVirtualMFA lists those of the devices in use that are the root user's.
func collectRootVirtualMFA(ctx context.Context, env *Env) error {
	root := "arn:" + env.Partition + ":iam::" + env.Account + ":root"
	serials, how, err := ask(ctx, env, listVirtualMFADevices, "", "", func(ctx context.Context) ([]string, error) {
		serials := []string{}
		pages := pagesOf(ctx, env, listVirtualMFADevices, "", iam.NewListVirtualMFADevicesPaginator(
			env.Clients.IAM(env.DefaultRegion),
			&iam.ListVirtualMFADevicesInput{AssignmentStatus: types.AssignmentStatusTypeAssigned}))
		for page, err := range pages {
			if err != nil {
				return nil, err
			}
			for _, d := range page.VirtualMFADevices {
				serial := aws.ToString(d.SerialNumber)
				if d.User != nil && aws.ToString(d.User.Arn) == root || strings.HasSuffix(serial, rootDevice) {
					serials = append(serials, serial)
				}
			}
		}
		return serials, nil
	})
	if err != nil || how != got {
		return err
	}
	slices.Sort(serials)
	env.edit(func(s *snapshot.Snapshot) { s.IAM.RootVirtualMFA = snapshot.Seen(serials) })
	return nil
}

// collectRootUse reads the credential report, and has IAM make one where there is none.
func collectRootUse(ctx context.Context, env *Env) error {
	report, how, err := env.credentialReport(ctx)
	if err == nil && how == none {
		var made bool
		if made, err = env.makeCredentialReport(ctx); err != nil || !made {
			return err
		}
		if report, how, err = env.credentialReport(ctx); err == nil && how == none {
			env.gap(getCredentialReport, "", "", snapshot.Failed, "IAM has made a credential report, and does not have it")
		}
	}
	if err != nil || how != got {
		return err
	}
	use, found, fault := rootUse(report)
	field, hole := snapshot.Seen(use), ""
	switch {
	case fault != nil:
		hole = "the credential report can't be read: " + fault.Error()
	case !found && env.Partition != "aws-cn":
		hole = "the credential report has no row of the root user"
	case !found: // there nobody is root
		field = snapshot.Absent[snapshot.RootUse]()
	}
	if hole != "" {
		env.gap(getCredentialReport, "", "", snapshot.Failed, hole)
		return nil
	}
	env.edit(func(s *snapshot.Snapshot) { s.IAM.RootUse = field })
	return nil
}

func (env *Env) credentialReport(ctx context.Context) ([]byte, answer, error) {
	return ask(ctx, env, getCredentialReport, "", "", func(ctx context.Context) ([]byte, error) {
		out, err := env.Clients.IAM(env.DefaultRegion).GetCredentialReport(ctx, &iam.GetCredentialReportInput{})
		if err != nil {
			return nil, err
		}
		return out.Content, nil
	})
}

// makeCredentialReport asks for a report until it is made; false when a gap says why it is not.
func (env *Env) makeCredentialReport(ctx context.Context) (bool, error) {
	for range maxReportAsks {
		state, how, err := ask(ctx, env, generateCredentialReport, "", "",
			func(ctx context.Context) (types.ReportStateType, error) {
				out, err := env.Clients.IAM(env.DefaultRegion).GenerateCredentialReport(ctx, &iam.GenerateCredentialReportInput{})
				if err != nil {
					return "", err
				}
				return out.State, nil
			})
		if err != nil || how != got {
			return false, err
		}
		if state == types.ReportStateTypeComplete {
			return true, nil
		}
	}
	env.gap(generateCredentialReport, "", "", snapshot.Failed,
		fmt.Sprintf("the credential report was not ready when it was asked for the %dth time", maxReportAsks))
	return false, nil
}
