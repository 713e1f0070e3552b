package redact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A secret is a private word, and no other test of it: random letters, or an id.
func secrets() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		letters := rapid.SliceOfN(rapid.SampledFrom([]rune("bcdefhijklmnotvwxyzBCDEFHIJKLMNOTVWXYZ")), 1, 1).Draw(t, "first")
		rest := rapid.SliceOfN(rapid.RuneFrom([]rune("bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ0123456789äöé")), 7, 12).Draw(t, "rest")
		return string(letters) + string(rest)
	})
}

// texts generates texts with secrets in places of all kinds.
func secretTexts(list *[]string) *rapid.Generator[string] {
	forms := []string{"%s", "%s-%s", "/%s/%s/", "arn:aws:iam::%s:role/%s/%s", "arn:aws:s3:::%s/%s", "arn:%s:%s:%s:%s:%s", "%s@%s.com", "https://%s.%s/%s", "%s.s3.amazonaws.com",
		"AROA%s:%s", "o-%s/r-%s/ou-%s-%s", "vpc-%s", "${aws:PrincipalTag/%s}", "${%s, '%s'}", "see arn:aws:iam::%s:user/%s, %s", "repo:%s/%s:ref:refs/heads/%s", "%s:%s", "*%s?%s*"}
	return rapid.Custom(func(t *rapid.T) string {
		form := rapid.SampledFrom(forms).Draw(t, "form")
		args := make([]any, strings.Count(form, "%s"))
		for i := range args {
			s := secrets().Draw(t, "secret")
			if rapid.IntRange(0, 5).Draw(t, "account") == 0 {
				s = rapid.StringMatching(`[3-9][0-9]{11}`).Draw(t, "id")
			}
			*list = append(*list, s)
			args[i] = s
		}
		return fmt.Sprintf(form, args...)
	})
}

// secretValues generates JSON with secrets in it, under keys of all kinds.
func secretValues(list *[]string, depth int) *rapid.Generator[any] {
	text := secretTexts(list)
	keys := rapid.OneOf(text, rapid.SampledFrom([]string{"RoleName", "Arn", "PolicyName", "Tags", "Key", "Value", "Status", "Type", "CreateDate", "Region", "VersionId", "TagKeys",
		"SessionDuration", "ServicePrincipal", "Partition", "schema", "by", "Statement", "Effect", "Resource", "Principal", "Service", "Condition", "StringLike", "IpAddress",
		"aws:SourceIp", "aws:RequestedRegion", "SAML:aud", "aws:TagKeys", "Version", "Sid", "Bool", "DateLessThan", "AWS", "Federated"}))
	return rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0, 1:
			if depth > 0 {
				return rapid.MapOfN(keys, secretValues(list, depth-1), 1, 4).Draw(t, "object")
			}
		case 2:
			if depth > 0 {
				return rapid.SliceOfN(secretValues(list, depth-1), 1, 3).Draw(t, "list")
			}
		case 3:
			inner, _ := json.Marshal(map[string]any{"Document": text.Draw(t, "inner")}) // is JSON
			return rapid.SampledFrom([]string{string(inner), url.PathEscape(string(inner)), string(inner[1:])}).Draw(t, "document")
		case 4:
			report := "user,arn,x\n" + text.Draw(t, "cell") + "," + text.Draw(t, "cell") + "\n"
			return map[string]any{"Content": base64.StdEncoding.EncodeToString([]byte(report))}
		}
		return text.Draw(t, "text")
	})
}

// leaks finds a secret in a text, or in what is encoded in it.
func leaks(text string, list []string) string {
	var decoded strings.Builder
	for _, part := range strings.Split(text, `"`) {
		if b, err := base64.StdEncoding.DecodeString(part); err == nil {
			decoded.Write(b)
		}
		if s, err := url.PathUnescape(part); err == nil {
			decoded.WriteString(s)
		}
	}
	all := strings.ToLower(text + decoded.String())
	for _, s := range list {
		if strings.Contains(all, strings.ToLower(s)) {
			return s
		}
	}
	return ""
}

// TestNoSecrets holds that no private word is left in anything.
func TestNoSecrets(t *testing.T) {
	t.Parallel()
	r := redactor()
	rapid.Check(t, func(t *rapid.T) {
		var list []string
		value := secretValues(&list, 4).Draw(t, "value")
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.JSON(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if s := leaks(out, list); s != "" {
			t.Fatalf("%q is in what %s became:\n%s", s, text, out)
		}
		message := secretTexts(&list).Draw(t, "message")
		for _, got := range []string{r.ErrorText("An error occurred (AccessDenied) when calling the GetRole operation: " + message), r.Path(message + "/" + message + ".json")} {
			if s := leaks(got, list); s != "" {
				t.Fatalf("%q is in what %q became: %q", s, message, got)
			}
		}
	})
}

// TestNoExampleSecrets holds the same of the example, and of its files' names.
func TestNoExampleSecrets(t *testing.T) {
	t.Parallel()
	private := []string{"payments", "webshop", "fabrikam", "sandbox", "analytics", "incident", "responder", "breakglass", "contoso", "platform", "notebook", "orders", "acme",
		"111122223333", "222233334444", "333344445555", "444455556666", "555566667777", "666677778888", "777788889999", "888899990000", "999900001111", "4f1c2d3e5a6b7c8d"}
	to := filepath.Join(t.TempDir(), "copy")
	skipped, err := redactor().Directory("../../examples/acme", to)
	if err != nil || len(skipped) != 1 {
		t.Fatal(skipped, err)
	}
	for name, text := range contents(t, to) {
		if s := leaks(name+text, private); s != "" {
			t.Errorf("%q is in %s", s, name)
		}
	}
}
