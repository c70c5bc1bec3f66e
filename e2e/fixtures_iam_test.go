//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"trailproof/internal/awsfake"
	"trailproof/internal/awsproxy"
)

// hasRoot answers what moto does not know of the root user: what he signs in with, and when he did.
func (p proxy) hasRoot(a account) {
	p.Handle("iam:GetAccountSummary", func(
		ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		answer, err := emulator(ctx, nil)
		root := a.root()
		values := map[string]int32{
			"AccountAccessKeysPresent": root.AccessKeys, "AccountMFAEnabled": number(!root.NoMFA),
			"AccountPasswordPresent": number(!root.NoPassword),
		}
		text := string(answer.Body)
		for name, value := range values {
			entry := fmt.Sprint("<entry><key>", name, "</key><value>")
			if before, after, told := strings.Cut(text, entry); told {
				_, after, _ = strings.Cut(after, "</entry>")
				text = before + after
			}
			text = strings.Replace(text, "<SummaryMap>", fmt.Sprint("<SummaryMap>", entry, value, "</value></entry>"), 1)
		}
		answer.Body = []byte(text)
		return answer, err
	})
	p.Handle("iam:ListVirtualMFADevices", func(
		ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		answer, err := emulator(ctx, nil)
		owner := "arn:" + a.story.Partition + ":iam::" + a.story.Account + ":"
		var devices string
		for _, name := range a.root().VirtualMFA {
			devices += "<member><SerialNumber>" + owner + "mfa/" + name + "</SerialNumber><User><Arn>" + owner + "root</Arn></User></member>"
		}
		answer.Body = bytes.Replace(answer.Body, []byte("<VirtualMFADevices/>"),
			[]byte("<VirtualMFADevices>"+devices+"</VirtualMFADevices>"), 1)
		return answer, err
	})
	p.reports(a)
}

func (a account) root() *awsfake.Root {
	if a.story.Root == nil {
		return &awsfake.Root{}
	}
	return a.story.Root
}

func number(yes bool) int32 {
	if yes {
		return 1
	}
	return 0
}

// reports adds the root user to the credential report, which moto keeps for ever; here each run finds none and has one made.
func (p proxy) reports(a account) {
	var made atomic.Bool
	p.Handle("iam:GenerateCredentialReport", func(
		ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		answer, err := emulator(ctx, nil)
		made.Store(true)
		return answer, err
	})
	p.Handle("iam:GetCredentialReport", func(
		ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		if !made.Load() {
			return awsproxy.ErrorAnswer(c, http.StatusGone, "ReportNotPresent", "there is none"), nil
		}
		answer, err := emulator(ctx, nil)
		if err != nil {
			return answer, err
		}
		before, rest, _ := strings.Cut(string(answer.Body), "<Content>")
		content, after, _ := strings.Cut(rest, "</Content>")
		report, err := base64.StdEncoding.DecodeString(content)
		if err != nil {
			return answer, err
		}
		header, users, _ := strings.Cut(string(report), "\n")
		root := a.root()
		used := map[string]*time.Time{
			"password_last_used": root.PasswordLastUsed, "access_key_1_last_used_date": root.AccessKey1Used,
			"access_key_2_last_used_date": root.AccessKey2Used,
		}
		columns := strings.Split(header, ",")
		for i, name := range columns {
			switch at := used[name]; {
			case name == "user":
				columns[i] = "<root_account>"
			case at != nil:
				columns[i] = at.Format("2006-01-02T15:04:05+00:00")
			default:
				columns[i] = "N/A"
			}
		}
		text := header + "\n" + strings.Join(columns, ",") + "\n" + users
		answer.Body = []byte(before + "<Content>" + base64.StdEncoding.EncodeToString([]byte(text)) + "</Content>" + after)
		return answer, nil
	})
}

// attachesPoliciesOfAWS adds to what moto says of identities the policies of AWS's own, which would cost it a hundred
// megabytes.
func (p proxy) attachesPoliciesOfAWS(a account) {
	p.Handle("iam:GetAccountAuthorizationDetails", func(
		ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		answer, err := emulator(ctx, nil)
		text := string(answer.Body)
		for kind, identities := range map[string]map[string]*awsfake.Identity{
			"user": a.story.Users, "role": a.story.Roles, "group": a.story.Groups,
		} {
			for name, i := range identities {
				path := "/"
				if i.Path != "" {
					path = i.Path
				}
				arn := "<Arn>arn:" + a.story.Partition + ":iam::" + a.story.Account + ":" + kind + path + name + "</Arn>"
				before, after, isThere := strings.Cut(text, arn)
				if isThere {
					text = before + arn + within(after, "AttachedManagedPolicies", attachedOf(a, i))
				}
			}
		}
		at := strings.LastIndex(text, "</RoleDetailList>")
		if at < 0 {
			at = strings.LastIndex(text, "<RoleDetailList/>")
		}
		if at >= 0 {
			text = text[:at] + within(text[at:], "Policies", policiesOfAWS(a))
		}
		answer.Body = []byte(text)
		return answer, err
	})
}

// within puts members at the end of the first list of that name.
func within(text, list, members string) string {
	empty, end := "<"+list+"/>", "</"+list+">"
	if i, j := strings.Index(text, empty), strings.Index(text, end); i >= 0 && (j < 0 || i < j) {
		return text[:i] + "<" + list + ">" + members + end + text[i+len(empty):]
	}
	return strings.Replace(text, end, members+end, 1)
}

func attachedOf(a account, i *awsfake.Identity) string {
	var members string
	for _, arn := range i.Attached {
		if isOfAWS(a, arn) {
			members += "<member><PolicyName>" + lastPart(arn) + "</PolicyName><PolicyArn>" + arn + "</PolicyArn></member>"
		}
	}
	return members
}

func policiesOfAWS(a account) string {
	var members strings.Builder
	for _, arn := range slices.Sorted(maps.Keys(a.story.Policies)) {
		policy := a.story.Policies[arn]
		if !isOfAWS(a, arn) {
			continue
		}
		fmt.Fprint(&members, "<member><PolicyName>", lastPart(arn), "</PolicyName><Arn>", arn, "</Arn><AttachmentCount>",
			policy.Attachments, "</AttachmentCount><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList><member><Document>")
		_ = xml.EscapeText(&members, []byte(url.PathEscape(string(policy.Document)))) // into memory
		members.WriteString("</Document><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member>")
	}
	return members.String()
}

func isOfAWS(a account, policy string) bool {
	return strings.HasPrefix(policy, "arn:"+a.story.Partition+":iam::aws:policy/")
}
