package main

import (
	"fmt"
	"strings"
	"time"

	"trailproof/logs"
)

// printLogs is for people: what is wrong under its Region, the worst first, and a last line that counts everything.
func (a *app) printLogs(r *logs.Report) {
	a.print("%s, %s to %s\n", visible(r.Source), when(r.Start, "the first digest"), when(r.End, "the last"))
	for _, region := range r.Regions {
		a.print("\naccount %s, %s: %s\n", visible(region.Account), visible(region.Region), region.Verdict)
		for _, t := range region.Trails {
			if t.From == nil {
				a.print("  trail %s of %s: no digest is verified\n", visible(t.Name), visible(t.Home))
				continue
			}
			a.print("  trail %s of %s, digests from %s to %s\n", visible(t.Name), visible(t.Home), when(t.From, ""), when(t.To, ""))
		}
		for _, h := range region.Hours {
			if h.Verdict != logs.Valid && h.Verdict != logs.Noted {
				a.print("  the hours from %s to %s: %s\n", when(&h.From, ""), when(&h.To, ""), h.Verdict)
			}
		}
		for _, f := range region.Findings {
			a.print("  %-9s %-12s %s\n", strings.ToUpper(string(f.Verdict)), f.Kind, visible(about(f)))
			if f.Detail != "" && f.Key != "" {
				a.print("  %-9s %-12s %s\n", "", "", visible(f.Detail))
			}
		}
		if region.Omitted > 0 {
			a.print("  and %d more\n", region.Omitted)
		}
	}
	if len(r.Regions) == 0 {
		a.print("\nThere are no digests, and no log files.\n")
	}
	a.print("\n%d digests: %s\n%d log files: %s\nencryption: %s\n%s\n", total(r.Digests), counted(r.Digests), total(r.Logs), counted(r.Logs),
		encrypted(r.Encryption), r.Line())
}

// about is the file, or the time and what is said of it.
func about(f logs.Finding) string {
	if f.Key != "" {
		return f.Key
	}
	if f.From == nil {
		return f.Detail
	}
	if f.From.Equal(*f.To) {
		return fmt.Sprintf("%s: %s", when(f.From, ""), f.Detail)
	}
	return fmt.Sprintf("%s to %s: %s", when(f.From, ""), when(f.To, ""), f.Detail)
}

func when(t *time.Time, otherwise string) string {
	if t == nil {
		return otherwise
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func total(c logs.Counts) int { return c.Valid + c.Tampered + c.Unknown + c.Noted }

func encrypted(e logs.Encryption) string {
	if e.Detail == "" {
		return string(e.Verdict)
	}
	return fmt.Sprintf("%s, %s", e.Verdict, e.Detail)
}

func counted(c logs.Counts) string {
	text := fmt.Sprintf("%d valid, %d tampered, %d unknown", c.Valid, c.Tampered, c.Unknown)
	if c.Noted > 0 {
		text += fmt.Sprintf(", %d to come", c.Noted)
	}
	return text
}
