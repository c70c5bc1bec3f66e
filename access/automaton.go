package access

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// item is one place of a pattern that an automaton reads: a character out of a set, or, negated, out of all others; a star
// takes any number of them.
type item struct {
	set  []rune // sorted
	not  bool
	star bool
}

// shape is a pattern as an automaton reads it.
type shape []item

var (
	anything  = item{not: true, star: true}
	character = item{not: true}
	digit     = item{set: []rune("0123456789")}
	inPart    = item{set: []rune(":"), not: true, star: true} // a run within a part of an ARN
	inName    = item{set: []rune("/:"), not: true}            // a character of a name
)

// literal reads a text without wildcards.
func literal(text string) shape {
	var s shape
	for _, r := range text {
		s = append(s, item{set: []rune{r}})
	}
	return s
}

// folded reads a text without wildcards, whatever its case.
func folded(text string) shape {
	var s shape
	for _, r := range text {
		set := []rune{r}
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			set = append(set, f)
		}
		slices.Sort(set)
		s = append(s, item{set: set})
	}
	return s
}

// compiled reads a compiled pattern. Its wildcards leave out the characters of not.
func compiled(text, not string) shape {
	var s shape
	for i := 0; i < len(text); {
		switch text[i] {
		case anyRun:
			if n := len(s); n == 0 || !s[n-1].star || string(s[n-1].set) != not {
				s = append(s, item{set: []rune(not), not: true, star: true})
			}
			i++
		case anyChar:
			s = append(s, item{set: []rune(not), not: true})
			i++
		default:
			r, size := utf8.DecodeRuneInString(text[i:])
			s = append(s, item{set: []rune{r}})
			i += size
		}
	}
	return s
}

// inParts reads a compiled pattern of an ARN: up to the fifth colon wildcards stay within their part.
func inParts(parts []string) shape {
	var s shape
	for i, p := range parts {
		not := ":"
		if i == 5 {
			not = ""
		}
		if i > 0 {
			s = append(s, item{set: []rune(":")})
		}
		s = append(s, compiled(p, not)...)
	}
	return s
}

func join(shapes ...shape) shape { return slices.Concat(shapes...) }

// anARN is the shape of an ARN: six parts.
func anARN() shape {
	return join(literal("arn:"), shape{inPart}, literal(":"), shape{inPart}, literal(":"), shape{inPart}, literal(":"),
		shape{inPart}, literal(":"), shape{anything})
}

// budget is the work that a proof may still do. Policies can be written whose classes are too many to count: then the answer is
// unknown, after bounded time.
type budget struct{ left int }

func (b *budget) spend(n int) bool {
	b.left -= n
	return b.left >= 0
}

// maxWords bounds the memory that the states of one automaton take, in words of 64 bits.
const maxWords = 1 << 21

// classes returns a text for each way in which texts within the scope match, all at once, some patterns and not others; the
// shortest for each, in the order of their length. A text is not empty unless only the empty one matches so. It says false
// where there are too many.
func classes(b *budget, scope shape, patterns []shape) ([]string, bool) {
	a := newAutomaton(append([]shape{scope}, patterns...))
	if a == nil || !b.spend(len(a.alphabet)*a.words) {
		return nil, false
	}
	states, endings := newWordSet(a.words), newWordSet(a.words)
	from := []int32{-1}
	by := []int32{-1}
	states.add(a.start)
	var texts []string
	next, end := make([]uint64, a.words), make([]uint64, a.words)
	empty := false
	for i := 0; i < states.len(); i++ {
		current := states.at(i)
		if a.ends(current, end) && endings.add(end) {
			if i == 0 {
				// Shown last, and only if no other text does as well.
				endings.drop()
				empty = true
			} else {
				texts = append(texts, a.text(i, from, by))
			}
		}
		if !b.spend((len(a.alphabet) + 1) * a.words) {
			return nil, false
		}
		for symbol := range a.moves {
			current = states.at(i) // adding may have moved it
			if symbol != a.other() && !a.special(current, symbol) {
				continue
			}
			if !a.step(current, symbol, next) {
				continue
			}
			if states.add(next) {
				from, by = append(from, int32(i)), append(by, int32(symbol))
				if states.len()*a.words > maxWords {
					return nil, false
				}
			}
		}
	}
	if empty {
		a.ends(a.start, end)
		if endings.add(end) {
			texts = append(texts, "")
		}
	}
	return texts, true
}

