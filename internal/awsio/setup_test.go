package awsio_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/internal/awsio"
	"hotline/internal/faultproxy"
)

// toolsVariable names the directory with moto, which `make test` fills.
const toolsVariable = "HOTLINE_TEST_TOOLS"

// hubAccount is the account that moto takes unknown credentials to be of.
const hubAccount = "123456789012"

// An aws is moto behind a proxy.
type aws struct {
	*faultproxy.Proxy
	moto string
	cli  string // the AWS CLI
}

// startAWS starts moto behind a proxy, and points the SDK at it. It is for
// tests that do not run in parallel.
func startAWS(t *testing.T) *aws {
	t.Helper()
	dir := os.Getenv(toolsVariable)
	if dir == "" {
		t.Skipf("needs moto: `make test` installs it and sets %s", toolsVariable)
	}
	server := exec.Command(filepath.Join(dir, "moto", "bin", "python"), filepath.Join("..", "moto", "server.py"))
	var log bytes.Buffer
	server.Stderr = &log
	stdin, err := server.StdinPipe() // its end stops the server
	must(t, err)
	stdout, err := server.StdoutPipe()
	must(t, err)
	must(t, server.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		patience := time.AfterFunc(20*time.Second, func() { _ = server.Process.Kill() })
		defer patience.Stop()
		if err := server.Wait(); err != nil || t.Failed() {
			t.Logf("moto ended (%v) and wrote:\n%s", err, log.String())
		}
	})
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("moto did not start: %v", err)
	}
	url = strings.TrimSpace(url)
	a := &aws{Proxy: faultproxy.New(url), moto: url, cli: filepath.Join(dir, "awscli", "bin", "aws")}
	t.Cleanup(a.Close)
	pointAt(t, a.URL)
	return a
}

// pointAt gives the SDK credentials, and an endpoint, and nothing else.
func pointAt(t *testing.T, url string) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_PAGER": "",
	} {
		t.Setenv(name, value)
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_MAX_ATTEMPTS", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
		must(t, os.Unsetenv(name))
	}
}

// fast are options for an AWS that is near.
func fast() awsio.Options {
	return awsio.Options{Depth: awsio.Full, Unlimited: true, MaxBackoff: time.Millisecond}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
