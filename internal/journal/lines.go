package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"hotline/plan"
)

// Schema names the form of the file of a run.
const Schema = "hotline/run/1"

// The types of lines.
const (
	typeBegin  = "begin"
	typeResume = "resume"
	typeIntend = "intend"
	typeDone   = "done"
	typeFinish = "finish"
	typeEnd    = "end"
)

// A line is {"n":…,"time":…,"type":…,"data":…,"sum":…}, with the keys in this
// order. The sum is over the sum of the line before and all that stands before
// the key sum in this one.
type line struct {
	N    int             `json:"n"`
	Time time.Time       `json:"time"`
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
	Sum  string          `json:"sum"`
}

const (
	lineStart = `{"n":1,"time":"` // of a file
	sumKey    = `,"sum":"`
	sumLength = 2 * sha256.Size
	sealSize  = len(sumKey) + sumLength + len(`"}`)
)

// The payloads of the lines.
type (
	beginData struct {
		Schema string `json:"schema"`
		Run    string `json:"run"`
		Header
		PlanSum string          `json:"plan_sum"`
		Plan    json.RawMessage `json:"plan"`
	}
	resumeData struct {
		By
		Cut int `json:"cut"` // bytes of a torn line
	}
	intendData struct {
		Account string      `json:"account"`
		Change  plan.Change `json:"change"`
	}
	doneData struct {
		Account  string        `json:"account"`
		Property plan.Property `json:"property"`
		Error    string        `json:"error"`
		NotMade  Fate          `json:"not_made,omitempty"` // Refused or There; it may be made otherwise
	}
	finishData struct {
		Account string `json:"account"`
		Problem string `json:"problem"`
	}
	endData struct {
		Outcome Outcome `json:"outcome"`
	}
)

// encode writes a value as JSON on one line, without the escapes that only HTML
// needs: documents are easier to read so.
func encode(v any) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // texts, numbers and JSON: always encodable
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// decode reads the payload of a line. A key that is not known is an error: it
// may say something that must not be passed over.
func decode(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// seal puts a line together. It returns its sum, too.
func seal(before string, n int, at time.Time, kind string, data []byte) (text []byte, sum string) {
	text = contentOf(n, at, kind, data)
	sum = chain(before, text)
	return append(text, sumKey+sum+"\"}\n"...), sum
}

// contentOf is a line without its seal.
func contentOf(n int, at time.Time, kind string, data []byte) []byte {
	text := make([]byte, 0, len(data)+256) // room for the seal, too
	text = append(text, `{"n":`...)
	text = strconv.AppendInt(text, int64(n), 10)
	text = append(text, `,"time":"`...)
	text = at.UTC().AppendFormat(text, time.RFC3339Nano)
	text = append(text, `","type":"`+kind+`","data":`...)
	return append(text, data...)
}

// chain is the sum of a line by the sum of the line before and its content.
func chain(before string, content []byte) string {
	h := sha256.New()
	h.Write([]byte(before))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// checkChange reports a change that JSON cannot hold byte for byte. What is not
// UTF-8 would come back as something else, and be put into an account so.
func checkChange(account string, c plan.Change) error {
	texts := []string{c.Name, c.Key}
	for _, v := range []*string{c.Before, c.After} {
		if v != nil {
			texts = append(texts, *v)
		}
	}
	for _, t := range texts {
		if !utf8.ValidString(t) {
			return fmt.Errorf("%s: %q: expected text in UTF-8, found %.80q", account, c.String(), t)
		}
	}
	return nil
}
