package awsproxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// forward asks the emulator. What it does not implement, which it says with a page of HTML, becomes an error that a client
// understands and does not repeat.
func (p *Proxy) forward(ctx context.Context, c Call, body []byte) (Answer, error) {
	if body == nil {
		body = c.body
	}
	a, err := p.send(ctx, c, c.method, c.uri, c.header, body)
	if err != nil {
		return a, err
	}
	if notImplemented(a) {
		return unsupported(c), nil
	}
	return a, nil
}

// notImplemented tells moto's page of HTML, a crash or a path that it does not know, which is all that it says of an
// operation that it does not have.
func notImplemented(a Answer) bool {
	return a.Status >= http.StatusBadRequest && bytes.HasPrefix(a.Body, []byte("<!doctype html>"))
}

// unsupported is the answer to an operation that nobody here has.
func unsupported(c Call) Answer {
	if c.protocol == restXML {
		return ErrorAnswer(c, http.StatusNotImplemented, "NotImplemented", c.Name()+" is not implemented by the emulator")
	}
	return ErrorAnswer(c, http.StatusBadRequest, "UnknownOperationException", c.Name()+" is not implemented by the emulator")
}

// ask puts another question to the emulator, on behalf of the call: to a JSON service, in that Region.
func (p *Proxy) ask(ctx context.Context, c Call, region, target string, body []byte) (Answer, error) {
	header := c.header.Clone()
	header.Set("X-Amz-Target", target)
	header.Set("Authorization", strings.Replace(header.Get("Authorization"), "/"+c.Region+"/", "/"+region+"/", 1))
	return p.send(ctx, c, http.MethodPost, "/", header, body)
}

func (p *Proxy) send(ctx context.Context, c Call, method, uri string, header http.Header, body []byte) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.upstream+uri, bytes.NewReader(body))
	if err != nil {
		return Answer{}, fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
	}
	r.Header = header.Clone()
	r.Header.Del("Content-Length")
	r.Header.Del("Accept-Encoding")
	if c.Account != "" {
		r.Header.Set("X-Moto-Account-Id", c.Account)
	}
	response, err := p.transport.RoundTrip(r)
	if err != nil {
		return Answer{}, fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
	}
	text, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return Answer{}, fmt.Errorf("awsproxy: %s: %w", c.Name(), err)
	}
	return Answer{Status: response.StatusCode, Header: response.Header, Body: text}, nil
}
