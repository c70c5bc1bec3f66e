package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"trailproof/internal/nearest"
	"trailproof/logs"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) logsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "logs",
		Short: "Verify the log files that a trail delivered",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("no command %q%s", args[0], nearest.Hint(args[0], []string{"verify", "merge", "fetch-keys"}))
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.logsVerifyCommand(), a.logsMergeCommand(), a.logsFetchKeysCommand())
	return c
}

// timeFlags are a span of time.
type timeFlags struct{ start, end string }

func (t *timeFlags) add(f *pflag.FlagSet) {
	f.StringVar(&t.start, "start", "", "`TIME` from which log files were delivered: 2025-06-01, 2025-06-01T05:00:00+03:00, or 24h ago as 24h")
	f.StringVar(&t.end, "end", "", "`TIME` until which (default: now, of a copy whatever it holds)")
}

// parse returns nil for what is not said.
func (t *timeFlags) parse(now time.Time) (start, end *time.Time, err error) {
	if start, err = parseTime("--start", t.start, now); err != nil {
		return nil, nil, err
	}
	if end, err = parseTime("--end", t.end, now); err != nil {
		return nil, nil, err
	}
	if start != nil && end != nil && end.Before(*start) {
		return nil, nil, usagef("--end: is before --start")
	}
	return start, end, nil
}

func parseTime(flag, text string, now time.Time) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		at := now.Add(-d).UTC()
		return &at, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			at = at.UTC()
			return &at, nil
		}
	}
	return nil, usagef("%s: %q is no time: give a day, a time with its zone, or how long ago", flag, text)
}

// verifyFlags are those of logs verify.
type verifyFlags struct {
	aws                       awsFlags
	times                     timeFlags
	trail, from, keys, prefix string
	kmsKeys                   []string
	files                     bool
	state, shard              string
	out                       logFormatFlags
}

