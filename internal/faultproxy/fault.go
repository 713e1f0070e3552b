package faultproxy

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Fault is what becomes of a call; nil lets it pass.
type Fault func(*Call) *Answer

// An Answer is what a call gets.
type Answer struct {
	Status int
	Body   string
	// Code is that of an error, which is written as the protocol has it, with
	// Body as its message.
	Code string
	// Lost is a part of the body that is not sent, though it was announced; a
	// negative one is all of it, with the connection.
	Lost int
	// Passed says that the request is passed on all the same: what it asks for is
	// done, and this is what the caller hears of it.
	Passed bool
	// Then is done before the caller hears anything; nil for nothing.
	Then func()
	// Ending is what follows the body, which then has no announced length.
	Ending Ending
}

// An Ending is how an answer goes on that does not end.
type Ending uint8

// The endings.
const (
	Whole   Ending = iota // it ends as it should
	Hanging               // nothing more comes, and the connection stays
	Endless               // white space follows, for ever
)

// RequestID is the id that the answers of the proxy have.
const RequestID = "11112222-3333-4444-5555-666677778888"

func (a *Answer) write(w http.ResponseWriter, c *Call) {
	if a.Lost < 0 {
		panic(http.ErrAbortHandler)
	}
	body := a.Body
	w.Header().Set("x-amzn-RequestId", RequestID)
	switch c.kind {
	case queryProtocol:
		w.Header().Set("Content-Type", "text/xml")
		if a.Code != "" {
			body = fmt.Sprintf("<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>",
				a.Code, html.EscapeString(a.Body), RequestID)
		}
	case cborProtocol:
		w.Header().Set("Content-Type", "application/cbor")
		w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
		if a.Code != "" {
			body = cborMap("__type", a.Code, "message", a.Body)
		}
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if a.Code != "" {
			text, _ := json.Marshal(map[string]string{"__type": a.Code, "message": a.Body}) // strings: always encodable
			body = string(text)
		}
	}
	if a.Ending != Whole {
		a.goOn(w, c, body)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(a.Status)
	_, _ = w.Write([]byte(body[:max(len(body)-a.Lost, 0)])) // the client is gone
	if a.Lost > 0 {
		panic(http.ErrAbortHandler)
	}
}

// goOn writes an answer that does not end, until the client has had enough.
func (a *Answer) goOn(w http.ResponseWriter, c *Call, body string) {
	w.WriteHeader(a.Status)
	_, _ = w.Write([]byte(body)) // the client will be gone
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	if a.Ending == Hanging {
		<-c.done
		return
	}
	for space := []byte(strings.Repeat(" ", 1<<16)); ; {
		if _, err := w.Write(space); err != nil {
			return
		}
	}
}

// Fail answers with an error.
func Fail(status int, code, message string) Fault {
	return func(*Call) *Answer { return &Answer{Status: status, Code: code, Body: message} }
}

// Deny answers as IAM does where a call is not allowed.
func Deny() Fault {
	return func(c *Call) *Answer {
		code := "AccessDeniedException"
		if c.kind == queryProtocol {
			code = "AccessDenied"
		}
		return &Answer{Status: http.StatusForbidden, Code: code, Body: "User: arn:aws:sts::111122223333:assumed-role/reader/hotline is not authorized to perform: " + c.Name + " because no identity-based policy allows the " + c.Name + " action"}
	}
}

// Throttle answers that there were too many calls.
func Throttle() Fault { return Fail(http.StatusBadRequest, "Throttling", "Rate exceeded") }

// Break answers as a server that has failed.
func Break() Fault { return Fail(http.StatusInternalServerError, "InternalFailure", "We have failed") }

// Drop ends the connection without an answer.
func Drop() Fault { return func(*Call) *Answer { return &Answer{Lost: -1} } }

// DropAnswer passes a call on, and ends the connection in place of the answer.
func DropAnswer() Fault { return func(*Call) *Answer { return &Answer{Lost: -1, Passed: true} } }

// Reply answers.
func Reply(body string) Fault {
	return func(*Call) *Answer { return &Answer{Status: http.StatusOK, Body: body} }
}

// CutOff answers, and ends the connection in the middle.
func CutOff(body string) Fault {
	return func(*Call) *Answer { return &Answer{Status: http.StatusOK, Body: body, Lost: len(body) / 2} }
}

// Hang begins an answer, and keeps silent.
func Hang(body string) Fault {
	return func(*Call) *Answer { return &Answer{Status: http.StatusOK, Body: body, Ending: Hanging} }
}

// Flood answers with white space that does not end.
func Flood() Fault {
	return func(*Call) *Answer { return &Answer{Status: http.StatusOK, Ending: Endless} }
}

// Slow waits before a call passes.
func Slow(d time.Duration) Fault {
	return func(*Call) *Answer {
		t := time.NewTimer(d)
		<-t.C
		return nil
	}
}

// Times does a fault to the first n calls that it meets.
func Times(n int, f Fault) Fault {
	var mu sync.Mutex
	return func(c *Call) *Answer {
		mu.Lock()
		n--
		again := n >= 0
		mu.Unlock()
		if !again {
			return nil
		}
		return f(c)
	}
}

// Every does a fault to each n-th call that it meets.
func Every(n int, f Fault) Fault {
	var mu sync.Mutex
	met := 0
	return func(c *Call) *Answer {
		mu.Lock()
		met++
		hit := met%n == 0
		mu.Unlock()
		if !hit {
			return nil
		}
		return f(c)
	}
}

// Into does a fault to whoever enters an account.
func Into(account string, f Fault) Fault {
	return func(c *Call) *Answer {
		if !strings.Contains(c.Form.Get("RoleArn"), account) {
			return nil
		}
		return f(c)
	}
}

// In does a fault to calls in one account only.
func In(account string, f Fault) Fault {
	return func(c *Call) *Answer {
		if c.Account != account {
			return nil
		}
		return f(c)
	}
}
