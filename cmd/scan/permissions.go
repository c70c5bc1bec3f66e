package main

import (
	"encoding/json"
	"slices"

	"github.com/spf13/cobra"

	"trailproof/collectors"
	"trailproof/finding"
	"trailproof/logs"
	"trailproof/remediate"
)

func (a *app) permissionsCommand() *cobra.Command {
	var rules ruleFlags
	var with withFlag
	var everything, fix, forLogs bool
	c := &cobra.Command{
		Use:   "permissions",
		Short: "Print the IAM policy that a scan needs",
		Long: `permissions prints the least privilege with which the selected rules can be judged: an IAM policy with the actions of
the calls that fill what these rules read, and the opt-in evidence that --with names. With --all it is the policy that
collect needs. With --fix it is the policy that plan, scan --fix, apply and undo need for these rules: a fix looks at
everything, whatever the rules, and a second statement lets it write. With --logs it is the one that logs verify needs.`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := with.check(); err != nil {
				return err
			}
			if forLogs {
				return printJSON(a, policyOf("TrailproofLogsVerify", logs.Actions))
			}
			_, selected, err := rules.catalogue()
			if err != nil {
				return err
			}
			var reads []string
			if !everything && !fix {
				reads = readsOf(selected)
			}
			p := readPolicy(reads, rules.with(with, selected))
			if fix {
				p.Statement = append(p.Statement, fixStatement(selected))
			}
			return printJSON(a, p)
		},
	}
	rules.add(c.Flags())
	with.add(c.Flags())
	c.Flags().BoolVar(&everything, "all", false, "what collect needs, whatever the rules")
	c.Flags().BoolVar(&fix, "fix", false, "what the fixes of the rules need, too")
	c.Flags().BoolVar(&forLogs, "logs", false, "what logs verify needs to read a trail's files")
	c.MarkFlagsMutuallyExclusive("all", "logs")
	return c
}

// iamPolicy is an IAM policy document as it is printed.
type iamPolicy struct {
	Version   string
	Statement []iamStatement
}

type iamStatement struct {
	Sid, Effect string
	Action      []string
	Resource    string
}

// readPolicy allows what the calls for these reads need. sts:GetCallerIdentity needs no permission.
func readPolicy(reads, with []string) iamPolicy {
	var actions []string
	for _, call := range collectors.Calls(reads, with...) {
		actions = append(actions, call.Actions...)
	}
	slices.Sort(actions)
	return policyOf("TrailproofReadOnly", slices.Compact(actions))
}

func policyOf(sid string, actions []string) iamPolicy {
	return iamPolicy{Version: "2012-10-17", Statement: []iamStatement{{Sid: sid, Effect: "Allow", Action: actions, Resource: "*"}}}
}

// fixStatement allows what the fixes of these rules read and write.
func fixStatement(rules []finding.Rule) iamStatement {
	actions := []string{}
	for _, f := range remediate.Fixes {
		if !slices.ContainsFunc(rules, func(r finding.Rule) bool { return r.ID == f.Rule }) {
			continue
		}
		for _, o := range f.Uses {
			actions = append(actions, slices.Concat(o.Reads, o.Writes)...)
		}
	}
	slices.Sort(actions)
	return iamStatement{Sid: "TrailproofFix", Effect: "Allow", Action: slices.Compact(actions), Resource: "*"}
}

func printJSON(a *app, v any) error {
	enc := json.NewEncoder(a.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
