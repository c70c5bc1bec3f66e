//go:build e2e

package access

import "testing"

// TestManyProofsByBruteForce is TestProofsByBruteForce and TestComparisonsByBruteForce at length.
func TestManyProofsByBruteForce(t *testing.T) {
	t.Run("proofs", func(t *testing.T) { bruteForce(t, 1001, 100_000, 60) })
	t.Run("comparisons", func(t *testing.T) { compareByBruteForce(t, 1002, 30_000, 60) })
}
