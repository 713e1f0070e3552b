-- The measures of hotline kpi for Amazon Athena, written by hotline export athena.
-- Athena runs one statement at a time: hotline export athena --out DIR writes a file for each.

-- What is below is made in this database: choose it before you go on.
CREATE DATABASE IF NOT EXISTS hotline;

-- All records of CloudTrail, one row a record. A condition on account, region and day (2026/01/31) keeps what is read small.
CREATE EXTERNAL TABLE IF NOT EXISTS hotline_cloudtrail (
    `eventversion` STRING,
    `useridentity` STRUCT<
        type: STRING,
        principalid: STRING,
        arn: STRING,
        accountid: STRING,
        invokedby: STRING,
        accesskeyid: STRING,
        username: STRING,
        identityprovider: STRING,
        onbehalfof: STRUCT<userid: STRING, identitystorearn: STRING>,
        sessioncontext: STRUCT<
            attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
            sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, username: STRING>,
            ec2roledelivery: STRING,
            webidfederationdata: STRUCT<federatedprovider: STRING, attributes: MAP<STRING, STRING>>,
            sourceidentity: STRING>>,
    `eventtime` STRING,
    `eventsource` STRING,
    `eventname` STRING,
    `awsregion` STRING,
    `sourceipaddress` STRING,
    `useragent` STRING,
    `errorcode` STRING,
    `errormessage` STRING,
    `requestparameters` STRING,
    `responseelements` STRING,
    `additionaleventdata` STRING,
    `requestid` STRING,
    `eventid` STRING,
    `resources` ARRAY<STRUCT<arn: STRING, accountid: STRING, type: STRING>>,
    `eventtype` STRING,
    `apiversion` STRING,
    `readonly` STRING,
    `recipientaccountid` STRING,
    `serviceeventdetails` STRING,
    `sharedeventid` STRING,
    `vpcendpointid` STRING,
    `vpcendpointaccountid` STRING,
    `eventcategory` STRING,
    `addendum` STRUCT<reason: STRING, updatedfields: STRING, originalrequestid: STRING, originaleventid: STRING>,
    `sessioncredentialfromconsole` STRING,
    `edgedevicedetails` STRING,
    `tlsdetails` STRUCT<tlsversion: STRING, ciphersuite: STRING, clientprovidedhostheader: STRING>
)
PARTITIONED BY (`account` STRING, `region` STRING, `day` STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://acme-trail/AWSLogs/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.account.type' = 'injected',
    'projection.region.type' = 'enum',
    'projection.region.values' = 'us-east-1,eu-central-1',
    'projection.day.type' = 'date',
    'projection.day.format' = 'yyyy/MM/dd',
    'projection.day.range' = '2026/01/01,NOW',
    'projection.day.interval' = '1',
    'projection.day.interval.unit' = 'DAYS',
    'storage.location.template' = 's3://acme-trail/AWSLogs/${account}/CloudTrail/${region}/${day}'
);

-- What EventBridge tells of support cases ("Support Case Update"), one row a line. There are none here: where they are was not said.
CREATE OR REPLACE VIEW hotline_case_updates AS
SELECT
  CAST(NULL AS varchar) AS id,
  CAST(NULL AS varchar) AS detail_type,
  CAST(NULL AS varchar) AS source,
  CAST(NULL AS varchar) AS account,
  CAST(NULL AS varchar) AS time,
  CAST(NULL AS varchar) AS region,
  CAST(NULL AS varchar) AS case_id,
  CAST(NULL AS varchar) AS event_name,
  CAST(NULL AS varchar) AS origin
WHERE false;

-- Incidents, with their start as CloudTrail writes times, and single spaces between accounts. There are none here: where they are was not said.
CREATE OR REPLACE VIEW hotline_incidents AS
SELECT
  CAST(NULL AS varchar) AS id,
  CAST(NULL AS varchar) AS start,
  CAST(NULL AS varchar) AS accounts,
  CAST(NULL AS varchar) AS severity
WHERE false;

