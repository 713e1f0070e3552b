package logs

import "context"

// An Object is one file of logs.
type Object struct {
	// Name is how the object is called in reports: a path, or s3://BUCKET/KEY.
	Name string
	// Key is its name within the source, with slashes: what it is remembered by.
	Key string
	// Size is the number of bytes as they are stored, so compressed.
	Size int64
	// Version is another one when the content is: the ETag of an object in a bucket,
	// size and time of a file.
	Version string
	// Seconds is when it was written, in seconds since 1970; 0 if that is not known.
	Seconds int64
}

// A Source is a place with files of logs.
type Source interface {
	// List calls visit for every object, until visit fails. Objects come in the
	// order of their keys where the place has one.
	List(ctx context.Context, visit func(Object) error) error
	// Read appends the bytes of an object, as they are stored, to buf. It fails
	// where there are more than limit of them.
	Read(ctx context.Context, o Object, buf []byte, limit int64) ([]byte, error)
}
