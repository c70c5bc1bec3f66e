package report

import (
	"io"

	"trailproof/finding"
)

// jsonFormat is the report itself: complete, versioned (docs/schemas/report.json), the one that convert reads.
var jsonFormat = Format{
	Name: "json", Extension: "json",
	Write: func(w io.Writer, r finding.Report, _ Options) error { return r.Encode(w) },
}
