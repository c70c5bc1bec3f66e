package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"time"

	"trailproof/logs"
)

// logJSONL has a line for each digest and log file, each finding of a time, each range of files that are encrypted alike and each
// run of hours with one verdict, for log pipelines and jq. As of findings, each line stands alone and has every member, empty where
// there is nothing, null where there is no time.
var logJSONL = LogFormat{Name: "jsonl", Extension: "jsonl", Files: true, Write: writeLogJSONL}

type logLine struct {
	Version int    `json:"version"`
	Source  string `json:"source"`
	logs.Where
	// Of is digest, log, time, encryption or hours.
	Of      string       `json:"of"`
	Verdict logs.Verdict `json:"verdict"`
	// Kind is empty for what is valid, and for encryption and hours.
	Kind      logs.Kind  `json:"kind"`
	Key       string     `json:"key"`
	SHA256    string     `json:"sha256"`
	PublicKey string     `json:"public_key"`
	From      *time.Time `json:"from"`
	To        *time.Time `json:"to"`
	Files     int        `json:"files"`
	Method    string     `json:"method"`
	KMSKey    string     `json:"kms_key"`
	Detail    string     `json:"detail"`
}

func writeLogJSONL(w io.Writer, r LogReport) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	write := func(l logLine) error {
		l.Version, l.Source = r.Version, r.Source
		b.Reset()
		if err := enc.Encode(l); err != nil {
			return err
		}
		_, err := out.Write(visible(b.Bytes()))
		return err
	}
	err := r.Files(func(at logs.Where, f logs.Finding) error {
		l := logLine{
			Where: at, Of: "time", Verdict: f.Verdict, Kind: f.Kind, Key: f.Key, SHA256: f.SHA256, PublicKey: f.PublicKey,
			From: f.From, To: f.To, Files: f.Files, Detail: f.Detail,
		}
		if f.Key != "" {
			l.Of = string(logs.KindOf(f.Key))
		}
		if f.Verdict == logs.Valid {
			l.Kind = ""
		}
		return write(l)
	})
	for i := range r.Regions {
		region := &r.Regions[i]
		for _, s := range region.Encryption {
			if err == nil {
				err = write(logLine{
					Where: region.Where(), Of: "encryption", Verdict: s.Verdict, From: &s.From, To: &s.To, Files: s.Files,
					Method: s.Method, KMSKey: s.KMSKey, Detail: "of " + string(s.Of) + " files",
				})
			}
		}
		for _, h := range region.Hours {
			if err == nil {
				err = write(logLine{Where: region.Where(), Of: "hours", Verdict: h.Verdict, From: &h.From, To: &h.To})
			}
		}
	}
	if err != nil {
		return err
	}
	return out.Flush()
}