-- The records that matter, as often as they were delivered, with their fields as texts.
--   event_id: eventID
--   shared_event_id: sharedEventID
--   original_event_id: originalEventID
--   addendum_reason: reason
--   event_time: eventTime
--   event_source: eventSource
--   event_name: eventName
--   aws_region: awsRegion
--   source_ip: sourceIPAddress
--   error_code: errorCode
--   error_message: errorMessage
--   event_type: eventType
--   recipient_account: recipientAccountId
--   identity_type: type
--   identity_arn: arn
--   identity_account: accountId
--   identity_user: userName
--   identity_provider: identityProvider
--   access_key: accessKeyId
--   invoked_by: invokedBy
--   issuer_arn: arn
--   mfa_authenticated: mfaAuthenticated
--   session_source_identity: sourceIdentity
--   request_role_arn: roleArn
--   request_session_name: roleSessionName
--   request_source_identity: sourceIdentity
--   request_serial_number: serialNumber
--   request_principal_arn: principalArn
--   request_role_name: roleName
--   request_case_id: caseId
--   request_severity: severityCode
--   request_policy_arn: policyArn
--   request_name: name
--   request_trail_name: trailName
--   request_rule: rule
--   request_policy_id: policyId
--   request_target_id: targetId
--   request_incident_start: reportedIncidentStartDate
--   request_impacted_accounts: impactedAccounts
--   request_impact: impact
--   response_access_key: accessKeyId
--   response_case_id: caseId
--   response_incident_arn: incidentRecordArn
--   origin: origin
--   log_account: the account whose folder the record was in
--   log_region: the Region of that folder
--   log_day: the day of that folder, as 2026/01/31
CREATE OR REPLACE VIEW hotline_records AS
SELECT *
FROM (
  SELECT
    coalesce(eventid, '') AS event_id,
    coalesce(sharedeventid, '') AS shared_event_id,
    coalesce(addendum.originaleventid, '') AS original_event_id,
    coalesce(addendum.reason, '') AS addendum_reason,
    coalesce(eventtime, '') AS event_time,
    coalesce(eventsource, '') AS event_source,
    coalesce(eventname, '') AS event_name,
    coalesce(awsregion, '') AS aws_region,
    coalesce(sourceipaddress, '') AS source_ip,
    coalesce(errorcode, '') AS error_code,
    coalesce(errormessage, '') AS error_message,
    coalesce(eventtype, '') AS event_type,
    coalesce(recipientaccountid, '') AS recipient_account,
    coalesce(useridentity.type, '') AS identity_type,
    coalesce(useridentity.arn, '') AS identity_arn,
    coalesce(useridentity.accountid, '') AS identity_account,
    coalesce(useridentity.username, '') AS identity_user,
    coalesce(useridentity.identityprovider, '') AS identity_provider,
    coalesce(useridentity.accesskeyid, '') AS access_key,
    coalesce(useridentity.invokedby, '') AS invoked_by,
    coalesce(useridentity.sessioncontext.sessionissuer.arn, '') AS issuer_arn,
    coalesce(useridentity.sessioncontext.attributes.mfaauthenticated, '') AS mfa_authenticated,
    coalesce(useridentity.sessioncontext.sourceidentity, '') AS session_source_identity,
    coalesce(json_extract_scalar(requestparameters, '$.roleArn'), '') AS request_role_arn,
    coalesce(json_extract_scalar(requestparameters, '$.roleSessionName'), '') AS request_session_name,
    coalesce(json_extract_scalar(requestparameters, '$.sourceIdentity'), '') AS request_source_identity,
    coalesce(json_extract_scalar(requestparameters, '$.serialNumber'), '') AS request_serial_number,
    coalesce(json_extract_scalar(requestparameters, '$.principalArn'), '') AS request_principal_arn,
    coalesce(json_extract_scalar(requestparameters, '$.roleName'), '') AS request_role_name,
    coalesce(json_extract_scalar(requestparameters, '$.caseId'), '') AS request_case_id,
    coalesce(json_extract_scalar(requestparameters, '$.severityCode'), '') AS request_severity,
    coalesce(json_extract_scalar(requestparameters, '$.policyArn'), '') AS request_policy_arn,
    coalesce(json_extract_scalar(requestparameters, '$.name'), '') AS request_name,
    coalesce(json_extract_scalar(requestparameters, '$.trailName'), '') AS request_trail_name,
    coalesce(json_extract_scalar(requestparameters, '$.rule'), '') AS request_rule,
    coalesce(json_extract_scalar(requestparameters, '$.policyId'), '') AS request_policy_id,
    coalesce(json_extract_scalar(requestparameters, '$.targetId'), '') AS request_target_id,
    coalesce(json_extract_scalar(requestparameters, '$.reportedIncidentStartDate'), '') AS request_incident_start,
    coalesce(array_join(try_cast(json_extract(requestparameters, '$.impactedAccounts') AS array(varchar)), ' '), '') AS request_impacted_accounts,
    coalesce(json_extract_scalar(requestparameters, '$.impact'), '') AS request_impact,
    coalesce(json_extract_scalar(responseelements, '$.credentials.accessKeyId'), '') AS response_access_key,
    coalesce(json_extract_scalar(responseelements, '$.caseId'), '') AS response_case_id,
    coalesce(json_extract_scalar(responseelements, '$.incidentRecordArn'), '') AS response_incident_arn,
    coalesce(CAST(NULL AS varchar), '') AS origin,
    account AS log_account,
    region AS log_region,
    day AS log_day
  FROM hotline_cloudtrail
)
WHERE event_id <> '' AND (event_source <> '' OR event_type <> '') AND regexp_like(event_time, '\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\z') AND try(from_iso8601_timestamp(event_time)) IS NOT NULL
  AND ((event_source IN ('sts.amazonaws.com') AND event_name IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') AND regexp_like(coalesce(nullif(request_role_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (arn:[^ ]*:role/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z')) OR (regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') AND access_key <> '') OR (event_source IN ('support.amazonaws.com') AND event_name IN ('CreateCase', 'AddCommunicationToCase', 'InitiateChatForCase', 'InitiateCallForCase', 'ResolveCase')) OR ((event_source IN ('iam.amazonaws.com') AND event_name IN ('CreateRole', 'DeleteRole', 'UpdateRole', 'UpdateRoleDescription', 'TagRole', 'UntagRole') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('UpdateAssumeRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy') AND regexp_like(coalesce(nullif(request_policy_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:policy )?(arn:[^ ]*:policy/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws:iam::[^\n]*:policy/aws-support-[^\n]*)\z')) OR (event_source IN ('organizations.amazonaws.com') AND event_name IN ('AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'UpdatePolicy', 'DeletePolicy', 'DisablePolicyType', 'EnablePolicyType', 'MoveAccount') AND true) OR (event_source IN ('cloudtrail.amazonaws.com') AND event_name IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors') AND true) OR (event_source IN ('events.amazonaws.com') AND event_name IN ('DeleteRule', 'DisableRule', 'PutRule', 'RemoveTargets', 'PutTargets') AND (regexp_like(request_name, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(request_rule, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(coalesce(regexp_extract(error_message, 'resource: arn:[^: ]*:events:[^ ]*:rule/(?:[^ ]*/)?([^/ ]+)', 1), ''), '\A(?:[^\n]*hotline[^\n]*)\z')))) OR (event_source IN ('support.amazonaws.com', 'aws.support') AND event_name IN ('CreateCase') AND CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok') AND coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') <> '') OR (event_source IN ('aws.support') AND event_name IN ('AddCommunicationToCase') AND origin IN ('AWS')) OR (((event_source IN ('security-ir.amazonaws.com') AND event_name IN ('CreateCase')) OR (event_source IN ('ssm-incidents.amazonaws.com') AND event_name IN ('StartIncident'))) AND CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok')));

-- The records that matter. All other views read these. The statements at the end put them there; a record that is there twice counts once.
CREATE EXTERNAL TABLE IF NOT EXISTS hotline_found (
    `event_id` STRING,
    `shared_event_id` STRING,
    `original_event_id` STRING,
    `addendum_reason` STRING,
    `event_time` STRING,
    `event_source` STRING,
    `event_name` STRING,
    `aws_region` STRING,
    `source_ip` STRING,
    `error_code` STRING,
    `error_message` STRING,
    `event_type` STRING,
    `recipient_account` STRING,
    `identity_type` STRING,
    `identity_arn` STRING,
    `identity_account` STRING,
    `identity_user` STRING,
    `identity_provider` STRING,
    `access_key` STRING,
    `invoked_by` STRING,
    `issuer_arn` STRING,
    `mfa_authenticated` STRING,
    `session_source_identity` STRING,
    `request_role_arn` STRING,
    `request_session_name` STRING,
    `request_source_identity` STRING,
    `request_serial_number` STRING,
    `request_principal_arn` STRING,
    `request_role_name` STRING,
    `request_case_id` STRING,
    `request_severity` STRING,
    `request_policy_arn` STRING,
    `request_name` STRING,
    `request_trail_name` STRING,
    `request_rule` STRING,
    `request_policy_id` STRING,
    `request_target_id` STRING,
    `request_incident_start` STRING,
    `request_impacted_accounts` STRING,
    `request_impact` STRING,
    `response_access_key` STRING,
    `response_case_id` STRING,
    `response_incident_arn` STRING,
    `origin` STRING,
    `log_account` STRING,
    `log_region` STRING,
    `log_day` STRING
)
STORED AS PARQUET
LOCATION 's3://acme-athena/found/';

-- The records that matter, each once, and what EventBridge tells of cases.
--   event_id: eventID
--   shared_event_id: sharedEventID
--   original_event_id: originalEventID
--   addendum_reason: reason
--   event_time: eventTime
--   event_source: eventSource
--   event_name: eventName
--   aws_region: awsRegion
--   source_ip: sourceIPAddress
--   error_code: errorCode
--   error_message: errorMessage
--   event_type: eventType
--   recipient_account: recipientAccountId
--   identity_type: type
--   identity_arn: arn
--   identity_account: accountId
--   identity_user: userName
--   identity_provider: identityProvider
--   access_key: accessKeyId
--   invoked_by: invokedBy
--   issuer_arn: arn
--   mfa_authenticated: mfaAuthenticated
--   session_source_identity: sourceIdentity
--   request_role_arn: roleArn
--   request_session_name: roleSessionName
--   request_source_identity: sourceIdentity
--   request_serial_number: serialNumber
--   request_principal_arn: principalArn
--   request_role_name: roleName
--   request_case_id: caseId
--   request_severity: severityCode
--   request_policy_arn: policyArn
--   request_name: name
--   request_trail_name: trailName
--   request_rule: rule
--   request_policy_id: policyId
--   request_target_id: targetId
--   request_incident_start: reportedIncidentStartDate
--   request_impacted_accounts: impactedAccounts
--   request_impact: impact
--   response_access_key: accessKeyId
--   response_case_id: caseId
--   response_incident_arn: incidentRecordArn
--   origin: origin
--   call_id: what the records of a call have in common
CREATE OR REPLACE VIEW hotline_events AS
WITH records AS (
  SELECT
    event_id,
    shared_event_id,
    original_event_id,
    addendum_reason,
    event_time,
    event_source,
    event_name,
    aws_region,
    source_ip,
    error_code,
    error_message,
    event_type,
    recipient_account,
    identity_type,
    identity_arn,
    identity_account,
    identity_user,
    identity_provider,
    access_key,
    invoked_by,
    issuer_arn,
    mfa_authenticated,
    session_source_identity,
    request_role_arn,
    request_session_name,
    request_source_identity,
    request_serial_number,
    request_principal_arn,
    request_role_name,
    request_case_id,
    request_severity,
    request_policy_arn,
    request_name,
    request_trail_name,
    request_rule,
    request_policy_id,
    request_target_id,
    request_incident_start,
    request_impacted_accounts,
    request_impact,
    response_access_key,
    response_case_id,
    response_incident_arn,
    origin
  FROM hotline_found
  UNION ALL
  SELECT
    coalesce(id, '') AS event_id,
    '' AS shared_event_id,
    '' AS original_event_id,
    '' AS addendum_reason,
    coalesce(time, '') AS event_time,
    'aws.support' AS event_source,
    coalesce(event_name, '') AS event_name,
    '' AS aws_region,
    '' AS source_ip,
    '' AS error_code,
    '' AS error_message,
    '' AS event_type,
    coalesce(account, '') AS recipient_account,
    '' AS identity_type,
    '' AS identity_arn,
    '' AS identity_account,
    '' AS identity_user,
    '' AS identity_provider,
    '' AS access_key,
    '' AS invoked_by,
    '' AS issuer_arn,
    '' AS mfa_authenticated,
    '' AS session_source_identity,
    '' AS request_role_arn,
    '' AS request_session_name,
    '' AS request_source_identity,
    '' AS request_serial_number,
    '' AS request_principal_arn,
    '' AS request_role_name,
    coalesce(case_id, '') AS request_case_id,
    '' AS request_severity,
    '' AS request_policy_arn,
    '' AS request_name,
    '' AS request_trail_name,
    '' AS request_rule,
    '' AS request_policy_id,
    '' AS request_target_id,
    '' AS request_incident_start,
    '' AS request_impacted_accounts,
    '' AS request_impact,
    '' AS response_access_key,
    '' AS response_case_id,
    '' AS response_incident_arn,
    coalesce(origin, '') AS origin
  FROM hotline_case_updates
  WHERE detail_type = 'Support Case Update' AND source = 'aws.support'
),
keyed AS (
  SELECT *,
    CASE WHEN addendum_reason = 'UPDATED_DATA' AND original_event_id <> '' THEN original_event_id ELSE event_id END AS key_id,
    CASE WHEN addendum_reason = 'UPDATED_DATA' AND original_event_id <> '' THEN 1 ELSE 0 END AS replaces
  FROM records
  WHERE event_id <> '' AND (event_source <> '' OR event_type <> '') AND regexp_like(event_time, '\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\z') AND try(from_iso8601_timestamp(event_time)) IS NOT NULL
    AND ((event_source IN ('sts.amazonaws.com') AND event_name IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') AND regexp_like(coalesce(nullif(request_role_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (arn:[^ ]*:role/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z')) OR (regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') AND access_key <> '') OR (event_source IN ('support.amazonaws.com') AND event_name IN ('CreateCase', 'AddCommunicationToCase', 'InitiateChatForCase', 'InitiateCallForCase', 'ResolveCase')) OR ((event_source IN ('iam.amazonaws.com') AND event_name IN ('CreateRole', 'DeleteRole', 'UpdateRole', 'UpdateRoleDescription', 'TagRole', 'UntagRole') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('UpdateAssumeRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy') AND regexp_like(coalesce(nullif(request_policy_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:policy )?(arn:[^ ]*:policy/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws:iam::[^\n]*:policy/aws-support-[^\n]*)\z')) OR (event_source IN ('organizations.amazonaws.com') AND event_name IN ('AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'UpdatePolicy', 'DeletePolicy', 'DisablePolicyType', 'EnablePolicyType', 'MoveAccount') AND true) OR (event_source IN ('cloudtrail.amazonaws.com') AND event_name IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors') AND true) OR (event_source IN ('events.amazonaws.com') AND event_name IN ('DeleteRule', 'DisableRule', 'PutRule', 'RemoveTargets', 'PutTargets') AND (regexp_like(request_name, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(request_rule, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(coalesce(regexp_extract(error_message, 'resource: arn:[^: ]*:events:[^ ]*:rule/(?:[^ ]*/)?([^/ ]+)', 1), ''), '\A(?:[^\n]*hotline[^\n]*)\z')))) OR (event_source IN ('support.amazonaws.com', 'aws.support') AND event_name IN ('CreateCase') AND CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok') AND coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') <> '') OR (event_source IN ('aws.support') AND event_name IN ('AddCommunicationToCase') AND origin IN ('AWS')) OR (((event_source IN ('security-ir.amazonaws.com') AND event_name IN ('CreateCase')) OR (event_source IN ('ssm-incidents.amazonaws.com') AND event_name IN ('StartIncident'))) AND CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok')))
),
ranked AS (
  SELECT *,
    row_number() OVER (
      PARTITION BY key_id, recipient_account
      ORDER BY replaces DESC, event_time DESC, event_id DESC, shared_event_id DESC, original_event_id DESC, addendum_reason DESC, event_time DESC, event_source DESC, event_name DESC, aws_region DESC, source_ip DESC, error_code DESC, error_message DESC, event_type DESC, recipient_account DESC, identity_type DESC, identity_arn DESC, identity_account DESC, identity_user DESC, identity_provider DESC, access_key DESC, invoked_by DESC, issuer_arn DESC, mfa_authenticated DESC, session_source_identity DESC, request_role_arn DESC, request_session_name DESC, request_source_identity DESC, request_serial_number DESC, request_principal_arn DESC, request_role_name DESC, request_case_id DESC, request_severity DESC, request_policy_arn DESC, request_name DESC, request_trail_name DESC, request_rule DESC, request_policy_id DESC, request_target_id DESC, request_incident_start DESC, request_impacted_accounts DESC, request_impact DESC, response_access_key DESC, response_case_id DESC, response_incident_arn DESC, origin DESC
    ) AS place
  FROM keyed
)
SELECT
  event_id,
  shared_event_id,
  original_event_id,
  addendum_reason,
  event_time,
  event_source,
  event_name,
  aws_region,
  source_ip,
  error_code,
  error_message,
  event_type,
  recipient_account,
  identity_type,
  identity_arn,
  identity_account,
  identity_user,
  identity_provider,
  access_key,
  invoked_by,
  issuer_arn,
  mfa_authenticated,
  session_source_identity,
  request_role_arn,
  request_session_name,
  request_source_identity,
  request_serial_number,
  request_principal_arn,
  request_role_name,
  request_case_id,
  request_severity,
  request_policy_arn,
  request_name,
  request_trail_name,
  request_rule,
  request_policy_id,
  request_target_id,
  request_incident_start,
  request_impacted_accounts,
  request_impact,
  response_access_key,
  response_case_id,
  response_incident_arn,
  origin,
  CASE WHEN shared_event_id <> '' THEN concat(shared_event_id, ':', event_name) ELSE key_id END AS call_id
FROM ranked
WHERE place = 1;

-- The calls that records are about: those of several accounts are put together.
--   call_id: what the records of a call have in common
--   event_id: eventID
--   shared_event_id: sharedEventID
--   original_event_id: originalEventID
--   addendum_reason: reason
--   event_time: eventTime
--   event_source: eventSource
--   event_name: eventName
--   aws_region: awsRegion
--   source_ip: sourceIPAddress
--   error_code: errorCode
--   error_message: errorMessage
--   event_type: eventType
--   recipient_account: recipientAccountId
--   identity_type: type
--   identity_arn: arn
--   identity_account: accountId
--   identity_user: userName
--   identity_provider: identityProvider
--   access_key: accessKeyId
--   invoked_by: invokedBy
--   issuer_arn: arn
--   mfa_authenticated: mfaAuthenticated
--   session_source_identity: sourceIdentity
--   request_role_arn: roleArn
--   request_session_name: roleSessionName
--   request_source_identity: sourceIdentity
--   request_serial_number: serialNumber
--   request_principal_arn: principalArn
--   request_role_name: roleName
--   request_case_id: caseId
--   request_severity: severityCode
--   request_policy_arn: policyArn
--   request_name: name
--   request_trail_name: trailName
--   request_rule: rule
--   request_policy_id: policyId
--   request_target_id: targetId
--   request_incident_start: reportedIncidentStartDate
--   request_impacted_accounts: impactedAccounts
--   request_impact: impact
--   response_access_key: accessKeyId
--   response_case_id: caseId
--   response_incident_arn: incidentRecordArn
--   origin: origin
CREATE OR REPLACE VIEW hotline_calls AS
SELECT
  call_id,
  max(event_id) AS event_id,
  max(shared_event_id) AS shared_event_id,
  max(original_event_id) AS original_event_id,
  max(addendum_reason) AS addendum_reason,
  min(event_time) AS event_time,
  max(event_source) AS event_source,
  max(event_name) AS event_name,
  max(aws_region) AS aws_region,
  max(source_ip) AS source_ip,
  max(error_code) AS error_code,
  max(error_message) AS error_message,
  max(event_type) AS event_type,
  max(recipient_account) AS recipient_account,
  max(identity_type) AS identity_type,
  max(identity_arn) AS identity_arn,
  max(identity_account) AS identity_account,
  max(identity_user) AS identity_user,
  max(identity_provider) AS identity_provider,
  max(access_key) AS access_key,
  max(invoked_by) AS invoked_by,
  max(issuer_arn) AS issuer_arn,
  max(mfa_authenticated) AS mfa_authenticated,
  max(session_source_identity) AS session_source_identity,
  max(request_role_arn) AS request_role_arn,
  max(request_session_name) AS request_session_name,
  max(request_source_identity) AS request_source_identity,
  max(request_serial_number) AS request_serial_number,
  max(request_principal_arn) AS request_principal_arn,
  max(request_role_name) AS request_role_name,
  max(request_case_id) AS request_case_id,
  max(request_severity) AS request_severity,
  max(request_policy_arn) AS request_policy_arn,
  max(request_name) AS request_name,
  max(request_trail_name) AS request_trail_name,
  max(request_rule) AS request_rule,
  max(request_policy_id) AS request_policy_id,
  max(request_target_id) AS request_target_id,
  max(request_incident_start) AS request_incident_start,
  max(request_impacted_accounts) AS request_impacted_accounts,
  max(request_impact) AS request_impact,
  max(response_access_key) AS response_access_key,
  max(response_case_id) AS response_case_id,
  max(response_incident_arn) AS response_incident_arn,
  max(origin) AS origin
FROM hotline_events
GROUP BY call_id;

-- Attempts to assume the support role, one row a call.
--   time: when
--   account: the account of the role
--   role: the ARN of the role
--   caller: the ARN of who assumed it; a name for federated users and services; empty where only the copy in the role's account was read
--   caller_account: the account of the caller
--   session_name: the name of the session
--   source_identity: the source identity
--   ip: the address that the call came from, or a service
--   network: the /24 (IPv4) or /64 (IPv6) of the address
--   mfa: yes, no, or unknown: sessions of Identity Center and other federation do not tell, nor do services and the copy in the role's account
--   federated: yes where the caller signed in elsewhere
--   trusted: whether the caller is among those that the trust should admit; empty if that is not known
--   outcome: ok or denied
--   error: the error
--   access_key: the access key of the session
--   call_id: the id that the records of the call share, with the action, or the event id of its only record
CREATE OR REPLACE VIEW hotline_role_assumptions AS
SELECT
  event_time AS time,
  coalesce(regexp_extract(coalesce(nullif(request_role_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (arn:[^ ]*:role/[^ ]*)', 1), ''), ''), ''), '\A[^ ]*?:iam::([0-9]{12}):', 1), '') AS account,
  coalesce(nullif(request_role_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (arn:[^ ]*:role/[^ ]*)', 1), ''), ''), '') AS role,
  coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), '') AS caller,
  identity_account AS caller_account,
  request_session_name AS session_name,
  coalesce(nullif(request_source_identity, ''), nullif(session_source_identity, ''), '') AS source_identity,
  source_ip AS ip,
  coalesce(CASE WHEN try_cast(CASE WHEN regexp_like(source_ip, '\A[0-9A-Fa-f:.]+\z') THEN source_ip END AS ipaddress) IS NOT NULL THEN regexp_extract(source_ip, '\A([0-9]+\.[0-9]+\.[0-9]+)\.[0-9]+\z', 1) END || '.0/24', regexp_replace(CASE WHEN to_hex(CAST(try_cast(CASE WHEN regexp_like(source_ip, '\A[0-9A-Fa-f:.]+\z') THEN source_ip END AS ipaddress) AS varbinary)) NOT LIKE '00000000000000000000FFFF%' THEN lower(substr(to_hex(CAST(try_cast(CASE WHEN regexp_like(source_ip, '\A[0-9A-Fa-f:.]+\z') THEN source_ip END AS ipaddress) AS varbinary)), 1, 16)) END, '\A(.{4})(.{4})(.{4})(.{4})\z', '$1:$2:$3:$4::/64'), source_ip) AS network,
  CASE WHEN (request_serial_number <> '' OR mfa_authenticated IN ('true')) THEN 'yes' WHEN ((event_name IN ('AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') OR strpos(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), ':role/aws-reserved/sso.amazonaws.com/') > 0) OR identity_type IN ('AWSAccount', 'AWSService')) THEN 'unknown' ELSE 'no' END AS mfa,
  CASE WHEN (event_name IN ('AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') OR strpos(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), ':role/aws-reserved/sso.amazonaws.com/') > 0) THEN 'yes' ELSE 'no' END AS federated,
  CASE WHEN NOT ((coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), '') <> '' OR request_principal_arn <> '' OR identity_provider <> '')) THEN '' WHEN (regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws:iam::999900001111:role/responder)\z') OR regexp_like(request_principal_arn, '\A(?:arn:aws:iam::999900001111:role/responder)\z') OR regexp_like(identity_provider, '\A(?:arn:aws:iam::999900001111:role/responder)\z')) THEN 'yes' ELSE 'no' END AS trusted,
  CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END AS outcome,
  error_code AS error,
  response_access_key AS access_key,
  call_id
FROM hotline_calls
WHERE (event_source IN ('sts.amazonaws.com') AND event_name IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity') AND regexp_like(coalesce(nullif(request_role_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (arn:[^ ]*:role/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z'));

