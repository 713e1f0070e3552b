package digest

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"testing"
)

// unpack inflates with the standard library, or gives nothing.
func unpack(t testing.TB, content []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	z.Multistream(false)
	out, err := io.ReadAll(z)
	if err != nil {
		return nil
	}
	return out
}

// stride is how far the bytes that one run changes are apart; where it begins is random.
const stride = 4

// TestAnyByte changes bytes of a chain's files, one at a time, to some other: it
// is found, unless the file still inflates to the same, which is all that CloudTrail
// signs.
func TestAnyByte(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(0)
	m.hour(1)
	m.digest(start(), m.at, true, []any{}, nil)
	for _, key := range append(m.keys, m.logs...) {
		whole := m.read(key)
		content := unpack(t, whole)
		same := 0
		for i := rand.IntN(stride); i < len(whole); i += stride {
			changed := bytes.Clone(whole)
			changed[i] ^= byte(1 + rand.IntN(255))
			m.write(key, changed)
			if len(m.verify().Findings) > 0 {
				continue
			}
			if !bytes.Equal(unpack(t, changed), content) {
				t.Fatalf("%s: byte %d of %d changed from %#x to %#x, and nothing was found", key, i, len(whole), whole[i], changed[i])
			}
			same++
		}
		if same > 12 { // the header's, and the last bits before the trailer
			t.Errorf("%s: %d of %d bytes can change", key, same, len(whole))
		}
		m.write(key, whole)
	}
	finds(t, m.verify())
}

// TestAnyByteOfContent changes bytes of the contents. A fingerprint that nobody
// has is wrong for sure where all keys are known.
func TestAnyByteOfContent(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(1)
	m.hour(1)
	for _, key := range []string{m.keys[1], m.logs[1]} {
		whole := m.read(key)
		content := unpack(t, whole)
		for i := rand.IntN(stride); i < len(content); i += stride {
			changed := bytes.Clone(content)
			changed[i] ^= byte(1 + rand.IntN(255))
			m.write(key, pack(changed))
			if m.verify(func(o *Options) { o.AllKeys = true }).Invalid() == 0 {
				t.Fatalf("%s: byte %d changed from %q to %q, and nothing was found", key, i, content[i], changed[i])
			}
		}
		m.write(key, whole)
	}
}

// TestAnyByteOfSignature changes the newest digest's signature.
func TestAnyByteOfSignature(t *testing.T) {
	t.Parallel()
	m := newMaker(t)
	m.hour(1)
	for i := rand.IntN(stride); i < len(m.lastSig); i += stride {
		changed := []byte(m.lastSig)
		changed[i] = "0123456789abcdef"[(bytes.IndexByte([]byte("0123456789abcdef"), changed[i])+1+rand.IntN(15))%16]
		m.sidecar(m.lastKey, map[string]string{"signature": string(changed), "signature-algorithm": Algorithm})
		if m.verify().Kinds[InvalidSignature] != 1 {
			t.Fatalf("digit %d changed, and nothing was found", i)
		}
	}
}
