package redact

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

// TestAddresses holds that addresses and ranges stay what they were: of their
// length, private or not, and none where there was none.
func TestAddresses(t *testing.T) {
	t.Parallel()
	r := redactor()
	for _, c := range []struct{ in, within string }{
		{"203.0.113.7", "0.0.0.0/0"}, {"203.0.113.0/24", "0.0.0.0/0"}, {"10.1.2.3/32", "10.0.0.0/8"}, {"192.168.7.0/24", "192.168.0.0/16"},
		{"172.20.0.0/16", "172.16.0.0/12"}, {"100.64.1.1", "100.64.0.0/10"}, {"127.0.0.1", "127.0.0.0/8"},
		{"2a02:1234::1", "2000::/3"}, {"fd12:3456::/32", "fc00::/7"}, {"fe80::1", "fe80::/10"}, {"::ffff:203.0.113.7", "::/8"},
	} {
		for _, got := range []string{inCondition(t, r, "IpAddress", "aws:SourceIp", c.in), inCondition(t, r, "StringEquals", "aws:VpcSourceIp", c.in)} {
			p, err := netip.ParsePrefix(got)
			if err != nil {
				a, err := netip.ParseAddr(got)
				if err != nil {
					t.Errorf("%s became %s", c.in, got)
					continue
				}
				p = netip.PrefixFrom(a, a.BitLen())
			}
			if got == c.in || !netip.MustParsePrefix(c.within).Contains(p.Addr()) && !p.Addr().Is4In6() {
				t.Errorf("%s became %s", c.in, got)
			}
		}
	}
	for _, same := range []string{"0.0.0.0/0", "::/0", "10.0.0.0/8", "192.168.0.0/16", "fc00::/7"} {
		if got := inCondition(t, r, "NotIpAddress", "aws:SourceIp", same); got != same {
			t.Errorf("%s became %s", same, got)
		}
	}
	if got := inCondition(t, r, "IpAddress", "aws:SourceIp", "fe80::1%orders"); !isLike(got, "§::§%§", "fe80::1%orders") {
		t.Error(got)
	}
}

// TestContainment holds that an address is in a range exactly where its image
// is in that of the range.
func TestContainment(t *testing.T) {
	t.Parallel()
	r := redactor()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{4, 16}).Draw(t, "bytes")
		bytes := rapid.SliceOfN(rapid.Byte(), size, size)
		a, _ := netip.AddrFromSlice(bytes.Draw(t, "address"))
		other, _ := netip.AddrFromSlice(bytes.Draw(t, "other"))
		bits := rapid.IntRange(0, 8*size).Draw(t, "bits")
		near, _ := a.Prefix(bits)
		for _, p := range []netip.Prefix{near, netip.PrefixFrom(other, bits)} {
			image, ok := r.address(p.String())
			here, ok2 := r.address(a.String())
			if !ok2 || !ok && !p.Addr().Is4In6() { // of which there are no ranges
				t.Fatalf("%s or %s is no address", p, a)
			}
			if !ok {
				continue
			}
			q := netip.MustParsePrefix(image)
			if q.Bits() != p.Bits() || p == p.Masked() && q != q.Masked() {
				t.Fatalf("%s became %s", p, q)
			}
			if p.Contains(a) != q.Contains(netip.MustParseAddr(here)) {
				t.Fatalf("%s in %s: %v; %s in %s: not", a, p, p.Contains(a), here, q)
			}
		}
	})
}