-- What sessions of the support role did or tried, one row a call.
--   time: when
--   day: the day
--   access_key: the access key of the session
--   account: the account of the role
--   role: the ARN of the role
--   session_name: the name of the session
--   source_identity: the source identity
--   kind: support or other
--   event_source: the service
--   event_name: the action
--   outcome: ok or denied
--   ip: the address that the call came from
CREATE OR REPLACE VIEW hotline_session_calls AS
SELECT
  event_time AS time,
  coalesce(regexp_extract(event_time, '\A(.{10})', 1), '') AS day,
  access_key,
  coalesce(regexp_extract(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A[^ ]*?:iam::([0-9]{12}):', 1), '') AS account,
  coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), '') AS role,
  coalesce(regexp_extract(identity_arn, ':assumed-role/[^/]+/(.+)\z', 1), '') AS session_name,
  session_source_identity AS source_identity,
  CASE WHEN event_source IN ('support.amazonaws.com', 'support-console.amazonaws.com', 'supportapp.amazonaws.com', 'supportplans.amazonaws.com', 'support-subscription.amazonaws.com', 'supportauthz.amazonaws.com', 'trustedadvisor.amazonaws.com') THEN 'support' ELSE 'other' END AS kind,
  event_source,
  event_name,
  CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END AS outcome,
  source_ip AS ip
