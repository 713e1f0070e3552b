package awsio

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// mostBytes is as much as is read of one answer. AWS gives lists in pages, the
// largest of which have some megabytes.
const mostBytes = 256 << 20

// errHollow says that an answer has nothing in it. The SDK takes it for one in
// which all is absent, and a list of all users for an empty one.
var errHollow = errors.New("the answer is empty")

// checkBodies bounds what is read of answers, and makes an error of those
// without content. What lies in a bucket may be empty, and who reads it says how
// much.
func checkBodies(stack *middleware.Stack) error {
	each := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, ok := out.RawResponse.(*smithyhttp.Response)
		service, operation := awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx)
		if err != nil || !ok || response.Body == nil || response.StatusCode/100 == 2 && callName(service, operation) == getObject {
			return out, metadata, err
		}
		body := bufio.NewReader(&bounded{from: response.Body, left: mostBytes})
		response.Body = struct {
			io.Reader
			io.Closer
		}{body, response.Body}
		if response.StatusCode/100 == 2 {
			err = checkBody(body, service, operation)
		}
		return out, metadata, err
	}
	// The last of all is next to the connection: before what understands answers.
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("hotlineBody", each), middleware.After)
}

// checkBody looks at the beginning of an answer. Those of IAM and STS are XML,
// whatever is asked; in the JSON of others what changes something may be
// answered with nothing.
func checkBody(body *bufio.Reader, service, operation string) error {
	isXML := service == "IAM" || service == "STS"
	if !isXML && !isReading(operation) {
		return nil
	}
	for {
		b, err := body.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return errHollow
		case err != nil:
			return err
		case strings.IndexByte(" \t\r\n", b) >= 0:
		case isXML && b != '<' && b != 0xef: // the first of a byte order mark
			return fmt.Errorf("%w: it is no XML", errHollow)
		default:
			return body.UnreadByte()
		}
	}
}

func isReading(operation string) bool {
	for _, prefix := range []string{"Get", "List", "Describe", "Lookup"} {
		if strings.HasPrefix(operation, prefix) {
			return true
		}
	}
	return false
}

// bounded reads so much, and fails where there is more.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("the answer has more than %d MiB", mostBytes>>20)
	}
	n, err := b.from.Read(p)
	b.left -= int64(n)
	return n, err
}
