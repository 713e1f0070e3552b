package rehearsal

import (
	"net/url"
	"slices"
	"strings"

	"hotline/jsonscan"
	"hotline/policy"
)

// A form is how a policy document is written.
type form uint8

const (
	asObject  form = iota // as the AWS CLI prints it
	asText                // in a string
	asEncoded             // in a string, percent-encoded: as the API gives it
)

func formOf(n *node) form {
	switch {
	case n.kind != jsonscan.String:
		return asObject
	case strings.HasPrefix(n.text, "%"):
		return asEncoded
	}
	return asText
}

// formOf is the form of the document under a key, or else that of the file.
func (e entry) formOf(key string) form {
	if old := e.get(key); old != nil && old.kind != jsonscan.Null {
		return formOf(old)
	}
	return e.doc.style.form
}

// firstDocument finds a policy document; nil where there is none.
func (d *document) firstDocument(in []*node) *node {
	for _, n := range in {
		for i, key := range n.keys {
			if v := n.items[i]; slices.Contains([]string{"AssumeRolePolicyDocument", "PolicyDocument", "Document"}, key) && v.kind != jsonscan.Null {
				return v
			}
		}
		if found := d.firstDocument(n.items); found != nil {
			return found
		}
	}
	return nil
}

// policyText is a policy document as IAM has it: byte by byte as it stands in
// the file, or as the string in it says. It is empty where there is none.
func (d *document) policyText(n *node) (string, error) {
	switch {
	case n == nil || n.kind == jsonscan.Null:
		return "", nil
	case formOf(n) == asObject:
		return d.raw(n), nil
	case formOf(n) == asText:
		return n.text, nil
	}
	return url.PathUnescape(n.text)
}

// policyPiece is a document to be written: byte by byte as it was given.
func policyPiece(document string, f form) piece {
	switch f {
	case asText:
		return str(document)
	case asEncoded:
		return str(escape(document))
	default:
		return raw(strings.Trim(document, " \t\r\n"))
	}
}

// copyPiece is a document as one call prints it that another call gives, too:
// laid out like what stands around it, since its bytes are kept elsewhere.
func copyPiece(document string, f form) piece {
	roots, err := parse(document)
	if f != asObject || err != nil || len(roots) != 1 {
		return policyPiece(document, f)
	}
	return pieceOf(document, roots[0])
}

// pieceOf is a value of a text, to be laid out anew.
func pieceOf(text string, n *node) piece {
	switch n.kind {
	case jsonscan.Object:
		o := object{}
		for i, key := range n.keys {
			o = append(o, member{key, pieceOf(text, n.items[i])})
		}
		return o
	case jsonscan.Array:
		l := list{}
		for _, item := range n.items {
			l = append(l, pieceOf(text, item))
		}
		return l
	default:
		return raw(text[n.start:n.end])
	}
}

// checkPolicy refuses a document that IAM would not have taken.
func checkPolicy(document string) error {
	if _, err := policy.Parse(document); err != nil {
		return refuse("MalformedPolicyDocument", "%v", err)
	}
	return nil
}

// escape encodes a document as IAM does: all but what RFC 3986 calls
// unreserved.
func escape(document string) string {
	const hex = "0123456789ABCDEF"
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	var out strings.Builder
	for i := range len(document) {
		if c := document[i]; strings.IndexByte(plain, c) >= 0 {
			out.WriteByte(c)
		} else {
			out.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return out.String()
}