FROM hotline_calls
WHERE (regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') AND access_key <> '');

-- Support cases opened, answered and resolved, one row a call.
--   time: when
--   account: the account of the case
--   case_id: the case; empty where opening it failed
--   deed: opened, answered or resolved
--   how: the way: role, declared, administrator, root, other or service
--   actor: who
--   outcome: ok or denied
--   error: the error
--   severity: the severity that the case was opened with
--   access_key: the access key of the session
--   done: the case, if the call succeeded: what cases are put together by
--   privileged: yes where an administrator or root did it
CREATE OR REPLACE VIEW hotline_case_calls AS
SELECT
  event_time AS time,
  coalesce(nullif(coalesce(regexp_extract(coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), ''), '\Acase-([0-9]{12})-', 1), ''), ''), nullif(identity_account, ''), nullif(recipient_account, ''), '') AS account,
  coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') AS case_id,
  CASE WHEN event_name IN ('CreateCase') THEN 'opened' WHEN event_name IN ('ResolveCase') THEN 'resolved' ELSE 'answered' END AS deed,
  CASE WHEN (event_type IN ('AwsServiceEvent') OR identity_type IN ('AWSService') OR (identity_type IN ('') AND invoked_by <> '') OR strpos(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), ':role/aws-service-role/') > 0) THEN 'service' WHEN identity_type IN ('Root') THEN 'root' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') THEN 'role' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws:iam::[^\n]*:role/partner-[^\n]*)\z') THEN 'declared' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:[^\n]*:iam::[^\n]*:role/OrganizationAccountAccessRole)\z') THEN 'administrator' ELSE 'other' END AS how,
  coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), '') AS actor,
  CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END AS outcome,
  error_code AS error,
  request_severity AS severity,
  access_key,
  CASE WHEN CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok') THEN coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') ELSE '' END AS done,
  CASE WHEN CASE WHEN (event_type IN ('AwsServiceEvent') OR identity_type IN ('AWSService') OR (identity_type IN ('') AND invoked_by <> '') OR strpos(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), ':role/aws-service-role/') > 0) THEN 'service' WHEN identity_type IN ('Root') THEN 'root' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') THEN 'role' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws:iam::[^\n]*:role/partner-[^\n]*)\z') THEN 'declared' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:[^\n]*:iam::[^\n]*:role/OrganizationAccountAccessRole)\z') THEN 'administrator' ELSE 'other' END IN ('administrator', 'root') THEN 'yes' ELSE 'no' END AS privileged
