package awsproxy

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/smithy-go/encoding/cbor"
)

// Answer is what comes back for a call.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Handler answers a call, perhaps with the emulator's help.
type Handler func(ctx context.Context, c Call, emulator Emulator) (Answer, error)

// Emulator asks the emulator what the call asks, with another body where that is not nil.
type Emulator func(ctx context.Context, body []byte) (Answer, error)

// Fixture answers every call with this text, in the service's own format.
func Fixture(text string) Handler {
	return func(_ context.Context, c Call, _ Emulator) (Answer, error) {
		return c.protocol.answer(http.StatusOK, []byte(text)), nil
	}
}

// ErrorAnswer is an error in the envelope of the call's protocol.
func ErrorAnswer(c Call, status int, code, message string) Answer {
	var a Answer
	switch c.protocol {
	case awsJSON, restJSON:
		body, _ := json.Marshal(map[string]string{"__type": code, "message": message})
		a = c.protocol.answer(status, body)
		a.Header.Set("X-Amzn-Errortype", code)
	case rpcCBOR:
		a = c.protocol.answer(status, cbor.Encode(cbor.Map{"__type": cbor.String(code), "message": cbor.String(message)}))
	case awsQuery:
		a = c.protocol.answer(status, []byte("<ErrorResponse><Error><Type>Sender</Type>"+
			element("Code", code)+element("Message", message)+"</Error><RequestId>0</RequestId></ErrorResponse>"))
	case restXML:
		fault := "<Error>" + element("Code", code) + element("Message", message) + "<RequestId>0</RequestId></Error>"
		if c.Service == "s3control" {
			fault = "<ErrorResponse>" + fault + "</ErrorResponse>"
		}
		a = c.protocol.answer(status, []byte(fault))
	}
	return a
}

func element(name, text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder does not fail
	return "<" + name + ">" + b.String() + "</" + name + ">"
}

// answer is an answer with the headers of the protocol.
func (p protocol) answer(status int, body []byte) Answer {
	header := http.Header{}
	header.Set("Content-Type", map[protocol]string{
		restXML: "application/xml", restJSON: "application/json", awsJSON: "application/x-amz-json-1.1",
		awsQuery: "text/xml", rpcCBOR: "application/cbor",
	}[p])
	if p == rpcCBOR {
		header.Set("Smithy-Protocol", "rpc-v2-cbor")
	}
	return Answer{Status: status, Header: header, Body: body}
}

// response is the answer on the wire, with its length, as AWS gives it. An answer to HEAD has no body, whatever it would say.
func (a Answer) response(r *http.Request) *http.Response {
	body, header := a.Body, a.Header.Clone()
	if r.Method == http.MethodHead {
		body = nil
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	return &http.Response{
		StatusCode: a.Status, ProtoMajor: 1, ProtoMinor: 1, Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
}
