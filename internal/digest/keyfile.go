package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A KeyList is public keys from files. It gives all that it has for any region: a
// fingerprint tells keys apart by itself.
type KeyList []Key

// PublicKeys implements Keys.
func (l KeyList) PublicKeys(context.Context, string, time.Time, time.Time) ([]Key, error) {
	return l, nil
}

// ParseKeyList reads what aws cloudtrail list-public-keys prints.
func ParseKeyList(text []byte) (KeyList, error) {
	var answer struct { // the names also fit publicKeyList, as AWS has written it
		PublicKeyList []struct {
			Value       []byte
			Fingerprint string
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, fmt.Errorf("not what aws cloudtrail list-public-keys prints: %w", err)
	}
	if len(answer.PublicKeyList) == 0 {
		return nil, errors.New("no keys in PublicKeyList: expected what aws cloudtrail list-public-keys prints")
	}
	var out KeyList
	for i, k := range answer.PublicKeyList {
		if k.Fingerprint == "" {
			return nil, fmt.Errorf("PublicKeyList[%d]: no Fingerprint", i)
		}
		if _, err := parseKey(k.Value); err != nil {
			return nil, fmt.Errorf("PublicKeyList[%d].Value: %w", i, err)
		}
		out = append(out, Key{k.Fingerprint, k.Value})
	}
	return out, nil
}
