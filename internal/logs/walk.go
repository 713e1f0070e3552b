package logs

import (
	"errors"
	"strings"

	"hotline/jsoncut"
	"hotline/trail"
)

// walk reads every record of a text. A text is one or more JSON values: logs of
// CloudTrail ({"Records": […]}), what "aws cloudtrail lookup-events" prints ({"Events":
// […]}), events of EventBridge, single records, or arrays of these.
func (s *scanner) walk(text string) error {
	s.marks = [2]mark{{text: "\n{"}, {text: recordSep[len(`}`):]}}
	i := jsoncut.Space(text, byteOrderMark(text))
	if i == len(text) {
		s.wrong(-1, "there is nothing in it")
		return nil
	}
	for i < len(text) {
		end, err := s.value(text, i)
		if end = jsoncut.Space(text, end); err == nil && end < len(text) && text[end] != '{' && text[end] != '[' {
			s.begin, err = end, &jsoncut.Error{Offset: end, Message: "expected another object or array, or the end"}
		}
		if err != nil {
			if end, err = s.goOn(text, err); err != nil {
				return err
			}
		}
		i = jsoncut.Space(text, end)
	}
	return nil
}

// goOn reports an error of JSON, and returns where there may be something to read
// again: at the next record of a log, or at the next line. Any other error ends
// everything.
func (s *scanner) goOn(text string, err error) (int, error) {
	for {
		var at *jsoncut.Error
		if !errors.As(err, &at) {
			return 0, err
		}
		s.wrong(at.Offset, at.Message)
		from := at.Offset
		if s.counts.Problems < maxProblems {
			// A quotation mark too few makes strings of what is between strings, and the
			// fault is found only in the next record, which is a good one. But a text of
			// such faults must not be read again and again.
			from = min(from, s.begin+1)
		}
		line, record := s.marks[0].next(text, from), s.marks[1].next(text, from)
		if line <= record {
			return min(line+1, len(text)), nil
		}
		var i int
		if i, err = s.records(text, record+len(`,`)); err == nil {
			return i, nil
		}
	}
}

// A mark is a text at which reading may go on. Where the next one is is kept, so that
// looking for it after every fault does not take longer than reading.
type mark struct {
	text  string
	known bool
	from  int // where it was looked for
	place int // the first one from there on, or the end of the text
}

// next is the place of the next mark, or the end of the text.
func (m *mark) next(text string, from int) int {
	if m.known && m.from <= from && from <= m.place {
		return m.place
	}
	m.known, m.from, m.place = true, from, len(text)
	if n := strings.Index(text[from:], m.text); n >= 0 {
		m.place = from + n
	}
	return m.place
}

// records reads the records of a log from one in its middle on, to its end.
func (s *scanner) records(text string, i int) (int, error) {
	for {
		end, err := s.record(text, i)
		if err != nil {
			return end, err
		}
		if end = jsoncut.Space(text, end); end >= len(text) || text[end] != ',' {
			return len(text) - len(strings.TrimLeft(text[end:], "]} \t\r\n")), nil
		}
		i = jsoncut.Space(text, end+1)
	}
}

// byteOrderMark is the length of the mark that some programs begin a text with.
func byteOrderMark(text string) int {
	if strings.HasPrefix(text, "\ufeff") {
		return len("\ufeff")
	}
	return 0
}

// value reads the value at a place.
func (s *scanner) value(text string, i int) (int, error) {
	s.begin = i
	switch {
	case i < len(text) && text[i] == '[':
		return jsoncut.Elements(text, i, func(at int) (int, error) { return s.element(text, at) })
	case i < len(text) && text[i] == '{':
		return s.object(text, i)
	}
	return s.skip(text, i, "expected an object: a log, a record or an event")
}

// skip passes over a value that should have been another, and tells so once, be it even
// no JSON.
func (s *scanner) skip(text string, i int, message string) (int, error) {
	end, err := jsoncut.Skip(text, i)
	var at *jsoncut.Error
	if errors.As(err, &at) && at.Offset == i {
		at.Message = message
	}
	if err == nil {
		s.wrong(i, message)
	}
	return end, err
}

// element reads one value of an array.
func (s *scanner) element(text string, i int) (int, error) {
	if i < len(text) && text[i] == '[' {
		return s.skip(text, i, "expected an object in the array")
	}
	return s.value(text, i)
}

// object reads a log, an output of lookup-events, a record or an event of EventBridge.
func (s *scanner) object(text string, i int) (int, error) {
	container := false
	end, err := jsoncut.Members(text, i, func(key string, at int) (int, error) {
		isArray := at < len(text) && text[at] == '['
		switch {
		case key == "Records" && isArray:
			container = true
			return jsoncut.Elements(text, at, func(at int) (int, error) { return s.record(text, at) })
		case key == "Events" && isArray:
			container = true
			return jsoncut.Elements(text, at, func(at int) (int, error) { return s.lookedUp(text, at) })
		}
		return jsoncut.Skip(text, at)
	})
	if err != nil || container {
		return end, err
	}
	if !isEvent(text[i:end]) {
		s.wrong(i, "expected a log of CloudTrail, the output of lookup-events, or an event")
		return end, nil
	}
	if _, err := trail.DecodeAny(text, i, &s.event); err != nil {
		return end, err
	}
	return end, s.take(i)
}

// isEvent reports whether an object looks like a record or an event, be it a damaged
// one, rather than like something else altogether.
func isEvent(object string) bool {
	for _, key := range []string{"eventSource", "eventName", "eventTime", "detail-type"} {
		if strings.Contains(object, key) {
			return true
		}
	}
	return strings.Contains(object, `\u`)
}

// record reads one record.
func (s *scanner) record(text string, i int) (int, error) {
	if i >= len(text) || text[i] != '{' {
		return s.skip(text, i, "a record is not an object")
	}
	s.begin = i
	end, err := s.decode(text, i)
	if err != nil {
		return end, err
	}
	s.begin = end
	return end, s.take(i)
}

// lookedUp reads one event of the output of lookup-events, which holds the record as a
// string.
func (s *scanner) lookedUp(text string, i int) (int, error) {
	if i >= len(text) || text[i] != '{' {
		return s.skip(text, i, "an event is not an object")
	}
	found := false
	end, err := jsoncut.Members(text, i, func(key string, at int) (int, error) {
		if key != "CloudTrailEvent" {
			return jsoncut.Skip(text, at)
		}
		found = true
		record, end, err := jsoncut.Text(text, at)
		if err != nil {
			return end, err
		}
		if n, err := s.decode(record, 0); err != nil || jsoncut.Space(record, n) != len(record) {
			s.wrong(at, "the CloudTrailEvent of an event is no record")
			return end, nil
		}
		return end, s.take(at)
	})
	if err == nil && !found {
		s.wrong(i, "an event has no CloudTrailEvent")
	}
	return end, err
}
