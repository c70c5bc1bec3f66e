package logs

import (
	"crypto"
	"crypto/md5" // CloudTrail's fingerprints are MD5; no secret hangs on them
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// SignatureAlgorithm and HashAlgorithm are what CloudTrail uses.
const (
	SignatureAlgorithm = "SHA256withRSA"
	HashAlgorithm      = "SHA-256"
)

// Key is a public key of CloudTrail as ListPublicKeys returns it: of one Region, PKCS#1 DER, valid from Start to End.
type Key struct {
	Region, Fingerprint string
	Value               []byte
	Start, End          time.Time
}

// check tells whether the value is a key and has the fingerprint, which is the MD5 of the DER. (No document of AWS says so; it
// holds for every key that they show.)
func (k Key) check() error {
	if sum := md5.Sum(k.Value); hex.EncodeToString(sum[:]) != k.Fingerprint {
		return fmt.Errorf("key %s: its value has another fingerprint, %x", k.Fingerprint, sum)
	}
	_, err := k.rsa()
	return err
}

func (k Key) rsa() (*rsa.PublicKey, error) {
	if key, err := x509.ParsePKCS1PublicKey(k.Value); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKIXPublicKey(k.Value) // one example of AWS is in this form
	if err != nil {
		return nil, fmt.Errorf("key %s: parse: %w", k.Fingerprint, err)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("key %s: is no RSA key", k.Fingerprint)
	}
	return key, nil
}

// StringToSign is what CloudTrail signs for a digest at a place, where sum is the SHA-256 of its JSON as stored, in lower case
// hexadecimal, and previous the signature of the digest before, or null.
func StringToSign(end, bucket, object, sum, previous string) string {
	return end + "\n" + bucket + "/" + object + "\n" + sum + "\n" + previous
}

// verifySignature checks a hexadecimal signature of the text.
func verifySignature(k Key, text, signature string) error {
	key, err := k.rsa()
	if err != nil {
		return err
	}
	raw, err := hex.DecodeString(signature)
	if err != nil {
		return errors.New("the signature is not hexadecimal")
	}
	sum := sha256.Sum256([]byte(text))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw); err != nil {
		return errors.New("the signature does not fit")
	}
	return nil
}
