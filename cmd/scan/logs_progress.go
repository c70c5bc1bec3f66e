package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"trailproof/logs"
)

// logProgress tells on stderr how far logs verify is: a line that changes on a terminal, a line now and then where --progress plain
// asks for it, and nothing else.
type logProgress struct {
	app   *app
	every time.Duration
	line  bool

	mu           sync.Mutex
	began, drawn time.Time
	files        int
}

// plainEvery is how often plain progress has a line.
const plainEvery = 10 * time.Second

// startLogProgress returns nil where nothing is told.
func (a *app) startLogProgress(o *logs.Options) (*logProgress, error) {
	style := a.global.progress
	if err := oneOf("--progress", style, "auto", "plain", "off"); err != nil {
		return nil, err
	}
	p := &logProgress{app: a, every: plainEvery, began: a.now()}
	f, ok := a.stderr.(*os.File)
	switch terminal := ok && term.IsTerminal(int(f.Fd())); {
	case a.global.quiet, style == "off", style == "auto" && !terminal:
		return nil, nil
	case style == "auto":
		p.line, p.every = true, redraw
	}
	p.drawn = p.began
	o.Progress = p.tell
	return p, nil
}

// tell is logs.Options.Progress.
func (p *logProgress) tell(files int, done float64) {
	now := p.app.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files = max(p.files, files)
	if now.Sub(p.drawn) < p.every {
		return
	}
	p.drawn = now
	text := progressText(p.files, done, now.Sub(p.began))
	if p.line {
		_, _ = fmt.Fprintf(p.app.stderr, "\r\x1b[K%s", text)
		return
	}
	p.app.complain("%s", text)
}

// progressText is how many files, how fast, and how long still.
func progressText(files int, done float64, passed time.Duration) string {
	text := fmt.Sprintf("%d files", files)
	if passed >= time.Second {
		text += fmt.Sprintf(", %.0f/s", float64(files)/passed.Seconds())
	}
	if done = min(done, 1); done > 0.01 {
		left := time.Duration(float64(passed) * (1 - done) / done).Round(time.Second)
		text += fmt.Sprintf(", %.0f %%, %s left", 100*done, left)
	}
	return text
}

// done clears the line.
func (p *logProgress) done() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.line {
		_, _ = fmt.Fprint(p.app.stderr, "\r\x1b[K")
		return
	}
	p.app.complain("%d files were read", p.files)
}
