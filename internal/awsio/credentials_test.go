package awsio_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
)

// credentialsAnswer is what STS gives to whoever assumes a role.
func credentialsAnswer(operation, key string) string {
	return "<" + operation + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + operation + "Result><Credentials><AccessKeyId>" + key +
		"</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></" +
		operation + "Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></" + operation + "Response>"
}

// A chain is a way by which the SDK finds credentials.
type chain struct {
	config, profile string
	environment     map[string]string // files are relative to the directory of the test
	key             string            // of the call for the identity
	err             string            // that there is instead, in part
}

const chainARN = "arn:aws:iam::100000000000:role/ci"

func chains() map[string]chain {
	return map[string]chain{
		"process": {
			config: "[profile p]\ncredential_process = cat DIR/process.json\n", profile: "p", key: "AKIAPROCESS",
		},
		"a process that fails": {
			config: "[profile p]\ncredential_process = false\n", profile: "p", err: "not authenticated",
		},
		"web identity": {
			environment: map[string]string{"AWS_ROLE_ARN": chainARN, "AWS_WEB_IDENTITY_TOKEN_FILE": "DIR/token", "AWS_ROLE_SESSION_NAME": "ci"}, key: "AKIAWEB",
		},
		"a profile with a role": {
			config:  "[profile p]\nrole_arn = " + chainARN + "\nsource_profile = base\n[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret\n",
			profile: "p", key: "AKIAROLE",
		},
		"no such profile": {profile: "absent", err: "absent"},
	}
}

// TestCredentials holds that credentials come from wherever the SDK finds them.
func TestCredentials(t *testing.T) {
	for name, c := range chains() {
		t.Run(name, func(t *testing.T) {
			p := faultproxy.New("")
			t.Cleanup(p.Close)
			var keys []string
			p.On("sts:GetCallerIdentity", func(c *faultproxy.Call) *faultproxy.Answer {
				keys = append(keys, c.Key)
				return nil
			})
			p.On("sts:AssumeRoleWithWebIdentity", func(c *faultproxy.Call) *faultproxy.Answer {
				if c.Form.Get("WebIdentityToken") != "a.b.c" || c.Form.Get("RoleArn") != chainARN {
					t.Errorf("asked for %v", c.Form)
				}
				return faultproxy.Reply(credentialsAnswer("AssumeRoleWithWebIdentity", "AKIAWEB"))(c)
			})
			p.On("sts:AssumeRole", faultproxy.Reply(credentialsAnswer("AssumeRole", "AKIAROLE")))
			p.Replay(faultproxy.Replay{Accounts: 1})
			dir := t.TempDir()
			in := func(text string) string { return strings.ReplaceAll(text, "DIR", dir) }
			must(t, os.WriteFile(filepath.Join(dir, "process.json"), []byte(`{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"s","SessionToken":"t"}`), 0o600))
			must(t, os.WriteFile(filepath.Join(dir, "token"), []byte("a.b.c"), 0o600))
			must(t, os.WriteFile(filepath.Join(dir, "config"), []byte(in(c.config)), 0o600))
			pointAt(t, p.URL)
			t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
			t.Setenv("AWS_ENDPOINT_URL_STS", p.URL) // the chain does not take the general one
			for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
				must(t, os.Unsetenv(name))
			}
			for name, value := range c.environment {
				t.Setenv(name, in(value))
			}
			o := fast()
			o.Profile, o.Depth = c.profile, awsio.Quick
			_, err := awsio.Collect(t.Context(), filepath.Join(dir, "out"), o)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %v; expected one line with %q", err, c.err)
				}
				return
			}
			must(t, err)
			if len(keys) != 1 || keys[0] != c.key {
				t.Errorf("asked with the keys %v; expected %s", keys, c.key)
			}
		})
	}
}
