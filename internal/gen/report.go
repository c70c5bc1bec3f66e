package main

import (
	"reflect"
	"slices"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"trailproof/finding"
)

// reportSchema is the JSON Schema (draft 2020-12) of the JSON report, made from the types.
func reportSchema() ([]byte, error) {
	s, err := jsonschema.For[finding.Report](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[finding.Outcome]():  oneOf(finding.Outcomes),
		reflect.TypeFor[finding.Severity](): oneOf(finding.Severities),
		reflect.TypeFor[time.Time]():        {Type: "string", Format: "date-time"},
	}})
	if err != nil {
		return nil, err
	}
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = "trailproof report " + finding.ReportVersion
	s.Properties["version"].Enum = []any{finding.ReportVersion}
	never(s)
	return indented(s)
}

func oneOf[T ~string](values []T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// never takes back that lists may be null: a report has none.
func never(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if slices.Contains(s.Types, "array") {
		s.Type, s.Types = "array", nil
	}
	if slices.Contains(s.Types, "object") && s.AdditionalProperties != nil && len(s.Properties) == 0 {
		s.Type, s.Types = "object", nil
	}
	for _, p := range s.Properties {
		never(p)
	}
	never(s.Items)
	never(s.AdditionalProperties)
}
