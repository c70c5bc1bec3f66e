package awsproxy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

// speakJSON asks the emulator in JSON for a client that speaks CBOR. CloudWatch understands both; the SDK prefers CBOR and
// moto lacks it.
func (p *Proxy) speakJSON(ctx context.Context, c Call, _ Emulator) (Answer, error) {
	question, err := toJSON(c.body)
	if err != nil {
		return Answer{}, fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
	}
	header := c.header.Clone()
	header.Del("Smithy-Protocol")
	header.Del("Accept")
	header.Set("Content-Type", "application/x-amz-json-1.0")
	header.Set("X-Amz-Target", "GraniteServiceVersion20100801."+c.Operation)
	a, err := p.send(ctx, c, http.MethodPost, "/", header, question)
	if err != nil {
		return a, err
	}
	if notImplemented(a) {
		return unsupported(c), nil
	}
	body, err := toCBOR(a.Body)
	if err != nil {
		return a, fmt.Errorf("awsproxy: %s: the emulator's answer: %w", c.Name(), err)
	}
	return c.protocol.answer(a.Status, body), nil
}

func toJSON(body []byte) ([]byte, error) {
	v, err := cbor.Decode(body)
	if err != nil {
		return nil, err
	}
	plain, err := fromCBOR(v)
	if err != nil {
		return nil, err
	}
	return json.Marshal(plain)
}

// fromCBOR is the value as encoding/json knows it.
func fromCBOR(v cbor.Value) (any, error) {
	switch v := v.(type) {
	case cbor.Uint:
		return uint64(v), nil
	case cbor.NegInt:
		return -int64(v), nil
	case cbor.Float32:
		return float32(v), nil
	case cbor.Float64:
		return float64(v), nil
	case cbor.Bool:
		return bool(v), nil
	case cbor.String:
		return string(v), nil
	case *cbor.Nil:
		return nil, nil
	case *cbor.Tag: // a timestamp, which JSON writes as the number alone
		return fromCBOR(v.Value)
	case cbor.List:
		items := make([]any, len(v))
		for i := range v {
			var err error
			if items[i], err = fromCBOR(v[i]); err != nil {
				return nil, err
			}
		}
		return items, nil
	case cbor.Map:
		members := make(object, len(v))
		for name := range v {
			var err error
			if members[name], err = fromCBOR(v[name]); err != nil {
				return nil, err
			}
		}
		return members, nil
	}
	return nil, fmt.Errorf("a CBOR value of type %T", v)
}

// epoch is the tag of a timestamp.
const epoch = 1

func toCBOR(body []byte) ([]byte, error) {
	if len(body) == 0 {
		return cbor.Encode(cbor.Map{}), nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var plain any
	if err := dec.Decode(&plain); err != nil {
		return nil, err
	}
	v, err := asCBOR(plain, false)
	if err != nil {
		return nil, err
	}
	return cbor.Encode(v), nil
}

// asCBOR turns JSON into CBOR, which wants to be told which numbers are times: in CloudWatch those are whose names end so.
func asCBOR(v any, isTime bool) (cbor.Value, error) {
	switch v := v.(type) {
	case nil:
		return &cbor.Nil{}, nil
	case bool:
		return cbor.Bool(v), nil
	case string:
		return cbor.String(v), nil
	case json.Number:
		n, err := number(v)
		if isTime {
			n = &cbor.Tag{ID: epoch, Value: n}
		}
		return n, err
	case []any:
		items := make(cbor.List, len(v))
		for i := range v {
			var err error
			if items[i], err = asCBOR(v[i], isTime); err != nil {
				return nil, err
			}
		}
		return items, nil
	case object:
		members := make(cbor.Map, len(v))
		for name := range v {
			var err error
			if members[name], err = asCBOR(v[name], strings.HasSuffix(name, "Timestamp")); err != nil {
				return nil, err
			}
		}
		return members, nil
	}
	return nil, errors.New("not JSON")
}

func number(n json.Number) (cbor.Value, error) {
	if i, err := n.Int64(); err == nil {
		if i < 0 {
			return cbor.NegInt(-i), nil
		}
		return cbor.Uint(i), nil
	}
	f, err := n.Float64()
	return cbor.Float64(f), err
}
