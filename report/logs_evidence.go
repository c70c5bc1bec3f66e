package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"time"

	"trailproof/logs"
)

// logEvidence is an in-toto statement whose predicate is a test result: what was verified, by which keys, and what was not. It is
// the same to the byte for the same files, period and program, so that it can be made again and compared. It is written as its
// files are told: there may be a million of them.
//
//   - in-toto wants a subject at least, each with a digest. The first is the list of all others, in the form of sha256sum; the others
//     are the files that are valid, with the hash of what they hold, which is what CloudTrail signs and hashes.
//   - A result is PASSED, WARNED or FAILED. What is unknown warns: whoever gates on it demands PASSED.
//   - A resource descriptor needs a URI or a digest. Readers ignore members that they don't know; trailproof is one.
var logEvidence = LogFormat{Name: "evidence", Extension: "intoto.json", Files: true, Write: writeLogEvidence}

const (
	statementType = "https://in-toto.io/Statement/v1"
	testResult    = "https://in-toto.io/attestation/test-result/v0.1"
	// evidenceFiles is the name of the subject that is the list of the others.
	evidenceFiles = "files"
)

type evidenceSubject struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

type evidenceDescriptor struct {
	Name        string            `json:"name"`
	URI         string            `json:"uri,omitempty"`
	Digest      map[string]string `json:"digest,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// evidenceAbout is what a test result has no place for, but for findings and holes.
type evidenceAbout struct {
	Version    string           `json:"version"`
	Source     string           `json:"source"`
	Prefix     string           `json:"prefix"`
	Trail      string           `json:"trail"`
	Only       []string         `json:"only_regions"`
	Start      *time.Time       `json:"start"`
	End        *time.Time       `json:"end"`
	Shard      *logs.Shard      `json:"shard"`
	Verdict    logs.Verdict     `json:"verdict"`
	Digests    logs.Counts      `json:"digests"`
	Logs       logs.Counts      `json:"logs"`
	Encryption logs.Encryption  `json:"encryption"`
	Regions    []evidenceRegion `json:"regions"`
}

type evidenceRegion struct {
	logs.Where
	Verdict logs.Verdict `json:"verdict"`
	Trails  []logs.Trail `json:"trails"`
	Digests logs.Counts  `json:"digests"`
	Logs    logs.Counts  `json:"logs"`
	Hours   []logs.Hours `json:"hours"`
}

type evidenceFinding struct {
	logs.Where
	logs.Finding
}

func writeLogEvidence(w io.Writer, r LogReport) error {
	list := sha256.New()
	if err := r.eachValid(func(f logs.Finding) error {
		_, err := fmt.Fprintf(list, "%s  %s\n", f.SHA256, f.Key)
		return err
	}); err != nil {
		return err
	}
	out := &evidenceWriter{w: bufio.NewWriterSize(w, 1<<16)}
	out.text("{\n\"_type\": %q,\n\"subject\": [", statementType)
	out.item(evidenceSubject{evidenceFiles, map[string]string{"sha256": hex.EncodeToString(list.Sum(nil))}})
	err := r.eachValid(func(f logs.Finding) error {
		out.item(evidenceSubject{f.Key, map[string]string{"sha256": f.SHA256}})
		return out.err
	})
	if err != nil {
		return err
	}
	out.text("\n],\n\"predicateType\": %q,\n\"predicate\": {\n\"result\": %q,\n\"configuration\": [", testResult, evidenceResult(r.Verdict))
	out.first()
	version := oneLine(r.Tool.Version)
	out.item(evidenceDescriptor{Name: "trailproof", URI: "pkg:generic/trailproof@" + url.PathEscape(firstText(version, "0"))})
	for _, k := range r.PublicKeys {
		out.item(evidenceDescriptor{
			Name: "CloudTrail public key " + k.Fingerprint, Digest: map[string]string{"sha256": k.SHA256},
			Annotations: map[string]string{
				"fingerprint": k.Fingerprint, "region": k.Region, "validFrom": logTime(&k.Start, ""), "validUntil": logTime(&k.End, ""),
			},
		})
	}
	out.text("\n]")
	for _, list := range []string{"PASSED", "WARNED", "FAILED"} {
		names := []string{}
		for i := range r.Regions {
			if region := &r.Regions[i]; evidenceResult(region.Verdict) == list {
				names = append(names, evidenceTest(region.Where()))
			}
		}
		if len(r.Regions) == 0 && list == "WARNED" {
			names = append(names, "anything is there")
		}
		out.text(",\n\"%s\": ", map[string]string{"PASSED": "passedTests", "WARNED": "warnedTests", "FAILED": "failedTests"}[list])
		out.value(names)
	}
	out.text(",\n\"trailproof\": {\n\"about\": ")
	about := evidenceAbout{
		Version: version, Source: r.Source, Prefix: r.Prefix, Trail: r.Trail, Only: r.Only, Start: r.Start, End: r.End, Shard: r.Shard,
		Verdict: r.Verdict, Digests: r.Digests, Logs: r.Logs, Encryption: r.Encryption, Regions: []evidenceRegion{},
	}
	for _, region := range r.Regions {
		about.Regions = append(about.Regions, evidenceRegion{
			region.Where(), region.Verdict, region.Trails, region.Digests, region.Logs, region.Hours,
		})
	}
	out.value(about)
	for _, part := range []string{"holes", "findings"} {
		out.text(",\n\"%s\": [", part)
		out.first()
		err := r.Files(func(at logs.Where, f logs.Finding) error {
			hole := f.Key == "" && f.Verdict != logs.Tampered && f.Verdict != logs.Exposed
			if f.Verdict != logs.Valid && hole == (part == "holes") {
				out.item(evidenceFinding{at, f})
			}
			return out.err
		})
		if err != nil {
			return err
		}
		out.text("\n]")
	}
	out.text("\n}\n}\n}\n")
	if out.err != nil {
		return out.err
	}
	return out.w.Flush()
}

// eachValid tells of the files that are valid.
func (r LogReport) eachValid(each func(logs.Finding) error) error {
	return r.Files(func(_ logs.Where, f logs.Finding) error {
		if f.Verdict != logs.Valid {
			return nil
		}
		return each(f)
	})
}

func evidenceResult(v logs.Verdict) string {
	switch v {
	case logs.Valid, logs.Noted:
		return "PASSED"
	case logs.Tampered, logs.Exposed:
		return "FAILED"
	case logs.Unknown:
	}
	return "WARNED"
}

// evidenceTest names the verification of a Region, which is what passes or fails.
func evidenceTest(w logs.Where) string {
	name := w.Account + "/" + w.Region
	if w.Organization != "" {
		name = w.Organization + "/" + name
	}
	return name
}

// evidenceWriter writes JSON in parts, an item of a list on each line, and keeps the first error.
type evidenceWriter struct {
	w     *bufio.Writer
	b     bytes.Buffer
	later bool // an item stands before
	err   error
}

func (e *evidenceWriter) text(format string, args ...any) {
	if e.err == nil {
		_, e.err = fmt.Fprintf(e.w, format, args...)
	}
}

// first begins a list.
func (e *evidenceWriter) first() { e.later = false }

func (e *evidenceWriter) item(v any) {
	if e.later {
		e.text(",")
	}
	e.later = true
	e.text("\n")
	e.value(v)
}

func (e *evidenceWriter) value(v any) {
	if e.err != nil {
		return
	}
	e.b.Reset()
	enc := json.NewEncoder(&e.b)
	enc.SetEscapeHTML(false)
	if e.err = enc.Encode(v); e.err == nil {
		_, e.err = e.w.Write(visible(bytes.TrimSuffix(e.b.Bytes(), []byte("\n"))))
	}
}
