package configfile

import _ "embed"

//go:embed hotline.schema.json
var schema string

// Schema is the JSON Schema of hotline.yaml. It says what keys and values there
// are; Read refuses more, as what does not go together.
func Schema() string { return schema }
