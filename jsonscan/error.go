package jsonscan

import "fmt"

// A Position is a place in a text: Line and Column count from 1, Column in
// bytes (as Go's own compiler counts). The zero Position means "no place".
type Position struct {
	Line, Column uint32
}

// IsValid reports whether p is a place.
func (p Position) IsValid() bool { return p.Line > 0 }

// Compare orders positions as they follow each other in the text: it is
// negative where p comes before q, positive where it comes after.
func (p Position) Compare(q Position) int {
	if p.Line != q.Line {
		return int(p.Line) - int(q.Line)
	}
	return int(p.Column) - int(q.Column)
}

// String prints p as line:column.
func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// An Error says what is wrong with a text, and where.
type Error struct {
	Position Position
	Message  string
}

// Error prints the position and the message.
func (e *Error) Error() string { return e.Position.String() + ": " + e.Message }