// likely puts a known text, in place of one that was made up, where both match alike. Known ones are compared in lower case.
func likely(texts []string, scope shape, patterns []shape, known []string) []string {
	a := newAutomaton(append([]shape{scope}, patterns...))
	if a == nil {
		return texts
	}
	by := map[string]string{}
	for _, text := range slices.Backward(known) {
		if end, ok := a.read(strings.ToLower(text)); ok {
			by[end] = text
		}
	}
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = text
		if end, ok := a.read(text); ok && by[end] != "" {
			all[i] = by[end]
		}
	}
	return all
}

// read returns which patterns a text matches, in a form to be compared. It says false for one that is out of the scope.
func (a *automaton) read(text string) (string, bool) {
	state, next := slices.Clone(a.start), make([]uint64, a.words)
	for _, r := range text {
		symbol, ok := slices.BinarySearch(a.alphabet, r)
		if !ok {
			symbol = a.other()
		}
		if !a.step(state, symbol, next) {
			return "", false
		}
		state, next = next, state
	}
	var b strings.Builder
	ok := a.ends(state, next)
	for _, w := range next {
		b.WriteString(strconv.FormatUint(w, 16))
		b.WriteByte(' ')
	}
	return b.String(), ok
}

// automaton reads a text by many patterns at once. A state is a bit for each item of each pattern, before which the reading may
// stand, and one for the end of each.
type automaton struct {
	words    int
	alphabet []rune // of all sets, sorted; one symbol more stands for any other character
	moves    [][]uint64
	stars    []uint64
	final    []uint64
	within   []uint64 // the bits of the scope, which is the first pattern
	start    []uint64
	spare    rune
}

// newAutomaton returns nil where the patterns are too large.
func newAutomaton(patterns []shape) *automaton {
	bits := 0
	seen := map[rune]bool{}
	for _, p := range patterns {
		bits += len(p) + 1
		for _, it := range p {
			for _, r := range it.set {
				seen[r] = true
			}
		}
	}
	a := &automaton{words: (bits + 63) / 64}
	for r := range seen {
		a.alphabet = append(a.alphabet, r)
	}
	if (len(a.alphabet)+4)*a.words > maxWords {
		return nil
	}
	slices.Sort(a.alphabet)
	for _, r := range "xyzabcdefghijklmnopqrstuvw0123456789XYZ" {
		if !seen[r] {
			a.spare = r
			break
		}
	}
	for r := rune('à'); a.spare == 0; r++ {
		if !seen[r] {
			a.spare = r
		}
	}
	row := func() []uint64 { return make([]uint64, a.words) }
	a.stars, a.final, a.within, a.start = row(), row(), row(), row()
	index := make(map[rune]int, len(a.alphabet))
	for i, r := range a.alphabet {
		index[r] = i
	}
	negated := row()
	for range len(a.alphabet) + 1 {
		a.moves = append(a.moves, row())
	}
	at := 0
	for n, p := range patterns {
		set(a.start, at)
		for _, it := range p {
			if n == 0 {
				set(a.within, at)
			}
			if it.star {
				set(a.stars, at)
			}
			if it.not {
				set(negated, at)
			}
			for _, r := range it.set {
				set(a.moves[index[r]], at) // for a negated item the other way round, mended below
			}
			at++
		}
		if n == 0 {
			set(a.within, at)
		}
		set(a.final, at)
		at++
	}
	for _, m := range a.moves {
		for w := range m {
			m[w] ^= negated[w]
		}
	}
	a.close(a.start)
	return a
}

func set(row []uint64, bit int) { row[bit/64] |= 1 << (bit % 64) }

func (a *automaton) other() int { return len(a.alphabet) }

