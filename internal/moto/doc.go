// Package moto holds a test of the whole program on files that the real AWS
// CLI made: install.sh installs the CLI and moto, which plays AWS; server.py
// starts moto; scenarios.sh makes accounts in it and saves what the CLI prints
// about them. The package itself has no code.
package moto
