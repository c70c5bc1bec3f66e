package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"trailproof/collectors"
)

// progress tells on stderr what is being looked at: one line that changes on a terminal, a line for each service elsewhere,
// a line for each call with --verbose.
type progress struct {
	app   *app
	style string // line, plain, calls or off

	mu    sync.Mutex
	calls int
	seen  map[string]bool
	drawn time.Time
}

// redraw is how often the line on a terminal changes at most.
const redraw = 100 * time.Millisecond

func (a *app) startProgress() (*progress, error) {
	p := &progress{app: a, style: a.global.progress, seen: map[string]bool{}}
	if err := oneOf("--progress", p.style, "auto", "plain", "off"); err != nil {
		return nil, err
	}
	switch f, ok := a.stderr.(*os.File); {
	case a.global.quiet:
		p.style = "off"
	case a.global.verbose:
		p.style = "calls"
	case p.style == "auto" && ok && term.IsTerminal(int(f.Fd())):
		p.style = "line"
	case p.style == "auto":
		p.style = "plain"
	}
	return p, nil
}

// call is told of each call before it is made.
func (p *progress) call(c *collectors.Call, region string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	switch p.style {
	case "calls":
		p.app.complain("%s:%s %s", c.Service, c.Operation, region)
	case "plain":
		if !p.seen[c.Service] {
			p.seen[c.Service] = true
			p.app.complain("looking at %s", c.Service)
		}
	case "line":
		if now := p.app.now(); now.Sub(p.drawn) >= redraw {
			p.drawn = now
			_, _ = fmt.Fprintf(p.app.stderr, "\r\x1b[K%d calls, %s %s %s", p.calls, c.Service, c.Operation, region)
		}
	}
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch p.style {
	case "line":
		_, _ = fmt.Fprint(p.app.stderr, "\r\x1b[K")
	case "plain", "calls":
		p.app.complain("%d calls were made", p.calls)
	}
}
