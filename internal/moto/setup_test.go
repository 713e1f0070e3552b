package moto_test

import (
	"bufio"
	"bytes"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// toolsVariable names the directory that install.sh filled.
const toolsVariable = "HOTLINE_TEST_TOOLS"

// root is the root of the repository.
const root = "../.."

// tools are the paths of what install.sh installs.
type tools struct {
	python string // the one that has moto
	bin    string // the directory of aws
}

// findTools skips the test where nobody asked for it, and fails it where the
// tools should be there and are not: a test that is skipped by mistake proves
// nothing.
func findTools(t *testing.T) tools {
	t.Helper()
	dir := os.Getenv(toolsVariable)
	if dir == "" {
		t.Skipf("needs moto and the AWS CLI: `make test` installs them and sets %s", toolsVariable)
	}
	if !filepath.IsAbs(dir) {
		t.Fatalf("%s is %q; expected an absolute path", toolsVariable, dir)
	}
	found := tools{python: filepath.Join(dir, "moto", "bin", "python"), bin: filepath.Join(dir, "awscli", "bin")}
	for _, tool := range []string{found.python, filepath.Join(found.bin, "aws")} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is set, but a tool is missing (internal/moto/install.sh installs it): %v", toolsVariable, err)
		}
	}
	return found
}

// startServer starts moto and returns its URL. The server stops with the test.
func startServer(t *testing.T, with tools) string {
	t.Helper()
	server := exec.Command(with.python, "server.py")
	var log bytes.Buffer
	server.Stderr = &log
	stdin, err := server.StdinPipe() // its end stops the server
	must(t, err)
	stdout, err := server.StdoutPipe()
	must(t, err)
	must(t, server.Start())
	url, err := bufio.NewReader(stdout).ReadString('\n')
	t.Cleanup(func() { stopServer(t, server, stdin, &log) })
	if err != nil {
		t.Fatalf("moto did not start: reading its URL: %v", err)
	}
	return strings.TrimSpace(url)
}

func stopServer(t *testing.T, server *exec.Cmd, stdin io.Closer, log *bytes.Buffer) {
	_ = stdin.Close() // a server that has ended has closed it
	patience := time.AfterFunc(20*time.Second, func() { _ = server.Process.Kill() })
	defer patience.Stop()
	if err := server.Wait(); err != nil || t.Failed() {
		t.Logf("moto ended (%v) and wrote:\n%s", err, log)
	}
}

// makeAccounts runs scenarios.sh and returns the directory of the files.
func makeAccounts(t *testing.T, with tools, url string) string {
	t.Helper()
	dir := t.TempDir()
	script := exec.CommandContext(t.Context(), "bash", "scenarios.sh", dir)
	// Nothing of the environment of a developer: neither an account of theirs
	// nor a proxy may be reached.
	script.Env = []string{
		"PATH=" + with.bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + t.TempDir(),
		"LC_ALL=C.UTF-8",
		"MOTO_PYTHON=" + with.python,
		"AWS_ENDPOINT_URL=" + url,
		"AWS_ACCESS_KEY_ID=testing",
		"AWS_SECRET_ACCESS_KEY=testing",
		"AWS_DEFAULT_REGION=us-east-1",
		"AWS_CONFIG_FILE=/dev/null",
		"AWS_SHARED_CREDENTIALS_FILE=/dev/null",
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_MAX_ATTEMPTS=1", // an error shows at once
		"AWS_PAGER=",
	}
	if out, err := script.CombinedOutput(); err != nil {
		t.Fatalf("scenarios.sh: %v\n%s", err, out)
	}
	return dir
}

// buildHotline builds the program and returns its path.
func buildHotline(t *testing.T) string {
	t.Helper()
	lookAtSources(t)
	path := filepath.Join(t.TempDir(), "hotline")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", path, "./cmd/hotline")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// lookAtSources looks at every file of the repository. go test keeps a result
// until something changes that the test itself looked at; the sources of the
// program, and the scripts, are looked at by other processes only.
func lookAtSources(t *testing.T) {
	t.Helper()
	must(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path != root && d.IsDir() && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir // .git and .tools
		}
		return err
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
