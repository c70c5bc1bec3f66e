package main

import (
	"fmt"
	"regexp"
	"strings"
)

// mdText is a line of text in which Markdown finds nothing to interpret.
func mdText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		inWord := i > 0 && i+1 < len(s) && isWord(s[i-1]) && isWord(s[i+1])
		special := strings.IndexByte("\\`*[]<>|~$&", c) >= 0 || c == '_' && !inWord || c == '#' && i == 0 || c == '!' && i+1 < len(s) && s[i+1] == '['
		if special {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return startsBlock.ReplaceAllString(b.String(), `$1\$2$3`)
}

// startsBlock is what makes a list or a rule of a line that begins with it.
var startsBlock = regexp.MustCompile(`^(\d*)([-+=.)])([-= ]|$)`)

func isWord(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

// mdCode is code in a line, and in the cell of a table.
func mdCode(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	fence := backticks(s, 1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

// mdBlock is a block of code.
func mdBlock(language, s string) string {
	fence := backticks(s, 3)
	return fence + language + "\n" + strings.TrimRight(s, "\n") + "\n" + fence + "\n"
}

// backticks returns a fence: at least so many, and more than stand side by side in the text.
func backticks(s string, least int) string {
	run := 0
	for _, c := range s {
		if c != '`' {
			run = 0
			continue
		}
		run++
		least = max(least, run+1)
	}
	return strings.Repeat("`", least)
}

// mdLink is a link, or its text alone where there is nothing to link to. text is Markdown already.
func mdLink(text, to string) string {
	if to == "" {
		return text
	}
	to = strings.NewReplacer("<", "%3C", ">", "%3E", "(", "%28", ")", "%29", " ", "%20", "\n", "%0A", `\`, "%5C").Replace(to)
	return fmt.Sprintf("[%s](%s)", text, to)
}

// mdTable is a table; cells are Markdown already.
func mdTable(columns []string, rows [][]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	return b.String()
}

// mdParagraphs is a text whose lines are sentences, and whose lines of commands are code: those that begin with aws and those
// that continue them, behind a backslash or inside single quotes.
func mdParagraphs(s string) string {
	var b strings.Builder
	var text, commands []string
	flush := func() {
		if len(text) > 0 {
			b.WriteString(mdText(strings.Join(text, " ")) + "\n\n")
		}
		if len(commands) > 0 {
			b.WriteString(mdBlock("sh", strings.Join(commands, "\n")) + "\n")
		}
		text, commands = nil, nil
	}
	for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
		so := strings.Join(commands, "\n")
		continued := strings.HasSuffix(so, `\`) || strings.Count(so, "'")%2 == 1
		isCommand := continued || strings.HasPrefix(line, "aws ")
		if strings.TrimSpace(line) == "" || isCommand && len(text) > 0 || !isCommand && len(commands) > 0 {
			flush()
		}
		switch {
		case isCommand:
			commands = append(commands, line)
		case strings.TrimSpace(line) != "":
			text = append(text, line)
		}
	}
	flush()
	return b.String()
}
