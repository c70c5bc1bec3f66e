package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"trailproof/access"
	"trailproof/collectors"
	"trailproof/logs"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// awsFlags say which account is looked at, and how gently.
type awsFlags struct {
	profile, roleARN, externalID, endpoint string
	regions, principals                    []string
	maxRate                                float64
	concurrency                            int
	timeout                                time.Duration
	with                                   withFlag
	verifyLogs                             time.Duration
}

// add adds the flags that say which account and how; addLooking those that say what else to look at.
func (w *awsFlags) add(f *pflag.FlagSet) {
	f.StringVar(&w.profile, "profile", "", "`NAME` of the profile in the shared AWS configuration")
	f.StringArrayVar(&w.regions, "region", nil, "`REGION` to look at; may repeat (default: all that are enabled)")
	f.StringVar(&w.roleARN, "role-arn", "", "`ARN` of the role to assume first")
	f.StringVar(&w.externalID, "external-id", "", "external `ID` for that role")
	f.StringVar(&w.endpoint, "endpoint-url", "", "`URL` of the endpoint of all AWS services")
	f.Float64Var(&w.maxRate, "max-rate", 0, "most calls a second for each service and Region, a `NUMBER` (default: a rate for each service)")
	f.IntVar(&w.concurrency, "concurrency", 16, "most calls at once, a `NUMBER`")
	f.DurationVar(&w.timeout, "timeout", 20*time.Second, "`TIME` that one attempt of a call may take")
}

func (w *awsFlags) addLooking(f *pflag.FlagSet) {
	f.StringArrayVar(&w.principals, "principal", nil,
		"`ARN` of a user or role to put to IAM's simulator where that is asked; may repeat (default: those whose policies reach the logs)")
	w.with.add(f)
	f.DurationVar(&w.verifyLogs, "verify-logs", 0, "verify the log files that trails delivered in the last `TIME`, such as 24h, too; as --with log_files, which takes 24h")
}

// lookingBack is for how long log files are verified where nobody says.
const lookingBack = 24 * time.Hour

func (w *awsFlags) check() error {
	switch {
	case w.concurrency < 1:
		return usagef("--concurrency: %d is less than 1", w.concurrency)
	case w.maxRate < 0:
		return usagef("--max-rate: %v is negative", w.maxRate)
	case w.timeout <= 0:
		return usagef("--timeout: %v is not positive", w.timeout)
	case w.externalID != "" && w.roleARN == "":
		return usagef("--external-id goes with --role-arn only")
	}
	if err := w.with.check(); err != nil {
		return err
	}
	if w.verifyLogs < 0 {
		return usagef("--verify-logs: %v is negative", w.verifyLogs)
	}
	if w.verifyLogs > 0 {
		w.with = append(w.with, "log_files")
	}
	return nil
}

// asked is the first of these flags that somebody set, but for some; empty where nobody did.
func asked(set *pflag.FlagSet, but ...string) string {
	name := ""
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	new(awsFlags).add(own)
	new(awsFlags).addLooking(own)
	own.VisitAll(func(f *pflag.Flag) {
		if name == "" && set.Changed(f.Name) && !slices.Contains(but, f.Name) {
			name = f.Name
		}
	})
	return name
}

// load finds credentials and Region as the AWS CLI does.
func (w *awsFlags) load(ctx context.Context) (aws.Config, error) {
	client := awshttp.NewBuildableClient().WithTimeout(w.timeout).WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConnsPerHost = w.concurrency
	})
	options := []func(*config.LoadOptions) error{
		config.WithHTTPClient(client), config.WithRetryMode(aws.RetryModeAdaptive), config.WithSharedConfigProfile(w.profile),
		// The SDK would write to stderr by itself, --quiet or not. What matters of it comes back as an error.
		config.WithLogger(logging.Nop{}),
	}
	if len(w.regions) > 0 {
		options = append(options, config.WithRegion(w.regions[0]))
	}
	if w.endpoint != "" {
		options = append(options, config.WithBaseEndpoint(w.endpoint))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, fmt.Errorf("aws: load the configuration: %w", err)
	}
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	if w.roleARN != "" {
		cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), w.roleARN,
			func(o *stscreds.AssumeRoleOptions) {
				o.RoleSessionName = "trailproof"
				if w.externalID != "" {
					o.ExternalID = &w.externalID
				}
			}))
	}
	return cfg, nil
}

