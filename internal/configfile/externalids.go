package configfile

import (
	"bytes"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"hotline/jsonscan"
	"hotline/policy"
)

// maxIDs is the size of the largest file of external ids, in bytes: room for
// 10,000 accounts with the longest ids.
const maxIDs = 16 << 20

// ReadExternalIDs reads the external ids of a provider: a JSON object, with the
// ids by account. Two accounts never have the same, so that the provider cannot
// be made to act for one in the name of the other. The error is a
// *jsonscan.Error where it has a place in the file.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func ReadExternalIDs(path string) (map[string]string, error) {
	text, err := loadIDs(path)
	if err != nil {
		return nil, err
	}
	if len(text) > maxIDs {
		return nil, &jsonscan.Error{Position: jsonscan.Position{Line: 1, Column: 1}, Message: "larger than 16 MiB; expected at most that"}
	}
	s, err := jsonscan.New(strings.TrimPrefix(text, "\ufeff"), jsonscan.Limits{Depth: 1, String: 4096})
	if err != nil {
		return nil, err
	}
	ids, owners := map[string]string{}, map[string]string{}
	err = s.Object("external ids by account", func(key string, at jsonscan.Position) error {
		_ = s.Kind() // passes over space, so that faults are where the value is
		place := s.Position()
		id, err := s.Text("an external id")
		if err != nil {
			return err
		}
		if message := account(key); message != "" {
			return &jsonscan.Error{Position: at, Message: message}
		}
		if message := externalID(id); message != "" {
			return &jsonscan.Error{Position: place, Message: message}
		}
		if owner := owners[id]; owner != "" {
			return &jsonscan.Error{Position: place, Message: fmt.Sprintf("accounts %s and %s have the same external id; expected one for each", owner, key)}
		}
		ids[key], owners[id] = id, key
		return nil
	})
	if err == nil && s.Kind() != jsonscan.End {
		err = s.Errorf("expected nothing after the external ids")
	}
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// loadIDs reads a file, of which one byte more than the most is enough to refuse
// it.
func loadIDs(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxIDs+1))
	return string(text), err
}

// externalID is what an external id must be. It is not shown in faults.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func externalID(s string) string {
	if len(s) < 2 || len(s) > 1224 || !regexp.MustCompile(`^[A-Za-z0-9_+=,.@:/-]*$`).MatchString(s) {
		return fmt.Sprintf("expected an external id, 2 to 1224 letters, digits and _+=,.@:/-, found %d characters", len(s))
	}
	return ""
}

// WriteExternalIDs writes the external ids of a provider by account, sorted. The
// file is there as a whole or not at all, and for its owner alone.
func WriteExternalIDs(path string, ids map[string]string) error {
	for id, external := range ids {
		if !policy.IsAccountID(id) || externalID(external) != "" {
			return fmt.Errorf("write %s: account %q has no external id that AWS takes", path, id)
		}
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	if ids == nil {
		ids = map[string]string{}
	}
	_ = enc.Encode(ids) // texts, sorted by their keys: always encodable
	return Replace(path, text.Bytes())
}

// Replace writes a file for its owner alone, under another name first, so that
// it is never there in part.
func Replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // with the permissions 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// NewExternalID makes an external id of 128 bits of chance: 26 letters and
// digits, that a person can read to another.
func NewExternalID(random io.Reader) (string, error) {
	bits := make([]byte, 16)
	if _, err := io.ReadFull(random, bits); err != nil {
		return "", fmt.Errorf("make an external id: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(bits), nil
}
