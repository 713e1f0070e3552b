package trino_test

// constructs are the functions and clauses that SQL for Athena may use, each with
// an answer that tells what it does at the edges.
func constructs() []query {
	return []query{
		{name: "json_extract_scalar", sql: `SELECT json_extract_scalar('{"a":1,"a":2}', '$.a'), json_extract_scalar('{"a-b":true}', '$["a-b"]'), json_extract_scalar('{"c":1.0}', '$.c'), json_extract_scalar('not JSON', '$.a'), json_extract_scalar('{"d":[{"x":"y"}]}', '$.d[0].x')`,
			want: []string{"1 | true | 1.0 | NULL | y"}},
		{name: "json_extract_scalar of NULL", sql: `SELECT json_extract_scalar(CAST(NULL AS varchar), '$.a')`, want: []string{"NULL"}},
		{name: "json_extract_scalar of NULL without a type", sql: `SELECT json_extract_scalar(NULL, '$.a')`, fails: "AMBIGUOUS_FUNCTION_CALL"},
		{name: "regexp_extract", sql: `SELECT regexp_extract('x resource: arn:aws:iam::1:role/a y', 'resource: (arn:[^ ]*:role/[^ ]*)', 1), regexp_extract('x', 'y', 0)`, want: []string{"arn:aws:iam::1:role/a | NULL"}},
		{name: "regexp_replace", sql: `SELECT regexp_replace('arn:aws:sts::1:assumed-role/N/S', '^arn:([^:]*):sts::([0-9]*):assumed-role/([^/]*)/.*$', 'arn:$1:iam::$2:role/$3')`, want: []string{"arn:aws:iam::1:role/N"}},
		{name: "regexp_like", sql: `SELECT regexp_like('a:role/aws-service-role/b', ':role/aws-service-role/'), regexp_like('ab', '^b')`, want: []string{"true | false"}},
		{name: "LIKE with ESCAPE", sql: `SELECT 'a_b' LIKE 'a\_b' ESCAPE '\', 'axb' LIKE 'a\_b' ESCAPE '\', 'a%' LIKE 'a$%' ESCAPE '$'`, want: []string{"true | false | true"}},
		{name: "row_number", sql: `SELECT x, row_number() OVER (PARTITION BY k ORDER BY x DESC) FROM (VALUES ('a', 1), ('a', 2), ('b', 3)) AS t(k, x) ORDER BY x`, want: []string{"1 | 2", "2 | 1", "3 | 1"}},
		{name: "max of text is by code point", sql: `SELECT max(x) FROM (VALUES 'Z', 'a', 'é', U&'\FF5E', U&'\+01F600', NULL) AS t(x)`, want: []string{"😀"}},
		{name: "max_by, filter, count_if", sql: `SELECT max_by(x, y), min(x) FILTER (WHERE y > 1), count_if(y > 0), count(DISTINCT x) FROM (VALUES ('a', 1), ('b', 2)) AS t(x, y)`, want: []string{"b | b | 2 | 2"}},
		{name: "coalesce and nullif", sql: `SELECT coalesce(nullif('', ''), 'x'), nullif('a', '')`, want: []string{"x | a"}},
		{name: "greatest with NULL", sql: `SELECT greatest('a', NULL), greatest('a', 'B')`, want: []string{"NULL | a"}},
		{name: "array_join", sql: `SELECT array_join(array_sort(array_agg(DISTINCT x)), ',') FROM (VALUES 'b', 'a', 'b', NULL) AS t(x)`, want: []string{"a,b"}},
		{name: "listagg", sql: `SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'b', 'a') AS t(x)`, want: []string{"a,b"}},
		{name: "times", sql: `SELECT CAST(to_unixtime(from_iso8601_timestamp('2026-02-01T10:00:00Z')) AS bigint), date_diff('second', from_iso8601_timestamp('2026-02-01T10:00:00Z'), from_iso8601_timestamp('2026-02-01T11:00:00+00:00')), date_format(from_iso8601_timestamp('2026-02-01T10:00:00Z'), '%Y-%m'), from_iso8601_timestamp('2026-02-01T10:00:00Z') + INTERVAL '72' HOUR > from_iso8601_timestamp('2026-02-04T09:59:59Z')`,
			want: []string{"1769940000 | 3600 | 2026-02 | true"}},
		{name: "to_unixtime is a double", sql: `SELECT to_unixtime(from_iso8601_timestamp('2026-02-01T10:00:00Z'))`, want: []string{"1.76994E9"}},
		{name: "a time that is none", sql: `SELECT from_iso8601_timestamp('x')`, fails: "INVALID_FUNCTION_ARGUMENT"},
		{name: "try", sql: `SELECT try(from_iso8601_timestamp('x')), try(CAST('x' AS bigint)), try_cast('x' AS bigint)`, want: []string{"NULL | NULL | NULL"}},
		{name: "unnest", sql: `SELECT a, x, n FROM (VALUES (1, ARRAY['p', 'q']), (2, ARRAY[]), (3, NULL)) AS t(a, xs) CROSS JOIN UNNEST(xs) WITH ORDINALITY AS u(x, n) ORDER BY n`, want: []string{"1 | p | 1", "1 | q | 2"}},
		// No zone, and an IPv4 address in IPv6 is one of IPv4.
		{name: "addresses", sql: `SELECT x, CAST(try(CAST(x AS ipaddress)) AS varchar), to_hex(CAST(try(CAST(x AS ipaddress)) AS varbinary)) FROM (VALUES '203.0.113.9', '2001:DB8:1:2:3:0:0:1', '::ffff:1.2.3.4', 'fe80::1%eth0', '010.1.1.1', '127.1', 'support.amazonaws.com', '') AS t(x)`,
			want: []string{
				"203.0.113.9 | 203.0.113.9 | 00000000000000000000FFFFCB007109",
				"2001:DB8:1:2:3:0:0:1 | 2001:db8:1:2:3::1 | 20010DB8000100020003000000000001",
				"::ffff:1.2.3.4 | 1.2.3.4 | 00000000000000000000FFFF01020304",
				"fe80::1%eth0 | fe80::1 | FE800000000000000000000000000001",
				"010.1.1.1 | NULL | NULL", "127.1 | NULL | NULL", "support.amazonaws.com | NULL | NULL", " | NULL | NULL",
			}},
		{name: "text", sql: `SELECT split_part('a/b', '/', 2), split_part('a', '/', 2), strpos('abc', 'c'), substr('abc', 2), replace('a.b', '.', ''), lower('É'), 'a' || 'b', length('é')`, want: []string{"b | NULL | 3 | bc | ab | é | ab | 1"}},
		{name: "nearest rank", sql: `SELECT element_at(array_agg(x ORDER BY x), CAST(ceiling(0.9 * count(*)) AS integer)) FROM (VALUES 3, 1, 2) AS t(x)`, want: []string{"3"}},
		{name: "a view of a view", sql: "CREATE OR REPLACE VIEW events_per_day AS WITH d AS (SELECT day FROM cloudtrail_logs WHERE account = '111122223333') SELECT day, count(*) AS n FROM d GROUP BY day"},
		{name: "from it", sql: "SELECT n FROM events_per_day WHERE day = '2026/02/02'", want: []string{"3"}},
		{name: "a view with a list of columns", sql: "CREATE VIEW v (x) AS SELECT 1", fails: "SYNTAX_ERROR"},
		{name: "a view of NULL without a type", sql: "CREATE VIEW v AS SELECT NULL AS x", fails: "COLUMN_TYPE_UNKNOWN"},
		// Several queries over many events are fast on this, and slow on the view: it
		// reads the JSON each time.
		{name: "events kept", sql: "CREATE TABLE kept WITH (format = 'ORC') AS SELECT * FROM cloudtrail_logs WHERE account = '111122223333'", want: []string{"9"}},
		{name: "from them", sql: "SELECT eventid, useridentity.sessioncontext.sourceidentity FROM kept WHERE json_extract_scalar(requestparameters, '$.severityCode') = 'urgent'", want: []string{"whole | ana@x"}},
		{name: "a field that is not there", sql: "SELECT useridentity.nothing FROM cloudtrail_logs", fails: "INVALID_COLUMN_REFERENCE"},
	}
}