// collect looks at the account. nil reads means all there is but opt-in evidence that is not in w.with.
func (a *app) collect(ctx context.Context, w awsFlags, reads []string, k known) (*snapshot.Snapshot, error) {
	p, err := a.startProgress()
	if err != nil {
		return nil, err
	}
	cfg, err := w.load(ctx)
	if err != nil {
		return nil, err
	}
	now := a.now().Truncate(time.Second)
	feed := logs.Feed{Start: now.Add(-cmp.Or(w.verifyLogs, lookingBack)).UTC(), End: now.UTC(), Concurrency: w.concurrency}
	s, err := collectors.Run(ctx, collectors.Config{
		Clients: collectors.NewClients(cfg), Regions: w.regions, DefaultRegion: cfg.Region, Reads: reads,
		With: w.with, Accounts: k.accounts, Buckets: k.buckets, Principals: w.principals,
		Now: now, Concurrency: w.concurrency, MaxRate: w.maxRate, OnCall: p.call,
		VerifyLogs: func(ctx context.Context, d collectors.Delivered) (snapshot.LogFiles, []string, error) {
			return feed.Verify(ctx, d.Trail, d.Regions, logs.Bucket{Client: d.Bucket, Name: d.Trail.S3BucketName},
				logs.KeyService{Client: func(region string) logs.KeysAPI { return d.Keys(region) }})
		},
	})
	p.done()
	var unidentified *collectors.IdentityError
	if errors.As(err, &unidentified) {
		return nil, fmt.Errorf("%w\nAWS does not say which account this is: check the credentials, the Region and the clock", err)
	}
	if err != nil {
		return nil, err
	}
	access.Fill(s)
	return s, nil
}

func (a *app) scanCommand() *cobra.Command {
	var w awsFlags
	var rules ruleFlags
	var waivers waiverFlags
	var out outputFlags
	var offline string
	var fix scanFix
	c := &cobra.Command{
		Use:   "scan",
		Short: "Look at an account, judge it and report",
		Long: `scan looks at an account, judges it and reports. It only reads, but for --fix, which plans what would mend the findings,
shows it, asks, changes the account, verifies what came of it, and reports then. --fix --dry-run shows the plan and changes
nothing.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := w.check(); err != nil {
				return err
			}
			if err := fix.check(a, c.Flags(), offline); err != nil {
				return err
			}
			if offline != "" {
				if name := asked(c.Flags()); name != "" {
					return usagef("--%s says how AWS is asked, and with --snapshot nobody asks", name)
				}
				return a.eval(c.Context(), []string{offline}, rules, waivers, out)
			}
			checked, err := out.check(a)
			if err != nil {
				return err
			}
			e, err := rules.load(c.Context())
			if err != nil {
				return err
			}
			if checked.waivers, err = waivers.load(e.All()); err != nil {
				return err
			}
			if fix.on {
				return a.scanAndFix(c.Context(), e, w, rules, fix, checked)
			}
			k, err := rules.known()
			if err != nil {
				return err
			}
			w.with = rules.with(w.with, e.Rules())
			s, err := a.collect(c.Context(), w, readsOf(e.Rules()), k)
			if err != nil {
				return err
			}
			return a.judge(c.Context(), e, s, rules.frameworks, checked)
		},
	}
	w.add(c.Flags())
	w.addLooking(c.Flags())
	rules.add(c.Flags())
	waivers.add(c.Flags())
	out.add(c.Flags())
	fix.add(c.Flags())
	c.Flags().StringVar(&offline, "snapshot", "", "judge the snapshot in this `FILE`, and look at nothing")
	return c
}
