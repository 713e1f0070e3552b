package traildata

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// stamp writes a time, in seconds since 1970, as CloudTrail does.
func stamp(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02T15:04:05Z") }

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// lognormal draws a number whose logarithm is normal.
func lognormal(r *rand.Rand, median, sigma float64) float64 {
	return median * math.Exp(sigma*r.NormFloat64())
}

const (
	hexDigits = "0123456789abcdef"
	upper32   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	base64    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	alnum     = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// appendRandom appends n random letters of an alphabet of at least 16 and at most 64.
func appendRandom(b []byte, r *rand.Rand, alphabet string, n int) []byte {
	var bits uint64
	for i := range n {
		if i%8 == 0 {
			bits = r.Uint64()
		}
		b = append(b, alphabet[int(bits&0xff)%len(alphabet)])
		bits >>= 8
	}
	return b
}

func random(r *rand.Rand, alphabet string, n int) string {
	return string(appendRandom(nil, r, alphabet, n))
}

func appendUUID(b []byte, r *rand.Rand) []byte {
	hi, lo := r.Uint64(), r.Uint64()
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			b = append(b, '-')
		}
		half, shift := hi, 60-4*uint(i%16)
		if i >= 16 {
			half = lo
		}
		digit := half >> shift & 15
		switch i {
		case 12:
			digit = 4
		case 16:
			digit = digit&3 | 8
		}
		b = append(b, hexDigits[digit])
	}
	return b
}

func uuid(r *rand.Rand) string { return string(appendUUID(nil, r)) }

func address(r *rand.Rand) string {
	if chance(r, 0.1) {
		return fmt.Sprintf("2001:db8:%x:%x::%x", r.IntN(200), r.IntN(16), 1+r.IntN(4000))
	}
	return fmt.Sprintf("%s.%d", pick(r, "192.0.2", "198.51.100", "203.0.113"), 1+r.IntN(250))
}

func agent(r *rand.Rand) string {
	return pick(r,
		"aws-cli/2.17.9 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.91 md/arch#x86_64 lang/python#3.11.8 cfg/retry-mode#standard md/installer#exe",
		"Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/linux#5.10.218 md/arch#aarch64 lang/python#3.12.4 Botocore/1.34.131",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		"aws-sdk-go-v2/1.30.0 os/linux lang/go#1.22.4 md/GOOS#linux md/GOARCH#arm64 api/support#1.23.0")
}