func (a *app) logsVerifyCommand() *cobra.Command {
	var v verifyFlags
	c := &cobra.Command{
		Use:   "verify",
		Short: "Verify digest and log files: signatures, hashes, and that nothing is missing",
		Long: `verify checks the digests of every account and Region that a trail delivers for, the log files that they name, and looks
for files that no digest names. It reads them from S3 (--trail), or from a copy of the bucket, a folder or a tar (--from).
With --keys it asks AWS for nothing, and a copy can be verified years later: logs fetch-keys saves the keys.

S3 keeps the signature of a digest beside it, and a copy has it in the digest after; only the last of a chain, that
is the newest one and each before a pause, needs the output of aws s3api head-object beside it, in a file of its name
and .head.json.

It exits with 0 where everything is verified, 1 where something was tampered with or is not encrypted with the trail's key,
3 where something is unknown.

With --state it keeps what is settled in a file, also where it is interrupted, and the next run goes on from there: it verifies
what is new, compares the last digest that was verified with what is there, and reports the whole time.

With --shard it does one part of the work, and logs merge puts the reports of all parts together. auto/N takes the part from
` + batchIndex + ` or ` + kubernetesIndex + `, and {shard} in a path of --format or --state is its number.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := v.check(c.Flags(), a.now().Truncate(time.Second), a.getenv)
			if err != nil {
				return err
			}
			out, err := v.out.check(c.Flags(), o.Shard)
			if err != nil {
				return err
			}
			if v.state != "" && (v.files || out.files()) {
				return usagef("--state does not keep the names of valid files, which --files, jsonl and evidence list")
			}
			files, err := out.spoolFor(&o)
			if err != nil {
				return err
			}
			progress, err := a.startLogProgress(&o)
			if err != nil {
				return closeSpool(files, err)
			}
			if a.getenv("GOGC") == "" {
				debug.SetGCPercent(50) // little lives, and much comes and goes
			}
			r, err := a.verifyLogs(c.Context(), v, o)
			progress.done()
			if o.State != nil && o.State.Begun() && (err == nil || c.Context().Err() != nil) {
				if saved := saveState(v.state, o.State); saved != nil {
					err = errors.Join(err, saved)
				} else if err != nil {
					a.say("%s has what was verified: the same command goes on from there", v.state)
				}
			}
			if err == nil {
				err = out.write(a, r, files)
			}
			return closeSpool(files, err)
		},
	}
	v.aws.add(c.Flags())
	v.aws.concurrency = 128 // small files wait for the network most of the time
	c.Flags().Lookup("concurrency").DefValue = "128"
	v.times.add(c.Flags())
	f := c.Flags()
	f.StringVar(&v.trail, "trail", "", "`TRAIL` whose files are verified, a name or an ARN; of a copy, all where there is none")
	f.StringVar(&v.from, "from", "", "`PATH` of a copy of the bucket, a folder or a tar, instead of S3")
	f.StringVar(&v.keys, "keys", "", "`FILE` of the public keys that logs fetch-keys saved, instead of asking CloudTrail")
	f.StringArrayVar(&v.kmsKeys, "kms-key", nil, "`ARN` of a key that the trail encrypts with, or did, beside its own; may repeat")
	f.StringVar(&v.prefix, "prefix", "", "`PREFIX` before AWSLogs/ in the copy")
	f.BoolVar(&v.files, "files", false, "tell of every file, not only of those that are not valid")
	f.StringVar(&v.state, "state", "", "`FILE` of what was verified before, which is gone on from and brought up to date")
	f.StringVar(&v.shard, "shard", "", "`I/N` of the work is done, I from 1, or auto/N in a job of AWS Batch or Kubernetes")
	v.out.add(f)
	return c
}

func (v *verifyFlags) check(set *pflag.FlagSet, now time.Time, getenv func(string) string) (o logs.Options, err error) {
	if err := v.aws.check(); err != nil {
		return o, err
	}
	for _, key := range v.kmsKeys {
		if named, err := arn.Parse(key); err != nil || named.Service != "kms" || !strings.HasPrefix(named.Resource, "key/") {
			return o, usagef("--kms-key: %q is not the ARN of a key", key)
		}
	}
	o = logs.Options{KMSKeys: v.kmsKeys, Prefix: v.prefix, Regions: v.aws.regions, Concurrency: v.aws.concurrency, Files: v.files}
	if o.Start, o.End, err = v.times.parse(now); err != nil {
		return o, err
	}
	if o.Shard, err = parseShard(v.shard, getenv); err != nil {
		return o, err
	}
	if o.Shard != nil && (o.Start == nil || o.End == nil) {
		return o, usagef("--shard needs --start and --end, the same for all shards")
	}
	if v.state = inShard(v.state, o.Shard); v.state != "" {
		if o.State, err = readState(v.state); err != nil {
			return o, err
		}
		if o.Start == nil {
			o.Start = o.State.Of.Start
		}
	}
	if v.from != "" {
		if name := asked(set, "concurrency", "region"); v.keys != "" && name != "" {
			return o, usagef("--%s says how AWS is asked, and with --from and --keys nobody asks", name)
		}
		o.Trail = trailName(v.trail)
		return o, nil
	}
	switch {
	case v.trail == "":
		return o, usagef("logs verify needs a --trail, or a copy of its bucket with --from")
	case v.prefix != "":
		return o, usagef("--prefix goes with --from; the trail knows its own")
	case o.Start == nil:
		return o, usagef("logs verify --trail needs a --start")
	case o.End == nil:
		o.End = &now
	}
	return o, nil
}

// trailName is the name in an ARN, or the name.
func trailName(trail string) string {
	if _, err := arn.Parse(trail); err == nil {
		return trail[strings.LastIndexByte(trail, '/')+1:]
	}
	return trail
}

// verifyLogs opens what is verified, and verifies it.
func (a *app) verifyLogs(ctx context.Context, v verifyFlags, o logs.Options) (*logs.Report, error) {
	var cfg aws.Config
	var err error
	if v.from == "" || v.keys == "" {
		if cfg, err = v.aws.load(ctx); err != nil {
			return nil, err
		}
	}
	var keys logs.KeySource = keyService(cfg)
	if v.keys != "" {
		if keys, err = a.readKeys(v.keys); err != nil {
			return nil, err
		}
	}
	if v.from != "" {
		source, err := openCopy(v.from)
		if err != nil {
			return nil, err
		}
		o.Named = v.from
		r, err := logs.Verify(ctx, source, keys, o)
		return r, errors.Join(err, source.Close())
	}
	source, err := findBucket(ctx, cfg, v.trail, &o)
	if err != nil {
		return nil, err
	}
	return logs.Verify(ctx, source, keys, o)
}

// copied is a copy of a bucket.
type copied interface {
	logs.Source
	io.Closer
}

func openCopy(path string) (copied, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return logs.OpenFolder(path)
	}
	return logs.OpenTar(path)
}

// maxKeys bounds a file of keys; a key takes 600 bytes.
const maxKeys = 64 << 20

func (a *app) readKeys(name string) (*logs.KeyFile, error) {
	f, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxKeys))
	if err != nil {
		return nil, err
	}
	keys, err := logs.DecodeKeyFile(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return keys, nil
}

func keyService(cfg aws.Config) logs.KeyService {
	return logs.KeyService{Client: func(region string) logs.KeysAPI { return cloudtrail.NewFromConfig(in(cfg, region)) }}
}

func in(cfg aws.Config, region string) aws.Config {
	c := cfg.Copy()
	c.Region = region
	return c
}

// findBucket asks where the trail delivers, and completes the options by that.
func findBucket(ctx context.Context, cfg aws.Config, trail string, o *logs.Options) (logs.Source, error) {
	region := cfg.Region
	if named, err := arn.Parse(trail); err == nil {
		region = named.Region
	}
	place, err := logs.FindTrail(ctx, cloudtrail.NewFromConfig(in(cfg, region)), trail)
	if err != nil {
		return nil, err
	}
	o.Trail, o.Prefix = place.Trail, place.Prefix
	if o.KMSKeys = append([]string{}, o.KMSKeys...); place.KMSKey != "" {
		o.KMSKeys = append(o.KMSKeys, place.KMSKey)
	}
	client := func(region string) *s3.Client {
		return s3.NewFromConfig(in(cfg, region), func(o *s3.Options) {
			o.UsePathStyle = cfg.BaseEndpoint != nil
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired // what is read is hashed anyway
		})
	}
	home, err := logs.BucketRegion(ctx, client(region), place.Bucket)
	if err != nil {
		return nil, err
	}
	if home == "" { // an emulator may not say
		home = region
	}
	return logs.Bucket{Client: client(home), Name: place.Bucket}, nil
}

func (a *app) logsFetchKeysCommand() *cobra.Command {
	var w awsFlags
	var times timeFlags
	var path string
	c := &cobra.Command{
		Use:   "fetch-keys",
		Short: "Save the public keys of CloudTrail, to verify a copy of the log files later",
		Long: `fetch-keys asks CloudTrail in each --region for the keys of a time and saves them with what was asked for: logs verify
--keys can then tell a key that is not CloudTrail's from one that was not saved. Keep the file where those who can write
the log files can't.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			start, end, err := times.parse(a.now().Truncate(time.Second))
			switch {
			case err != nil:
				return err
			case len(w.regions) == 0:
				return usagef("logs fetch-keys needs each --region that the trail records")
			case start == nil:
				return usagef("logs fetch-keys needs a --start")
			case end == nil:
				now := a.now().Truncate(time.Second).UTC()
				end = &now
			}
			if err := w.check(); err != nil {
				return err
			}
			if path != "-" {
				if err := writable(path); err != nil {
					return usageError{err}
				}
			}
			cfg, err := w.load(c.Context())
			if err != nil {
				return err
			}
			keys, err := logs.FetchKeys(c.Context(), keyService(cfg), w.regions, *start, *end)
			if err != nil {
				return err
			}
			if path == "-" {
				return printJSON(a, keys)
			}
			return writeFile(path, func(out io.Writer) error {
				enc := json.NewEncoder(out)
				enc.SetIndent("", "  ")
				return enc.Encode(keys)
			})
		},
	}
	w.add(c.Flags())
	times.add(c.Flags())
	c.Flags().StringVarP(&path, "output", "o", "-", "`PATH` of what is written; - is the standard output")
	return c
}