// special says whether a symbol leads elsewhere than an ordinary character does.
func (a *automaton) special(state []uint64, symbol int) bool {
	m, o := a.moves[symbol], a.moves[a.other()]
	for w, s := range state {
		if s&(m[w]^o[w]) != 0 {
			return true
		}
	}
	return false
}

// step reads a symbol. It says false where the scope can't be met any more.
func (a *automaton) step(state []uint64, symbol int, next []uint64) bool {
	m := a.moves[symbol]
	carry := uint64(0)
	for w, s := range state {
		moved := s & m[w]
		on := moved &^ a.stars[w]
		next[w] = on<<1 | carry | moved&a.stars[w]
		carry = on >> 63
	}
	a.close(next)
	for w, s := range next {
		if s&a.within[w] != 0 {
			return true
		}
	}
	return false
}

// close adds what stands behind a star that takes nothing.
func (a *automaton) close(state []uint64) {
	for again := true; again; {
		again = false
		carry := uint64(0)
		for w, s := range state {
			over := s & a.stars[w]
			closed := s | over<<1 | carry
			carry = over >> 63
			if closed != s {
				state[w], again = closed, true
			}
		}
	}
}

// ends writes down which patterns end in a state. It says false where the scope does not.
func (a *automaton) ends(state, end []uint64) bool {
	inside := false
	for w, s := range state {
		end[w] = s & a.final[w]
		inside = inside || end[w]&a.within[w] != 0
	}
	return inside
}

// text reads back how a state was reached first.
func (a *automaton) text(i int, from, by []int32) string {
	var runes []rune
	for ; from[i] >= 0; i = int(from[i]) {
		r := a.spare
		if s := int(by[i]); s != a.other() {
			r = a.alphabet[s]
		}
		runes = append(runes, r)
	}
	slices.Reverse(runes)
	return string(runes)
}

// wordSet is a set of rows of words, in the order in which they came.
type wordSet struct {
	words int
	rows  []uint64
	table []int32 // of the rows' numbers plus one
}

func newWordSet(words int) *wordSet { return &wordSet{words: words, table: make([]int32, 256)} }

func (s *wordSet) len() int { return len(s.rows) / s.words }

func (s *wordSet) at(i int) []uint64 { return s.rows[i*s.words : (i+1)*s.words] }

func (s *wordSet) find(row []uint64) int {
	h := uint64(14695981039346656037)
	for _, w := range row {
		h = (h ^ w) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	for i := int(h & uint64(len(s.table)-1)); ; i = (i + 1) & (len(s.table) - 1) {
		if n := s.table[i]; n == 0 || slices.Equal(s.at(int(n)-1), row) {
			return i
		}
	}
}

// add says whether the row is new.
func (s *wordSet) add(row []uint64) bool {
	i := s.find(row)
	if s.table[i] != 0 {
		return false
	}
	s.rows = append(s.rows, row...)
	s.table[i] = int32(s.len())
	if s.len()*2 > len(s.table) {
		s.table = make([]int32, 2*len(s.table))
		for n := range s.len() {
			s.table[s.find(s.at(n))] = int32(n + 1)
		}
	}
	return true
}

// drop forgets the only row.
func (s *wordSet) drop() {
	s.rows = s.rows[:0]
	clear(s.table)
}

// shapeOf reads a compiled pattern of a policy for a key of which wildcards leave out the characters of not: as it stands where
// it has no variables, else for any values of them, and for those that fill gives.
func shapesOf(p *pattern, not string, fill []map[string]string) []shape {
	if p.parts == nil {
		return []shape{compiled(p.text, not)}
	}
	all := []shape{compiled(p.wide, not)}
	for _, values := range fill {
		if text, ok := p.filled(values); ok {
			all = append(all, compiled(text, not))
		}
	}
	return all
}

// filled puts values in for variables, or their defaults.
func (p *pattern) filled(values map[string]string) (string, bool) {
	var b strings.Builder
	for _, part := range p.parts {
		value, ok := values[part.key]
		switch {
		case part.key == "":
			b.WriteString(part.text)
		case ok:
			b.WriteString(value)
		case part.has:
			b.WriteString(part.fallback)
		default:
			return "", false
		}
	}
	return b.String(), true
}
