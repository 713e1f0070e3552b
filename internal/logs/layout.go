package logs

import "strings"

// CloudTrail writes a log in one line, without any space: records begin with the
// version of the event, and nothing else is between them than a comma.
const (
	logBegin  = `{"Records":[{"eventVersion":`
	logEnd    = `}]}`
	recordSep = `},{"eventVersion":`
)

// isPlainLog reports whether a text is laid out as CloudTrail writes it.
func isPlainLog(text string) bool {
	return strings.HasPrefix(text, logBegin) && strings.HasSuffix(trimmed(text), logEnd)
}

// trimmed is a text without the space at its end.
func trimmed(text string) string { return strings.TrimRight(text, " \t\r\n") }

// cutAt is the record around a place in such a log, as far as it can be told without
// reading the whole: whoever uses it must see that what begins there ends there.
func cutAt(text string, place int) (begin, end int) {
	begin, end = len(`{"Records":[`), len(trimmed(text))-len(`]}`)
	if i := lastSep(text[:place]); i >= 0 {
		begin = i + len(`},`)
	}
	if i := strings.Index(text[place:end], recordSep); i >= 0 {
		end = place + i + 1
	}
	return begin, end
}

// lastSep is where the last separator of a text begins; -1 where there is none. It looks
// at a part from the end after the other: a record is seldom longer than one, and to
// search forward is faster.
func lastSep(text string) int {
	const part = 2 << 10
	for end := len(text); end >= len(recordSep); {
		begin := max(0, end-part)
		last := -1
		for i := begin; ; {
			n := strings.Index(text[i:end], recordSep)
			if n < 0 {
				break
			}
			last, i = i+n, i+n+1
		}
		if last >= 0 {
			return last
		}
		if begin == 0 {
			break
		}
		end = begin + len(recordSep) - 1 // what begins in the part before may end in this one
	}
	return -1
}
