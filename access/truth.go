package access

// Truth is what is known of a question whose answer may hang on what nobody could see. It is two bounds in one: May says that
// the answer is yes for some of what is possible, Must that it is yes for all of it. And, Or and Not keep both.
type Truth uint8

// No and Yes are certain, Unknown may be either.
const (
	No      Truth = 0
	Unknown Truth = may
	Yes     Truth = may | must

	may  Truth = 1
	must Truth = 2
)

// May says whether the answer can be yes.
func (t Truth) May() bool { return t&may != 0 }

// Must says whether the answer can't be no.
func (t Truth) Must() bool { return t&must != 0 }

// And is yes where both are.
func (t Truth) And(u Truth) Truth { return t & u }

// Or is yes where one of them is.
func (t Truth) Or(u Truth) Truth { return t | u }

// Not turns yes into no: what can't be is what must not be.
func (t Truth) Not() Truth { return truth(!t.May())&must | truth(!t.Must())&may }

func (t Truth) String() string { return [...]string{No: "no", Unknown: "unknown", Yes: "yes"}[t] }

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// MarshalText writes the word.
func (t Truth) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
