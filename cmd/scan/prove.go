package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"trailproof/access"
	"trailproof/policy"

	"github.com/spf13/cobra"
)

func (a *app) proveCommand(w *awsFlags, file *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "prove QUESTION",
		Short: "Prove that nobody may do something to the audit trail, or find a request that may",
		Long: `prove answers for all requests that there can be, not for one. A question reads

  no principal outside account 111122223333 may s3:GetObject on the log objects
  no principal outside 111122223333, o-abcdefghij except arn:aws:iam::444455556666:role/Reader may s3:Get* on the log objects
  no service except cloudtrail.amazonaws.com for 111122223333 may s3:PutObject on the log objects
  no anonymous principal may s3:*, kms:* on the log buckets
  no principal in account 444455556666 may kms:Decrypt on the log keys
  no principal except arn:aws:iam::111122223333:role/Admin may cloudtrail:StopLogging on the trails

"principal" is everybody: users, roles, root users, federated users, those without credentials, and AWS services. "outside" takes
accounts and organizations (o-…); a service that acts for one of them is inside. An exception is an account, an organization, the
ARN of a user, role, session or root user, a service (for certain accounts), or "anonymous". Actions may have * and ?. "on" takes
"the log objects", "the log buckets", "the log keys", "the trails", or ARNs of these. A QUESTION that begins with { is the same as
JSON: {"who": "principal", "outside": ["111122223333"], "except": [], "actions": ["s3:GetObject"], "on": ["the log objects"]}.

The answer is proved (exit code 0), violated, with a request that is allowed (1), or unknown, with what decides (3). Whoever is in
another account is taken to have all permissions that the account can give. Service and resource control policies are not looked
at; they could only take away. Nor is what somebody could do in two steps, after assuming another role or changing a policy.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("access prove needs one question, in quotes")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			claim, err := readClaim(args[0])
			if err != nil {
				return err
			}
			s, err := a.accessSnapshot(c, *w, *file)
			if err != nil {
				return err
			}
			proofs, err := access.NewAccount(s).Prove(claim)
			if err != nil {
				return fmt.Errorf("access prove: %s", visible(err.Error()))
			}
			verdict := access.Proved
			for _, p := range proofs {
				verdict = worse(verdict, p.Verdict)
			}
			a.code = verdictCodes[verdict]
			if asJSON {
				return printJSON(a, map[string]any{"question": claim.Question(), "verdict": verdict, "proofs": proofs})
			}
			a.print("%s: %s\n", verdict, visible(claim.Question()))
			for _, p := range proofs {
				a.printProof(p)
			}
			return a.printErr
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "all answers with their reasons, as JSON")
	return c
}

// readClaim reads a question, in words or as JSON.
func readClaim(text string) (*access.Claim, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		var claim access.Claim
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&claim); err != nil {
			return nil, usagef("question: %v", err)
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return nil, usagef("question: more stands behind the JSON object")
		}
		if err := claim.Check(); err != nil {
			return nil, usageError{err}
		}
		return &claim, nil
	}
	claim, err := access.ParseQuestion(text)
	if err != nil {
		return nil, usageError{fmt.Errorf("question: %w", err)}
	}
	return claim, nil
}

var verdictCodes = map[access.Verdict]int{
	access.Proved: exitOK, access.Violated: exitFindings, access.Undecided: exitIncomplete,
}

// worse is the verdict that matters more.
func worse(v, w access.Verdict) access.Verdict {
	order := []access.Verdict{access.Proved, access.Undecided, access.Violated}
	return order[max(slices.Index(order, v), slices.Index(order, w))]
}

func (a *app) printProof(p access.Proof) {
	a.print("  %-8s  %s\n", p.Verdict, visible(p.Resource))
	for _, o := range p.Open {
		a.print("    hangs on  %s\n", visible(o))
	}
	if w := p.Witness; w != nil {
		a.print("    %s may %s on %s\n", visible(w.Sender()), visible(w.Action), visible(w.Resource()))
		keys := w.Keys()
		for _, name := range slices.Sorted(maps.Keys(keys)) {
			a.print("    with      %s = %s\n", visible(name), visible(strings.Join(keys[name], ", ")))
		}
		for _, m := range w.Why {
			a.print("    because   %s\n", visible(m.String()))
		}
	}
}

func (a *app) compareCommand() *cobra.Command {
	var kind string
	var of access.Comparison
	var asJSON bool
	c := &cobra.Command{
		Use:   "compare OLD NEW",
		Short: "Say whether a new policy allows anything that the old one did not",
		Long: `compare reads two policy documents, and looks for a request that NEW allows and OLD does not. It asks nobody. --kind says what
the policies are attached to: ` + strings.Join(kindNames(), ", ") + `. A policy of a resource needs --account, the owner.

The answer is proved, that NEW allows nothing more (exit code 0), violated, with a request (1), or unknown, with what decides (3).
Whatever else would have to allow the request is taken to allow it.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("access compare needs the files of the old and of the new policy")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if name := asked(c.Flags()); name != "" || c.Flags().Changed("snapshot") {
				return usagef("access compare looks at two files, and nowhere else: no --%s", cmp.Or(name, "snapshot"))
			}
			if err := oneOf("--kind", kind, kindNames()...); err != nil {
				return err
			}
			of.Kind = access.PolicyKind(kind)
			if of.Account == "" {
				switch of.Kind {
				case access.OfIdentity, access.OfBoundary, access.OfSCP:
					of.Account = "000000000000"
				case access.OfRCP, access.OfBucket, access.OfKey, access.OfTrust:
					return usagef("--kind %s needs --account, the account of the resource", kind)
				}
			}
			before, err := a.readPolicy(args[0])
			if err != nil {
				return err
			}
			after, err := a.readPolicy(args[1])
			if err != nil {
				return err
			}
			p, err := access.Compare(before, after, of)
			if err != nil {
				return usageError{errors.New(visible(err.Error()))}
			}
			a.code = verdictCodes[p.Verdict]
			if asJSON {
				return printJSON(a, p)
			}
			a.print("%s\n", map[access.Verdict]string{
				access.Proved:    "proved: the new policy allows nothing that the old one does not",
				access.Violated:  "violated: the new policy allows more",
				access.Undecided: "unknown: the new policy may allow more",
			}[p.Verdict])
			a.printProof(p)
			return a.printErr
		},
	}
	f := c.Flags()
	f.StringVar(&kind, "kind", "", "what the policies are attached to, a `KIND`: "+strings.Join(kindNames(), ", "))
	f.StringVar(&of.Account, "account", "", "`ACCOUNT` that owns what the policies are attached to")
	f.StringVar(&of.Resource, "resource", "", "compare only what is allowed on `ARN`; * and ? are wildcards")
	f.StringArrayVar(&of.Actions, "action", nil, "compare only whether this `ACTION` is allowed, such as s3:Get*; may repeat")
	f.BoolVar(&asJSON, "json", false, "all answers with their reasons, as JSON")
	return c
}

func kindNames() []string {
	var names []string
	for _, k := range access.PolicyKinds {
		names = append(names, string(k))
	}
	return names
}

// maxPolicy bounds what is read of a file; AWS's largest policies have 20 KB.
const maxPolicy = 1 << 20

// readPolicy reads a policy document.
func (a *app) readPolicy(name string) (doc *policy.Document, err error) {
	f, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err := io.ReadAll(io.LimitReader(f, maxPolicy+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxPolicy {
		return nil, fmt.Errorf("%s: longer than %d bytes, which no policy is", name, maxPolicy)
	}
	doc, problems := policy.Parse(string(text))
	if doc == nil {
		return nil, fmt.Errorf("%s: %s", name, visible(problems[0].String()))
	}
	return doc, nil
}
