package remediate

import (
	"strings"

	"trailproof/finding"
)

// ByHand is a rule's advice with the names of the finding's resource in it, as far as they follow from its ARN.
func ByHand(advice string, f finding.Finding) string {
	pairs := []string{}
	put := func(word, value string) {
		if value != "" {
			pairs = append(pairs, word, value)
		}
	}
	part := strings.SplitN(f.Resource, ":", 6)
	if len(part) == 6 {
		put("PARTITION", part[1])
		switch part[2] {
		case "s3":
			put("BUCKET_REGION", f.Region)
			put("BUCKET", part[5])
		case "cloudtrail":
			put("TRAIL_ARN", f.Resource)
			put("HOME_REGION", part[3])
		case "kms":
			put("KEY_ARN", f.Resource)
			put("REGION", part[3])
		case "sns":
			put("TOPIC_ARN", f.Resource)
			put("REGION", part[3])
		}
	}
	put("ACCOUNT", f.Account)
	return replaceWords(advice, pairs)
}

// replaceWords puts values in the place of whole words only: BUCKET is not the beginning of BUCKET_REGION.
func replaceWords(text string, pairs []string) string {
	var b strings.Builder
	for len(text) > 0 {
		n := 0
		for n < len(text) && isWord(text[n]) {
			n++
		}
		if n == 0 {
			b.WriteByte(text[0])
			text = text[1:]
			continue
		}
		word := text[:n]
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == word {
				word = pairs[i+1]
				break
			}
		}
		b.WriteString(word)
		text = text[n:]
	}
	return b.String()
}

func isWord(c byte) bool {
	return c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}
