# Runs a command until it ends, or until the standard input does: a test that
# is killed leaves no server behind.
# usage: sh run.sh COMMAND ARGUMENT…
ulimit -n 8192 2>/dev/null || true # Trino wants 4,096 files
exec 3<&0
"$@" </dev/null 3<&- &
java=$!
(
	cat <&3 >/dev/null
	kill -9 "$java" 2>/dev/null
) &
exec 3<&-
wait "$java"
