// Package trino starts a real Trino for tests, and asks it: the SQL that is
// written for Athena runs on Trino, of which Athena's engine is a build.
// install.sh installs it; testdata has the tables and views that stand for
// Athena's table of CloudTrail's logs. It is for tests.
package trino
