package awsio

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shape writes an answer of the SDK as the AWS CLI prints it: what is not
// there is left out, policy documents of IAM are objects, times are RFC 3339,
// and the keys are those of the service.
func shape(answer any, camel bool) ([]byte, error) {
	s := shaper{camel: camel}
	s.value(reflect.ValueOf(answer), "", true)
	if s.err != nil {
		return nil, s.err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, s.out.Bytes(), "", "    "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

type shaper struct {
	out   bytes.Buffer
	camel bool
	err   error
}

// value writes one value. top says that it is the answer itself: its lists are
// written even where they are empty.
func (s *shaper) value(v reflect.Value, name string, top bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			s.plain(timeText(t))
			return
		}
		s.object(v, top)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			s.plain(v.Interface()) // base64
			return
		}
		s.list(v, top)
	case reflect.Map:
		s.mapping(v)
	case reflect.String:
		s.text(v.String(), name)
	default:
		s.plain(v.Interface())
	}
}

// timeText writes a time as AWS does: to the second, or with six digits more.
func timeText(t time.Time) string {
	if t.Nanosecond() == 0 {
		return t.UTC().Format(time.RFC3339)
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
}

func (s *shaper) plain(value any) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil && s.err == nil {
		s.err = err
	}
	s.out.Write(bytes.TrimSpace(text.Bytes()))
}

func (s *shaper) object(v reflect.Value, top bool) {
	s.out.WriteByte('{')
	first := true
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || field.Name == "ResultMetadata" || isAbsent(v.Field(i), top) {
			continue
		}
		if !first {
			s.out.WriteByte(',')
		}
		first = false
		s.out.WriteString(strconv.Quote(cmp.Or(field.Tag.Get("json"), s.key(field.Name))) + ":")
		s.value(v.Field(i), field.Name, false)
	}
	s.out.WriteByte('}')
}

// key is the name of a field as the service writes it.
func (s *shaper) key(name string) string {
	if s.camel {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

// isAbsent reports whether a field was not in the answer. SDKs have no null
// for enumerations: an empty one was not there.
func isAbsent(v reflect.Value, top bool) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map:
		return v.IsNil()
	case reflect.Slice:
		return v.IsNil() && !top
	case reflect.String:
		return v.String() == ""
	}
	return false
}

func (s *shaper) list(v reflect.Value, top bool) {
	s.out.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			s.out.WriteByte(',')
		}
		s.value(v.Index(i), "", top)
	}
	s.out.WriteByte(']')
}

func (s *shaper) mapping(v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	s.out.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			s.out.WriteByte(',')
		}
		s.plain(key.String())
		s.out.WriteByte(':')
		s.value(v.MapIndex(key), "", false)
	}
	s.out.WriteByte('}')
}

// text writes a string, or the policy document that IAM gives as one,
// URL-encoded.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyDetail.html
func (s *shaper) text(text, name string) {
	if strings.HasSuffix(name, "Document") {
		if decoded, err := url.PathUnescape(text); err == nil && strings.HasPrefix(strings.TrimSpace(decoded), "{") && json.Valid([]byte(decoded)) {
			s.out.WriteString(decoded)
			return
		}
	}
	s.plain(text)
}
