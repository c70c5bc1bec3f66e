// Package awsproxy stands between a program and an AWS emulator, for tests. It recognises every call, keeps a log of them,
// makes calls go wrong on demand, answers what the emulator lacks and mends what it gets wrong. It knows the wire formats of
// AWS and the deviations of moto 5.2.1, and nothing of what trailproof thinks of the answers.
package awsproxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Proxy is an http.Handler in front of one emulator. It takes requests that name it as their host as well as those that come
// to it as to an HTTP proxy. Fields are set before the first request; methods may be called at any time.
type Proxy struct {
	// Accounts says whose an access key id is. The calls of others are those of whom the emulator takes them for.
	Accounts map[string]string
	// ModernBuckets gives new buckets what AWS gives them since April 2023: all four public access blocks, no ACLs, and
	// encryption with AES256.
	ModernBuckets bool

	upstream  string // without a closing slash
	reverse   *httputil.ReverseProxy
	transport *http.Transport

	mu       sync.Mutex
	calls    []Call
	faults   []*fault
	handlers map[string]Handler
}

// New returns a proxy in front of the emulator at that URL.
func New(upstream string) (*Proxy, error) {
	u, err := url.Parse(upstream)
	if err != nil {
		return nil, fmt.Errorf("awsproxy: %w", err)
	}
	p := &Proxy{
		upstream: u.Scheme + "://" + u.Host, transport: &http.Transport{MaxIdleConnsPerHost: 16}, handlers: map[string]Handler{},
	}
	p.reverse = &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(u) },
		Transport:     roundTripper(p.roundTrip),
		FlushInterval: -1, // a body that is cut off comes as far as it goes
		ErrorHandler:  closeConnection,
		ErrorLog:      log.New(io.Discard, "", 0),
	}
	return p, nil
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.reverse.ServeHTTP(w, r) }

// Close ends the connections to the emulator.
func (p *Proxy) Close() { p.transport.CloseIdleConnections() }

// Handle lets h answer the operation, such as iam:SimulatePrincipalPolicy, instead of what mends it here; nil takes back
// what was said before.
func (p *Proxy) Handle(operation string, h Handler) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.handlers, operation)
	if h != nil {
		p.handlers[operation] = h
	}
}

// Calls returns the calls so far, in the order in which they came. Retries are among them.
func (p *Proxy) Calls() []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

// latency is the least time that an answer takes. AWS is never faster, and the SDK is not made for it: when the answer is
// there before net/http has looked for the end of the request's body, which the SDK closes then, the connection breaks off
// (smithy-go 1.28.8: a closed body's WriteTo returns io.EOF, which net/http takes for a failure to write).
const latency = 10 * time.Millisecond

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// roundTrip is the way of a call: recognise, log, let it go wrong, answer.
func (p *Proxy) roundTrip(r *http.Request) (*http.Response, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	c := recognise(r, body)
	c.Account = p.Accounts[c.accessKey]
	f, handler := p.enter(c)
	soonest := time.After(latency)
	if err := wait(r.Context(), time.After(f.Delay)); err != nil {
		return nil, err
	}
	response, err := p.respond(r, c, f.Kind, handler)
	return response, errors.Join(err, wait(r.Context(), soonest))
}

// wait waits for the time, or for the client to go away.
func wait(ctx context.Context, until <-chan time.Time) error {
	select {
	case <-until:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// respond answers the call, or lets it go wrong.
func (p *Proxy) respond(r *http.Request, c Call, kind Kind, handler Handler) (*http.Response, error) {
	switch kind {
	case Reset:
		return nil, errReset
	case AccessDenied, Throttled, ExpiredToken, ClockSkew, ServerError:
		return kind.answer(c).response(r), nil
	case None, Truncated:
	}
	a, err := handler(r.Context(), c, func(ctx context.Context, body []byte) (Answer, error) { return p.forward(ctx, c, body) })
	if err != nil {
		return nil, err
	}
	response := a.response(r)
	if kind == Truncated {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(a.Body[:len(a.Body)/2]), broken{}))
	}
	return response, nil
}

// enter logs the call and returns what is to go wrong with it and who answers it.
func (p *Proxy) enter(c Call) (Fault, Handler) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, c)
	h, ok := p.handlers[c.Name()]
	if !ok {
		h = p.mending(c)
	}
	return p.next(c), h
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	return body, errors.Join(err, r.Body.Close())
}

var errReset = errors.New("awsproxy: connection reset on demand")

// broken is the end of a truncated body.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("awsproxy: body cut off on demand") }

// closeConnection ends a call that got no answer: a reset is one, as the client sees it.
func closeConnection(w http.ResponseWriter, _ *http.Request, err error) {
	if !errors.Is(err, errReset) {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // close with RST instead of FIN
	}
	_ = conn.Close()
}
