package trino

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Variable names the environment variable with the directory that install.sh
// filled. `make test-trino` sets it; a test without it is skipped.
const Variable = "HOTLINE_TEST_TRINO"

// patience is how long a server may take to start: about 10 seconds on an idle
// machine of two cores.
const patience = 3 * time.Minute

//go:embed run.sh
var runScript string

// A Server is a Trino with one catalog, hive, over the files of one directory.
// It may be used by several goroutines at once.
type Server struct {
	url    string
	client *http.Client
}

// Start starts a server of the installation in tools, the directory that install.sh
// was given, and waits until it answers a query. It stops with the test. The
// directory data is local:///data to it; what it writes goes elsewhere. The test is
// skipped where tools is "", and fails where the server does not start.
func Start(t testing.TB, tools, data string) *Server {
	t.Helper()
	if tools == "" {
		t.Skipf("needs Trino: `make test-trino` installs it and sets %s", Variable)
	}
	if !filepath.IsAbs(tools) || !filepath.IsAbs(data) {
		t.Fatalf("Trino in %q over %q; expected absolute paths", tools, data)
	}
	home := filepath.Join(tools, "trino")
	java := filepath.Join(home, "java", "bin", "java")
	if _, err := exec.LookPath(java); err != nil {
		t.Fatalf("Trino is missing (internal/trino/install.sh installs it): %v", err)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := configure(dir, data, filepath.Join(home, "plugin"), port); err != nil {
		t.Fatal(err)
	}
	ended, log := launch(t, dir, java, filepath.Join(home, "lib", "*"))
	s := &Server{url: "http://127.0.0.1:" + strconv.Itoa(port), client: &http.Client{Timeout: time.Minute}}
	if err := s.wait(t.Context(), ended); err != nil {
		t.Fatalf("Trino did not start: %v\n%s", err, tail(log))
	}
	return s
}

// freePort is a TCP port of the loopback address that was free just now. Trino
// names its own port in its settings, so it cannot be left to choose one.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// configure writes the settings of a server into dir.
func configure(dir, data, plugins string, port int) error {
	warehouse := filepath.Join(dir, "warehouse")
	if err := os.MkdirAll(filepath.Join(dir, "catalog"), 0o700); err != nil {
		return err
	}
	if err := os.MkdirAll(warehouse, 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(filepath.Join(warehouse, "ready"), 0o700); err != nil {
		return err
	}
	if err := os.Symlink(data, filepath.Join(warehouse, "data")); err != nil {
		return err
	}
	address := strconv.Itoa(port)
	files := map[string][]string{
		"config.properties": {
			"coordinator=true", "node-scheduler.include-coordinator=true", // both in one process
			"node.environment=test", "node.id=test", "node.bind-ip=127.0.0.1", "node.internal-address=127.0.0.1",
			"http-server.http.port=" + address, "discovery.uri=http://127.0.0.1:" + address,
			"plugin.dir=" + plugins, "catalog.config-dir=" + filepath.Join(dir, "catalog"),
			"catalog.management=static", "web-ui.enabled=false",
		},
		"warehouse/ready/one.json": {`{"x":"1"}`},
		"log.properties":           {"io.trino=WARN", "Bootstrap=WARN"},
		"catalog/hive.properties": {
			"connector.name=hive", "hive.metastore=file", "hive.metastore.catalog.dir=local:///metastore",
			"fs.native-local.enabled=true", "local.location=" + warehouse,
			"hive.recursive-directories=true", "hive.ignore-absent-partitions=true", // as on S3
			"hive.partition-projection-enabled=true",
		},
	}
	for name, lines := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// launch starts the process, which ends with the test or, if that is killed, with
// the end of its standard input. The channel is closed when it has ended.
func launch(t testing.TB, dir, java, classes string) (ended chan struct{}, log string) {
	t.Helper()
	log = filepath.Join(dir, "server.log")
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", runScript, "run.sh", java, "-Xmx1500M",
		// Tests are short: to start matters more than to run.
		"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
		"-Dfile.encoding=UTF-8", "-Duser.timezone=UTC", "-Djava.io.tmpdir="+dir,
		"-Djol.skipHotspotSAAttach=true", "-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading",
		"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
		"-Dconfig="+filepath.Join(dir, "config.properties"), "-Dlog.levels-file="+filepath.Join(dir, "log.properties"),
		"-cp", classes, "io.trino.server.TrinoServer")
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + dir, "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended = make(chan struct{})
	go func() {
		_ = cmd.Wait() // it is killed: how it ended says nothing
		close(ended)
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended already
		_ = stdin.Close()
		<-ended
		_ = out.Close()
		if t.Failed() {
			t.Logf("Trino wrote:\n%s", tail(log))
		}
	})
	return ended, log
}

// tail is the end of a log.
func tail(path string) []byte {
	text, err := os.ReadFile(path)
	if err != nil {
		return []byte(err.Error())
	}
	const most = 8 << 10
	if len(text) > most {
		text = text[len(text)-most:]
		text = text[bytes.IndexByte(text, '\n')+1:]
	}
	return text
}

// wait returns when the server answers a query. Before it says that it has started
// it refuses them, and for a moment afterwards it knows no node to run them on.
func (s *Server) wait(ctx context.Context, ended chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		last := s.ready(ctx)
		if last == nil {
			return nil
		}
		select {
		case <-ended:
			return fmt.Errorf("its process ended; before that: %w", last)
		case <-ctx.Done():
			return fmt.Errorf("after %s: %w", patience, last)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (s *Server) ready(ctx context.Context) error {
	body, err := s.send(ctx, http.MethodGet, s.url+"/v1/info", "")
	if err != nil {
		return err
	}
	var info struct{ Starting *bool }
	if err := json.Unmarshal(body, &info); err != nil {
		return fmt.Errorf("/v1/info: %w", err)
	}
	if info.Starting == nil || *info.Starting {
		return fmt.Errorf("it is starting")
	}
	// The store of tables is empty; and for a moment no query that reads a file can
	// be run, though others can.
	return s.Run(ctx, `
CREATE SCHEMA IF NOT EXISTS default;
CREATE TABLE IF NOT EXISTS ready (x VARCHAR) WITH (format = 'OPENX_JSON', external_location = 'local:///ready');
SELECT x FROM ready;
DROP TABLE ready;`)
}
