package signedlogs

import (
	"crypto/md5" // CloudTrail's fingerprints are MD5
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/big"
	"math/rand/v2"
	"sync"
	"time"
)

// The keys that each Region has: one that is valid, one of CloudTrail's that no longer is, and one that is not CloudTrail's.
const (
	CurrentKey = iota
	ExpiredKey
	StrangersKey
)

var keys sync.Map // name → func() *rsa.PrivateKey

func keyOf(region string, which int) *rsa.PrivateKey {
	name := fmt.Sprint(region, " ", which)
	make := sync.OnceValue(func() *rsa.PrivateKey { return newKey(name) })
	kept, _ := keys.LoadOrStore(name, make)
	get, _ := kept.(func() *rsa.PrivateKey)
	return get()
}

// newKey makes a key from its name, which crypto/rsa does not offer. It is worth nothing outside of tests.
func newKey(name string) *rsa.PrivateKey {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash has no error
	random := rand.New(rand.NewPCG(h.Sum64(), 2))
	one, e := big.NewInt(1), big.NewInt(65537)
	for {
		p, q := prime(random), prime(random)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil || p.Cmp(q) == 0 {
			continue
		}
		key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}, D: d, Primes: []*big.Int{p, q}}
		key.Precompute()
		return key
	}
}

// prime returns one of 1,024 bits whose two highest are set.
func prime(random *rand.Rand) *big.Int {
	for {
		b := make([]byte, 128)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		b[0] |= 0xc0
		b[127] |= 1
		if p := new(big.Int).SetBytes(b); p.ProbablyPrime(10) {
			return p
		}
	}
}

// PublicKey is a key as ListPublicKeys returns it.
func PublicKey(region string, which int) []byte {
	return x509.MarshalPKCS1PublicKey(&keyOf(region, which).PublicKey)
}

// Fingerprint is that of a key.
func Fingerprint(region string, which int) string {
	sum := md5.Sum(PublicKey(region, which))
	return hex.EncodeToString(sum[:])
}

// Validity is when a key is valid, for a bucket that begins at start.
func Validity(start time.Time, which int) (from, to time.Time) {
	day := start.Truncate(24 * time.Hour)
	if which == CurrentKey {
		return day.Add(-5 * 24 * time.Hour), day.Add(25 * 24 * time.Hour)
	}
	return day.Add(-35 * 24 * time.Hour), day.Add(-4 * 24 * time.Hour)
}
