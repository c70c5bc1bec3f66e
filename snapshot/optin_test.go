package snapshot

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestOptIn(t *testing.T) {
	for path, want := range map[string]string{
		"s3.access_points":                    "access_points",
		"s3.access_points.*":                  "access_points",
		"s3.access_points.*.targets.*.bucket": "access_points",
		"s3.access_points.*.nothing":          "access_points",
		"s3":                                  "",
		"s3.buckets.*.policy":                 "",
		"s3.buckets.*.name.deeper":            "",
		"nothing.there":                       "",
	} {
		if got := OptIn(path); got != want {
			t.Errorf("%s belongs to %q, want %q", path, got, want)
		}
	}
}

// TestOptInTags says that a tag names known evidence, and stands where something can be unseen.
func TestOptInTags(t *testing.T) {
	if !slices.IsSorted(OptIns) {
		t.Errorf("not sorted: %v", OptIns)
	}
	type good struct {
		M map[string]string `json:"m,omitzero" with:"macie"`
	}
	if s := shapeOf(reflect.TypeFor[good]()); s.Members["m"].With != "macie" {
		t.Errorf("got %+v", s.Members["m"])
	}
	type misspelt struct {
		M map[string]string `json:"m,omitzero" with:"maci"`
	}
	type alwaysSeen struct {
		M map[string]string `json:"m" with:"macie"`
	}
	for _, bad := range []reflect.Type{reflect.TypeFor[misspelt](), reflect.TypeFor[alwaysSeen]()} {
		func() {
			defer func() {
				if fault := fmt.Sprint(recover()); !strings.Contains(fault, "is no opt-in evidence, or it is always seen") {
					t.Errorf("%v: got %s", bad, fault)
				}
			}()
			shapeOf(bad)
		}()
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		with, needed []string
		want         bool
	}{
		{nil, nil, true},
		{[]string{"macie"}, nil, true},
		{nil, []string{"macie"}, false},
		{[]string{"macie"}, []string{"macie"}, true},
		{[]string{"macie"}, []string{"macie", "objects"}, false},
	} {
		if got := Covers(c.with, c.needed); got != c.want {
			t.Errorf("%v covers %v: %v", c.with, c.needed, got)
		}
	}
}

// TestSchemaOptional says that what may be left out is not demanded.
func TestSchemaOptional(t *testing.T) {
	source := Schema()["definitions"].(map[string]any)["Source"].(map[string]any)
	if source["properties"].(map[string]any)["with"] == nil || slices.Contains(source["required"].([]any), any("with")) {
		t.Errorf("got %v", source)
	}
}
