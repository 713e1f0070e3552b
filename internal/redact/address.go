package redact

import (
	"net/netip"
	"strings"
)

// address redacts an IP address or a range of such. It reports false where s is
// neither. Addresses that share their first n bits still do, and no more, so
// that what was in a range still is; and what is private, local or reserved
// stays so.
func (r *Redactor) address(s string) (string, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		image := netip.PrefixFrom(r.renumber(p.Addr()), p.Bits())
		if p == p.Masked() {
			image = image.Masked()
		}
		return image.String(), true
	}
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		return r.renumber(a).String(), true
	}
	return "", false
}

// renumber turns bits of an address over, each as the key and the bits before
// it say, but for those that tell blocks of special use from others.
func (r *Redactor) renumber(a netip.Addr) netip.Addr {
	image := a.AsSlice()
	for n := range a.BitLen() {
		before, _ := a.Prefix(n) // n is in range
		if leadsToSpecial(before) {
			continue
		}
		if derive(r.secret, before.String())[0]&1 == 1 {
			image[n/8] ^= 0x80 >> (n % 8)
		}
	}
	out, _ := netip.AddrFromSlice(image) // as long as it was
	return out
}

// leadsToSpecial reports whether a block of special use is a true part of a
// range.
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
func leadsToSpecial(p netip.Prefix) bool {
	const special = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 224.0.0.0/3 " +
		"::/8 2000::/3 fc00::/7 fe80::/10 ff00::/8"
	for s := range strings.FieldsSeq(special) {
		if block := netip.MustParsePrefix(s); block.Bits() > p.Bits() && p.Overlaps(block) {
			return true
		}
	}
	return false
}
