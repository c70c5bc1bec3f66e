package awsfake

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (c iamClient) root() *Root { return cmp.Or(c.a.Root, &Root{}) }

func (c iamClient) GetAccountSummary(context.Context, *iam.GetAccountSummaryInput, ...func(*iam.Options)) (*iam.GetAccountSummaryOutput, error) {
	if err := c.a.enter("iam:GetAccountSummary", "", ""); err != nil {
		return nil, err
	}
	out := &iam.GetAccountSummaryOutput{SummaryMap: map[string]int32{"Users": int32(len(c.a.Users))}}
	if c.a.Silent {
		return out, nil
	}
	root := c.root()
	out.SummaryMap["AccountAccessKeysPresent"] = min(root.AccessKeys, 1)
	for name, not := range map[string]bool{"AccountMFAEnabled": root.NoMFA, "AccountPasswordPresent": root.NoPassword} {
		out.SummaryMap[name] = 1
		if not {
			out.SummaryMap[name] = 0
		}
	}
	return out, nil
}

func (c iamClient) ListVirtualMFADevices(_ context.Context, in *iam.ListVirtualMFADevicesInput, _ ...func(*iam.Options)) (*iam.ListVirtualMFADevicesOutput, error) {
	if err := c.a.enter("iam:ListVirtualMFADevices", "", ""); err != nil {
		return nil, err
	}
	account := "arn:" + c.a.Partition + ":iam::" + c.a.Account + ":"
	device := func(name, user string) types.VirtualMFADevice {
		return types.VirtualMFADevice{
			SerialNumber: aws.String(account + "mfa/" + name), User: &types.User{Arn: aws.String(account + user)},
		}
	}
	var all []types.VirtualMFADevice
	for _, name := range slices.Sorted(maps.Keys(c.a.Users)) {
		all = append(all, device(name, "user/"+name)) // each user has one
	}
	for _, name := range c.root().VirtualMFA {
		all = append(all, device(name, "root"))
	}
	if in.AssignmentStatus != types.AssignmentStatusTypeAssigned {
		all = append(all, types.VirtualMFADevice{SerialNumber: aws.String(account + "mfa/in-a-drawer")})
	}
	out := &iam.ListVirtualMFADevicesOutput{}
	out.VirtualMFADevices, out.Marker = page(all, in.Marker)
	out.IsTruncated = out.Marker != nil
	return out, nil
}

// GenerateCredentialReport begins at the first call, goes on at the next, and is through at the last.
func (c iamClient) GenerateCredentialReport(context.Context, *iam.GenerateCredentialReportInput, ...func(*iam.Options)) (*iam.GenerateCredentialReportOutput, error) {
	if err := c.a.enter("iam:GenerateCredentialReport", "", ""); err != nil {
		return nil, err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	c.a.asked++
	state := types.ReportStateTypeInprogress
	switch {
	case c.a.asked >= cmp.Or(c.a.ReportAsks, 2):
		state = types.ReportStateTypeComplete
	case c.a.asked == 1:
		state = types.ReportStateTypeStarted
	}
	return &iam.GenerateCredentialReportOutput{State: state}, nil
}

func (c iamClient) GetCredentialReport(context.Context, *iam.GetCredentialReportInput, ...func(*iam.Options)) (*iam.GetCredentialReportOutput, error) {
	if err := c.a.enter("iam:GetCredentialReport", "", ""); err != nil {
		return nil, err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	switch {
	case c.a.asked == 0 && c.a.Report == "":
		return nil, apiError("ReportNotPresent", "Credential report not present")
	case c.a.asked > 0 && c.a.asked < cmp.Or(c.a.ReportAsks, 2):
		return nil, apiError("ReportInProgress", "Credential report is being generated")
	}
	report := []byte(c.a.Report)
	if c.a.Report == "" {
		report = c.report()
	}
	return &iam.GetCredentialReportOutput{
		Content: report, ReportFormat: types.ReportFormatTypeTextCsv, GeneratedTime: &c.a.Now,
	}, nil
}

var reportColumns = []string{
	"user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
	"password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date",
	"access_key_1_last_used_region", "access_key_1_last_used_service", "access_key_2_active", "access_key_2_last_rotated",
	"access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active",
	"cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
}

// report is the report as IAM writes it, with the root user first. There is none in China.
func (c iamClient) report() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	account := "arn:" + c.a.Partition + ":iam::" + c.a.Account + ":"
	write := func(values map[string]string) {
		row := make([]string, len(reportColumns))
		for i, name := range reportColumns {
			row[i] = cmp.Or(values[name], "N/A")
		}
		_ = w.Write(row) // into memory
	}
	_ = w.Write(reportColumns)
	if root := c.root(); c.a.Partition != "aws-cn" {
		write(map[string]string{
			"user": "<root_account>", "arn": account + "root", "password_enabled": "not_supported",
			"password_last_changed": "not_supported", "password_next_rotation": "not_supported",
			"password_last_used":          reported(root.PasswordLastUsed, "no_information"),
			"access_key_1_last_used_date": reported(root.AccessKey1Used, "N/A"),
			"access_key_2_last_used_date": reported(root.AccessKey2Used, "N/A"),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(c.a.Users)) {
		write(map[string]string{"user": name, "arn": account + "user/" + name, "password_last_used": reported(&c.a.Now, "")})
	}
	w.Flush()
	return b.Bytes()
}

func reported(at *time.Time, never string) string {
	if at == nil {
		return never
	}
	return at.UTC().Format("2006-01-02T15:04:05+00:00")
}
