package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"trailproof/logs"
)

// TestSpool: what Regions tell at once comes back Region by Region, in order, and the file goes away.
func TestSpool(t *testing.T) {
	s, err := newSpool()
	if err != nil {
		t.Fatal(err)
	}
	r := &logs.Report{}
	var wg sync.WaitGroup
	for region := range 3 {
		at := logs.Where{Account: "111122223333", Region: fmt.Sprint("region-", region)}
		r.Regions = append(r.Regions, logs.Region{Account: at.Account, Region: at.Region})
		wg.Go(func() {
			for i := range 1000 {
				kind := logs.DeliveredFile
				if i == 7 {
					kind = logs.Altered
				}
				s.tell(at, logs.Finding{Kind: kind, Key: fmt.Sprint(at.Region, i), Detail: strings.Repeat("\n", 50)})
			}
		})
	}
	wg.Wait()
	r.Regions[1].Findings = []logs.Finding{{Kind: logs.Swapped, Key: "region-17"}}
	for range 2 { // a report may read it twice
		var got, want []string
		err = s.files(r)(func(at logs.Where, f logs.Finding) error {
			got = append(got, at.Region+" "+f.Key+" "+string(f.Kind))
			return nil
		})
		for _, region := range r.Regions {
			for i := range 1000 {
				kind := logs.DeliveredFile
				switch {
				case i == 7 && region.Region == "region-1":
					kind = logs.Swapped
				case i == 7:
					kind = logs.Altered
				}
				want = append(want, fmt.Sprint(region.Region, " ", region.Region, i, " ", kind))
			}
		}
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v, %d findings", err, len(got))
		}
	}
	enough := errors.New("enough")
	if err := s.files(r)(func(logs.Where, logs.Finding) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("%v", err)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(s.file.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
}

// TestSpoolFull: what could not be kept is an error, and no shorter list.
func TestSpoolFull(t *testing.T) {
	s, err := newSpool()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	at := logs.Where{Account: "111122223333", Region: "us-east-1"}
	s.tell(at, logs.Finding{Detail: strings.Repeat("x", 2*spoolPiece)})
	r := &logs.Report{Regions: []logs.Region{{Account: at.Account, Region: at.Region}}}
	if err := s.files(r)(func(logs.Where, logs.Finding) error { return nil }); err == nil || !strings.HasPrefix(err.Error(), "keep what was found: ") {
		t.Errorf("%v", err)
	}
}