FROM hotline_calls
WHERE (event_source IN ('support.amazonaws.com') AND event_name IN ('CreateCase', 'AddCommunicationToCase', 'InitiateChatForCase', 'InitiateCallForCase', 'ResolveCase'));

-- Changes to the support role and to what guards and watches it, tried or done, one row a call.
--   time: when
--   account: where
--   kind: what was changed: role, trust, boundary, policy, scp, trail or event rule
--   event: the action
--   target: the role, policy, trail or rule
--   actor: who
--   how: the kind of principal, as in case_calls
--   outcome: ok or denied
--   error: the error
--   ip: the address that the call came from
CREATE OR REPLACE VIEW hotline_tampering AS
SELECT
  event_time AS time,
  coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), '') AS account,
  CASE WHEN (event_source IN ('iam.amazonaws.com') AND event_name IN ('CreateRole', 'DeleteRole', 'UpdateRole', 'UpdateRoleDescription', 'TagRole', 'UntagRole') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) THEN 'role' WHEN (event_source IN ('iam.amazonaws.com') AND event_name IN ('UpdateAssumeRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) THEN 'trust' WHEN (event_source IN ('iam.amazonaws.com') AND event_name IN ('PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) THEN 'boundary' WHEN (event_source IN ('iam.amazonaws.com') AND event_name IN ('AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) THEN 'policy' WHEN (event_source IN ('iam.amazonaws.com') AND event_name IN ('CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy') AND regexp_like(coalesce(nullif(request_policy_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:policy )?(arn:[^ ]*:policy/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws:iam::[^\n]*:policy/aws-support-[^\n]*)\z')) THEN 'policy' WHEN (event_source IN ('organizations.amazonaws.com') AND event_name IN ('AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'UpdatePolicy', 'DeletePolicy', 'DisablePolicyType', 'EnablePolicyType', 'MoveAccount') AND true) THEN 'scp' WHEN (event_source IN ('cloudtrail.amazonaws.com') AND event_name IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors') AND true) THEN 'trail' WHEN (event_source IN ('events.amazonaws.com') AND event_name IN ('DeleteRule', 'DisableRule', 'PutRule', 'RemoveTargets', 'PutTargets') AND (regexp_like(request_name, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(request_rule, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(coalesce(regexp_extract(error_message, 'resource: arn:[^: ]*:events:[^ ]*:rule/(?:[^ ]*/)?([^/ ]+)', 1), ''), '\A(?:[^\n]*hotline[^\n]*)\z'))) THEN 'event rule' ELSE '' END AS kind,
  event_name AS event,
  coalesce(nullif(coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), ''), ''), nullif(coalesce(nullif(request_policy_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:policy )?(arn:[^ ]*:policy/[^ ]*)', 1), ''), ''), ''), ''), nullif(request_policy_id, ''), nullif(request_rule, ''), nullif(request_name, ''), nullif(request_trail_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: arn:[^: ]*:events:[^ ]*:rule/(?:[^ ]*/)?([^/ ]+)', 1), ''), ''), '') AS target,
  coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), '') AS actor,
  CASE WHEN (event_type IN ('AwsServiceEvent') OR identity_type IN ('AWSService') OR (identity_type IN ('') AND invoked_by <> '') OR strpos(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), ':role/aws-service-role/') > 0) THEN 'service' WHEN identity_type IN ('Root') THEN 'root' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') THEN 'role' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws:iam::[^\n]*:role/partner-[^\n]*)\z') THEN 'declared' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:[^\n]*:iam::[^\n]*:role/OrganizationAccountAccessRole)\z') THEN 'administrator' ELSE 'other' END AS how,
  CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END AS outcome,
  error_code AS error,
  source_ip AS ip
