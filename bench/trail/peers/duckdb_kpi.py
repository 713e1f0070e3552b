"""Counts what the benchmark counts, with DuckDB: duckdb_kpi.py LIST SCOPE.

LIST is a file with the paths of the logs, one a line; SCOPE one with the role and the
patterns as JSON. Every event is parsed, but only the columns that the question needs
(they are typed, which is DuckDB's fast way), on two threads.
"""

import json
import sys

import duckdb

RECORD = """STRUCT(
    eventSource VARCHAR, eventName VARCHAR, eventType VARCHAR, eventID VARCHAR, sharedEventID VARCHAR,
    errorCode VARCHAR, errorMessage VARCHAR,
    addendum STRUCT(reason VARCHAR, originalEventID VARCHAR),
    requestParameters STRUCT(roleArn VARCHAR, roleName VARCHAR, policyArn VARCHAR, name VARCHAR, "rule" VARCHAR),
    userIdentity STRUCT("type" VARCHAR, arn VARCHAR, invokedBy VARCHAR, accessKeyId VARCHAR,
        sessionContext STRUCT(sessionIssuer STRUCT(arn VARCHAR))))[]"""

QUERY = """
WITH event AS (
    SELECT unnest(Records, recursive := false) AS e
    FROM read_json($files, columns = {'Records': '%s'}, format = 'unstructured', compression = 'gzip', maximum_object_size = 33554432)
), call AS (
    SELECT
        coalesce(nullif(e.sharedEventID, ''), CASE WHEN e.addendum.reason = 'UPDATED_DATA' THEN e.addendum.originalEventID END, e.eventID) AS id,
        e.eventSource AS source, e.eventName AS name, e.errorCode AS code, e.requestParameters AS p,
        coalesce(e.userIdentity.accessKeyId, '') AS accessKey,
        coalesce(e.requestParameters.roleArn, regexp_extract(e.errorMessage, 'resource: (arn:[^ ]*:role/[^ ]*)', 1)) AS assumed,
        coalesce(ends_with(e.userIdentity.sessionContext.sessionIssuer.arn, '/' || $role)
            OR contains(e.userIdentity.arn, ':assumed-role/' || $role || '/'), false) AS by_role,
        coalesce(e.eventType = 'AwsServiceEvent' OR coalesce(e.userIdentity.invokedBy, '') NOT IN ('', 'signin.amazonaws.com'), false) AS by_service,
        coalesce(e.userIdentity."type" = 'Root', false) AS by_root
    FROM event
    WHERE e.eventSource IN ('sts.amazonaws.com', 'support.amazonaws.com', 'support-console.amazonaws.com', 'supportapp.amazonaws.com',
        'supportplans.amazonaws.com', 'support-subscription.amazonaws.com', 'supportauthz.amazonaws.com', 'trustedadvisor.amazonaws.com',
        'iam.amazonaws.com', 'organizations.amazonaws.com', 'cloudtrail.amazonaws.com', 'events.amazonaws.com')
), flagged AS (
    SELECT *,
        source = 'sts.amazonaws.com' AND name IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') AND ends_with(assumed, '/' || $role) AS assumption,
        source = 'support.amazonaws.com' AND name = 'CreateCase' AS opening
    FROM call
)
SELECT
    count(DISTINCT id) FILTER (assumption AND code IS NULL) AS assumed_ok,
    count(DISTINCT id) FILTER (assumption AND code IS NOT NULL) AS assumed_denied,
    count(DISTINCT id) FILTER (opening AND by_role AND NOT by_service) AS opened_role,
    count(DISTINCT id) FILTER (opening AND by_root AND NOT by_service) AS opened_root,
    count(DISTINCT id) FILTER (opening AND (by_service OR NOT (by_role OR by_root))) AS opened_other,
    count(DISTINCT id) FILTER (by_role AND accessKey <> '' AND (starts_with(source, 'support') OR source = 'trustedadvisor.amazonaws.com')) AS role_support,
    count(DISTINCT id) FILTER (
        source = 'iam.amazonaws.com' AND p.roleName = $role AND name IN ('DeleteRole', 'UpdateRole', 'TagRole', 'UntagRole', 'UpdateAssumeRolePolicy',
            'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary', 'AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy')
        OR source = 'iam.amazonaws.com' AND p.policyArn SIMILAR TO $policies AND name IN ('CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy')
        OR source = 'organizations.amazonaws.com' AND name IN ('AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'UpdatePolicy', 'DeletePolicy', 'DisablePolicyType', 'EnablePolicyType')
        OR source = 'cloudtrail.amazonaws.com' AND name IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors')
        OR source = 'events.amazonaws.com' AND name IN ('DeleteRule', 'DisableRule', 'PutRule', 'RemoveTargets', 'PutTargets')
            AND coalesce(p.name, p."rule") SIMILAR TO $rules
    ) AS tampering
FROM flagged
"""


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        files = f.read().splitlines()
    with open(sys.argv[2], encoding="utf-8") as f:
        scope = json.load(f)
    db = duckdb.connect(config={"threads": 2})
    db.execute("SET preserve_insertion_order = false")
    values = {"files": files, "role": scope["role"], "policies": scope["policy_pattern"], "rules": scope["rule_pattern"]}
    answer = db.execute(QUERY % RECORD, values)
    names = [column[0] for column in answer.description]
    print(json.dumps(dict(zip(names, answer.fetchone()))))


main()
