package faultproxy

// EmptyCBOR is an answer with nothing in it, for services that speak CBOR.
// https://www.rfc-editor.org/rfc/rfc8949#section-3.1
const EmptyCBOR = "\xa0"

// cborMap writes an object of two strings; they are no longer than 255 bytes.
func cborMap(key, value, key2, value2 string) string {
	text := func(s string) string {
		s = s[:min(len(s), 255)]
		return string([]byte{0x78, byte(len(s))}) + s
	}
	return "\xa2" + text(key) + text(value) + text(key2) + text(value2)
}