FROM hotline_calls
WHERE ((event_source IN ('iam.amazonaws.com') AND event_name IN ('CreateRole', 'DeleteRole', 'UpdateRole', 'UpdateRoleDescription', 'TagRole', 'UntagRole') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('UpdateAssumeRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('AttachRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy') AND regexp_like(concat(coalesce(nullif(recipient_account, ''), nullif(identity_account, ''), ''), '/', coalesce(nullif(request_role_name, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:role |arn:[^ ]*:role/(?:[^ ]*/)?)([^/ ]+)', 1), ''), ''), '')), '\A(?:[0-9]*/aws-support|111122223333/AWSReservedSSO_Support_[^/ ]*)\z')) OR (event_source IN ('iam.amazonaws.com') AND event_name IN ('CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy') AND regexp_like(coalesce(nullif(request_policy_arn, ''), nullif(coalesce(regexp_extract(error_message, 'resource: (?:policy )?(arn:[^ ]*:policy/[^ ]*)', 1), ''), ''), ''), '\A(?:arn:aws:iam::[^\n]*:policy/aws-support-[^\n]*)\z')) OR (event_source IN ('organizations.amazonaws.com') AND event_name IN ('AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'UpdatePolicy', 'DeletePolicy', 'DisablePolicyType', 'EnablePolicyType', 'MoveAccount') AND true) OR (event_source IN ('cloudtrail.amazonaws.com') AND event_name IN ('StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors') AND true) OR (event_source IN ('events.amazonaws.com') AND event_name IN ('DeleteRule', 'DisableRule', 'PutRule', 'RemoveTargets', 'PutTargets') AND (regexp_like(request_name, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(request_rule, '\A(?:[^\n]*hotline[^\n]*)\z') OR regexp_like(coalesce(regexp_extract(error_message, 'resource: arn:[^: ]*:events:[^ ]*:rule/(?:[^ ]*/)?([^/ ]+)', 1), ''), '\A(?:[^\n]*hotline[^\n]*)\z'))));

-- What tells that a support case was opened: calls of CloudTrail, events of EventBridge.
--   time: when
--   case_id: the case
--   account: its account
--   how: by which way; empty where only EventBridge tells of it
CREATE OR REPLACE VIEW hotline_opening_events AS
SELECT
  event_time AS time,
  coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') AS case_id,
  coalesce(nullif(coalesce(regexp_extract(coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), ''), '\Acase-([0-9]{12})-', 1), ''), ''), nullif(identity_account, ''), nullif(recipient_account, ''), '') AS account,
  CASE WHEN event_source IN ('aws.support') THEN '' ELSE CASE WHEN (event_type IN ('AwsServiceEvent') OR identity_type IN ('AWSService') OR (identity_type IN ('') AND invoked_by <> '') OR strpos(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), ':role/aws-service-role/') > 0) THEN 'service' WHEN identity_type IN ('Root') THEN 'root' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws[a-z-]*:iam::[0-9]{12}:role/([^ ]*/)?aws-support|arn:aws[a-z-]*:iam::111122223333:role/([^ ]*/)?AWSReservedSSO_Support_[^/ ]*)\z') THEN 'role' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:aws:iam::[^\n]*:role/partner-[^\n]*)\z') THEN 'declared' WHEN regexp_like(coalesce(nullif(issuer_arn, ''), nullif(CASE WHEN strpos(identity_arn, ':assumed-role/') > 0 THEN concat('arn:', coalesce(regexp_extract(identity_arn, '\Aarn:([^:]*):sts::', 1), ''), ':iam::', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::([^:]*):', 1), ''), ':role/', coalesce(regexp_extract(identity_arn, '\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)', 1), '')) ELSE identity_arn END, ''), nullif(CASE WHEN identity_type IN ('AWSService') THEN invoked_by ELSE identity_user END, ''), ''), '\A(?:arn:[^\n]*:iam::[^\n]*:role/OrganizationAccountAccessRole)\z') THEN 'administrator' ELSE 'other' END END AS how
FROM hotline_calls
WHERE (event_source IN ('support.amazonaws.com', 'aws.support') AND event_name IN ('CreateCase') AND CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok') AND coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') <> '');

-- Answers of AWS in support cases, as EventBridge tells them.
--   time: when
--   case_id: the case
CREATE OR REPLACE VIEW hotline_aws_replies AS
SELECT
  event_time AS time,
  coalesce(nullif(response_case_id, ''), nullif(request_case_id, ''), '') AS case_id
FROM hotline_calls
WHERE (event_source IN ('aws.support') AND event_name IN ('AddCommunicationToCase') AND origin IN ('AWS'));

-- Incidents that were declared to AWS Security Incident Response or to Incident Manager.
--   id: the case or incident
--   start: when it began, or else when it was declared
--   accounts: the accounts that it concerns, where they were given, or else the one that it was declared in
--   severity: its impact, where it was given
CREATE OR REPLACE VIEW hotline_incident_events AS
SELECT
  coalesce(nullif(response_incident_arn, ''), nullif(response_case_id, ''), nullif(event_id, ''), '') AS id,
  coalesce(nullif(CASE WHEN coalesce(regexp_extract(request_incident_start, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z\z', 1), '') <> '' THEN concat(coalesce(regexp_extract(request_incident_start, '\A([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z\z', 1), ''), 'Z') ELSE coalesce(date_format(at_timezone(from_unixtime(floor(CASE WHEN try_cast(CASE WHEN regexp_like(request_incident_start, '\A[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?\z') THEN request_incident_start END AS double) < 253402300800 THEN try_cast(CASE WHEN regexp_like(request_incident_start, '\A[0-9]+(?:\.[0-9]+)?(?:[Ee][+-]?[0-9]+)?\z') THEN request_incident_start END AS double) END)), 'UTC'), '%Y-%m-%dT%H:%i:%sZ'), '') END, ''), nullif(event_time, ''), '') AS start,
  coalesce(nullif(trim(regexp_replace(request_impacted_accounts, '[^0-9]+', ' ')), ''), nullif(recipient_account, ''), nullif(identity_account, ''), '') AS accounts,
  request_impact AS severity
FROM hotline_calls
WHERE (((event_source IN ('security-ir.amazonaws.com') AND event_name IN ('CreateCase')) OR (event_source IN ('ssm-incidents.amazonaws.com') AND event_name IN ('StartIncident'))) AND CASE WHEN error_code <> '' THEN 'denied' ELSE 'ok' END IN ('ok'));

-- Who assumed the support role, one row a principal and account.
--   account: the account of the role
--   caller: who
--   trusted: as in role_assumptions
--   first_seen: the first attempt
--   last_seen: the last attempt
--   assumed: how often it was assumed
--   denied: how often that was denied
CREATE OR REPLACE VIEW hotline_assumption_principals AS
SELECT
  account,
  caller,
  trusted,
  coalesce(min(nullif(time, '')), '') AS first_seen,
  coalesce(max(time), '') AS last_seen,
  count(*) FILTER (WHERE outcome IN ('ok')) AS assumed,
  count(*) FILTER (WHERE outcome IN ('denied')) AS denied
FROM hotline_role_assumptions
GROUP BY account, caller, trusted;

-- From where the support role was assumed, one row a network and account.
--   account: the account of the role
--   network: the network, as in role_assumptions
--   first_seen: the first attempt
--   last_seen: the last attempt
--   assumed: how often it was assumed
--   denied: how often that was denied
CREATE OR REPLACE VIEW hotline_assumption_networks AS
SELECT
  account,
  network,
  coalesce(min(nullif(time, '')), '') AS first_seen,
  coalesce(max(time), '') AS last_seen,
  count(*) FILTER (WHERE outcome IN ('ok')) AS assumed,
  count(*) FILTER (WHERE outcome IN ('denied')) AS denied
FROM hotline_role_assumptions
GROUP BY account, network;

-- Sessions of the support role, one row an access key.
--   access_key: the access key
--   account: the account of the role
--   role: the ARN of the role
--   session_name: the name of the session
--   source_identity: the source identity
--   first_call: its first call
--   last_call: its last call
--   support_calls: calls of AWS Support, denied ones among them
--   support_denied: calls of AWS Support that failed
--   other_calls: calls of other services, denied ones among them
--   other_denied: calls of other services that failed
CREATE OR REPLACE VIEW hotline_role_sessions AS
SELECT
  access_key,
  coalesce(max(account), '') AS account,
  coalesce(max(role), '') AS role,
  coalesce(max(session_name), '') AS session_name,
  coalesce(max(source_identity), '') AS source_identity,
  coalesce(min(nullif(time, '')), '') AS first_call,
  coalesce(max(time), '') AS last_call,
  count(*) FILTER (WHERE kind IN ('support')) AS support_calls,
  count(*) FILTER (WHERE kind IN ('support') AND outcome IN ('denied')) AS support_denied,
  count(*) FILTER (WHERE kind IN ('other')) AS other_calls,
  count(*) FILTER (WHERE kind IN ('other') AND outcome IN ('denied')) AS other_denied
FROM hotline_session_calls
GROUP BY access_key;

-- What each session of the support role did, one row an action and outcome.
--   access_key: the access key of the session
--   event_source: the service
--   event_name: the action
--   outcome: ok or denied
--   calls: how often
CREATE OR REPLACE VIEW hotline_session_deeds AS
SELECT
  access_key,
  event_source,
  event_name,
  outcome,
  count(*) AS calls
FROM hotline_session_calls
GROUP BY access_key, event_source, event_name, outcome;

-- Calls of sessions of the support role, one row a day and account.
--   day: the day
--   account: the account of the role
--   support_calls: calls of AWS Support, denied ones among them
--   support_denied: calls of AWS Support that failed
--   other_calls: calls of other services, denied ones among them
--   other_denied: calls of other services that failed
CREATE OR REPLACE VIEW hotline_session_days AS
SELECT
  day,
  account,
  count(*) FILTER (WHERE kind IN ('support')) AS support_calls,
  count(*) FILTER (WHERE kind IN ('support') AND outcome IN ('denied')) AS support_denied,
  count(*) FILTER (WHERE kind IN ('other')) AS other_calls,
  count(*) FILTER (WHERE kind IN ('other') AND outcome IN ('denied')) AS other_denied
FROM hotline_session_calls
GROUP BY day, account;

-- Support cases, one row a case.
--   case_id: the case
--   account: its account
--   opened: when it was opened, if that was seen
--   opened_by: who opened it
--   opened_how: by which way
--   severity: the severity it was opened with
--   answers: how often it was answered from this side
--   resolved: when it was last resolved
--   resolved_by: who did that
--   handled: all ways by which it was handled
--   privileged: yes where an administrator or root handled it
--   first_call: the first call about it
--   last_call: the last call about it
CREATE OR REPLACE VIEW hotline_cases AS
SELECT
  done AS case_id,
  coalesce(max(account), '') AS account,
  coalesce(min(nullif(time, '')) FILTER (WHERE deed IN ('opened')), '') AS opened,
  coalesce(substr(min(concat(time, '|', actor)) FILTER (WHERE deed IN ('opened')), 22), '') AS opened_by,
  coalesce(substr(min(concat(time, '|', how)) FILTER (WHERE deed IN ('opened')), 22), '') AS opened_how,
  coalesce(max(severity), '') AS severity,
  count(*) FILTER (WHERE deed IN ('answered')) AS answers,
  coalesce(max(time) FILTER (WHERE deed IN ('resolved')), '') AS resolved,
  coalesce(substr(max(concat(time, '|', actor)) FILTER (WHERE deed IN ('resolved')), 22), '') AS resolved_by,
  coalesce(array_join(array_sort(array_agg(DISTINCT nullif(how, ''))), ','), '') AS handled,
  coalesce(max(privileged), '') AS privileged,
  coalesce(min(nullif(time, '')), '') AS first_call,
  coalesce(max(time), '') AS last_call
FROM hotline_case_calls
WHERE done <> ''
GROUP BY done;

-- Cases with the time at which they were opened.
--   case_id: the case
--   account: its account
--   opened: when it was opened
--   how: by which way
CREATE OR REPLACE VIEW hotline_opened_cases AS
SELECT
  case_id,
  coalesce(max(account), '') AS account,
  coalesce(min(nullif(time, '')), '') AS opened,
  coalesce(max(how), '') AS how
FROM hotline_opening_events
GROUP BY case_id;

-- The first answer of AWS in each case.
--   case_id: the case
--   replied: when AWS first answered
CREATE OR REPLACE VIEW hotline_first_replies AS
SELECT
  case_id,
  coalesce(min(nullif(time, '')), '') AS replied
FROM hotline_aws_replies
GROUP BY case_id;

-- What came of each time that the support role was assumed, one row an assumption.
--   time: when it was assumed
--   account: the account of the role
--   caller: who, as in role_assumptions
--   source_identity: the source identity
--   access_key: the access key of the session
--   support_calls: calls of AWS Support by the session
--   other_calls: its calls of other services
--   failed_calls: how many of both failed
--   case_near: whether a support case of the account was opened, answered or resolved near that time
--   call_id: the call, as in role_assumptions
CREATE OR REPLACE VIEW hotline_role_use AS
SELECT
  a.time,
  a.account,
  a.caller,
  a.source_identity,
  a.access_key,
  coalesce(max(s.support_calls), 0) AS support_calls,
  coalesce(max(s.other_calls), 0) AS other_calls,
  coalesce(max(s.support_denied + s.other_denied), 0) AS failed_calls,
  CASE WHEN count(c.time) > 0 THEN 'yes' ELSE 'no' END AS case_near,
  a.call_id
FROM hotline_role_assumptions a
LEFT JOIN hotline_role_sessions s ON s.access_key = a.access_key
LEFT JOIN hotline_case_calls c ON c.account = a.account AND c.outcome = 'ok'
  AND abs(date_diff('second', try(from_iso8601_timestamp(a.time)), try(from_iso8601_timestamp(c.time)))) <= 86400
WHERE a.outcome = 'ok'
GROUP BY a.time, a.account, a.caller, a.source_identity, a.access_key, a.call_id;

-- From the start of each incident to the first support case, and to the first answer of AWS in it.
--   id: the incident
--   start: when it began
--   severity: its severity
--   engaged: yes where a case was opened in time
--   case_id: the first case that was opened in its accounts
--   how: by which way it was opened
--   opened: when
--   seconds_to_case: from the start to the case
--   replied: when AWS first answered in that case
--   seconds_to_reply: from the start to that answer
CREATE OR REPLACE VIEW hotline_time_to_engage AS
WITH incidents AS (
  SELECT id, start, accounts, severity FROM hotline_incidents
  UNION ALL
  SELECT id, start, accounts, severity FROM hotline_incident_events
),
engaged AS (
  SELECT i.id, i.start, i.accounts, i.severity, min(concat(o.opened, '|', o.case_id)) AS first_case
  FROM incidents i
  LEFT JOIN hotline_opened_cases o
    ON (i.accounts = '' OR strpos(concat(' ', i.accounts, ' '), concat(' ', o.account, ' ')) > 0)
    AND date_diff('second', try(from_iso8601_timestamp(i.start)), try(from_iso8601_timestamp(o.opened))) BETWEEN 0 AND 259199
  GROUP BY i.id, i.start, i.accounts, i.severity
)
SELECT
  e.id,
  e.start,
  e.severity,
  CASE WHEN e.first_case IS NULL THEN 'no' ELSE 'yes' END AS engaged,
  coalesce(o.case_id, '') AS case_id,
  coalesce(o.how, '') AS how,
  coalesce(o.opened, '') AS opened,
  date_diff('second', try(from_iso8601_timestamp(e.start)), try(from_iso8601_timestamp(o.opened))) AS seconds_to_case,
  coalesce(r.replied, '') AS replied,
  date_diff('second', try(from_iso8601_timestamp(e.start)), try(from_iso8601_timestamp(r.replied))) AS seconds_to_reply
FROM engaged e
LEFT JOIN hotline_opened_cases o ON o.case_id = substr(e.first_case, 22)
LEFT JOIN hotline_first_replies r ON r.case_id = o.case_id;

-- Puts the records that matter of all days into hotline_found: the one query that reads all logs. Run it once for each account.
INSERT INTO hotline_found
SELECT
  event_id,
  shared_event_id,
  original_event_id,
  addendum_reason,
  event_time,
  event_source,
  event_name,
  aws_region,
  source_ip,
  error_code,
  error_message,
  event_type,
  recipient_account,
  identity_type,
  identity_arn,
  identity_account,
  identity_user,
  identity_provider,
  access_key,
  invoked_by,
  issuer_arn,
  mfa_authenticated,
  session_source_identity,
  request_role_arn,
  request_session_name,
  request_source_identity,
  request_serial_number,
  request_principal_arn,
  request_role_name,
  request_case_id,
  request_severity,
  request_policy_arn,
  request_name,
  request_trail_name,
  request_rule,
  request_policy_id,
  request_target_id,
  request_incident_start,
  request_impacted_accounts,
  request_impact,
  response_access_key,
  response_case_id,
  response_incident_arn,
  origin,
  log_account,
  log_region,
  log_day
FROM hotline_records
WHERE log_day >= '2026/01/01' AND log_account = ?;

-- The same for one day, to be run each day for the day before. Its value is that day, as '2026/01/31'. Run it once for each account.
INSERT INTO hotline_found
SELECT
  event_id,
  shared_event_id,
  original_event_id,
  addendum_reason,
  event_time,
  event_source,
  event_name,
  aws_region,
  source_ip,
  error_code,
  error_message,
  event_type,
  recipient_account,
  identity_type,
  identity_arn,
  identity_account,
  identity_user,
  identity_provider,
  access_key,
  invoked_by,
  issuer_arn,
  mfa_authenticated,
  session_source_identity,
  request_role_arn,
  request_session_name,
  request_source_identity,
  request_serial_number,
  request_principal_arn,
  request_role_name,
  request_case_id,
  request_severity,
  request_policy_arn,
  request_name,
  request_trail_name,
  request_rule,
  request_policy_id,
  request_target_id,
  request_incident_start,
  request_impacted_accounts,
  request_impact,
  response_access_key,
  response_case_id,
  response_incident_arn,
  origin,
  log_account,
  log_region,
  log_day
FROM hotline_records
WHERE log_day = ? AND log_account = ?;
