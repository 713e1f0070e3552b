package strictyaml

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/token"

	"hotline/jsonscan"
)

// mostFaults is how many faults can be taken in.
const mostFaults = 20

// Fault says what is wrong with a node.
func (r *Reader) Fault(n Node, message string) { r.FaultAt(n.At(), message) }

// FaultAt says what is wrong at a place.
func (r *Reader) FaultAt(at jsonscan.Position, message string) {
	r.faults = append(r.faults, &jsonscan.Error{Position: at, Message: message})
}

// FaultCount is how many faults there are so far.
func (r *Reader) FaultCount() int { return len(r.faults) }

// Err joins the faults in the order of the file, up to a number that can be
// taken in; nil where there are none.
func (r *Reader) Err() error {
	slices.SortStableFunc(r.faults, func(a, b *jsonscan.Error) int { return a.Position.Compare(b.Position) })
	var errs []error
	for _, f := range r.faults[:min(mostFaults, len(r.faults))] {
		errs = append(errs, f)
	}
	if more := len(r.faults) - mostFaults; more > 0 {
		errs = append(errs, fmt.Errorf("%d more of these", more))
	}
	return errors.Join(errs...)
}

// start is where a text begins.
func start() jsonscan.Position { return jsonscan.Position{Line: 1, Column: 1} }

// position turns a column in characters into one in bytes.
func (r *Reader) position(p *token.Position) jsonscan.Position {
	bytes := p.Column
	if p.Line >= 1 && p.Line <= len(r.lines) {
		characters := []rune(r.lines[p.Line-1])
		bytes = len(string(characters[:min(max(0, p.Column-1), len(characters))])) + 1
	}
	return jsonscan.Position{Line: uint32(max(1, p.Line)), Column: uint32(max(1, bytes))}
}
