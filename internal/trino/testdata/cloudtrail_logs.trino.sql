-- One row is one log file: Trino has no reader that cuts CloudTrail's files into
-- events, as Athena has in com.amazon.emr.cloudtrail.CloudTrailInputFormat. Names,
-- types, partitions and their projection are those of Athena's table; objects and
-- other values in a VARCHAR are JSON text, as in Athena's STRING.
CREATE TABLE cloudtrail_files (
    records ARRAY(ROW(
        eventversion VARCHAR,
        useridentity ROW(
            type VARCHAR,
            principalid VARCHAR,
            arn VARCHAR,
            accountid VARCHAR,
            invokedby VARCHAR,
            accesskeyid VARCHAR,
            username VARCHAR,
            onbehalfof ROW(userid VARCHAR, identitystorearn VARCHAR),
            sessioncontext ROW(
                attributes ROW(mfaauthenticated VARCHAR, creationdate VARCHAR),
                sessionissuer ROW(type VARCHAR, principalid VARCHAR, arn VARCHAR, accountid VARCHAR, username VARCHAR),
                ec2roledelivery VARCHAR,
                webidfederationdata ROW(federatedprovider VARCHAR, attributes MAP(VARCHAR, VARCHAR)),
                sourceidentity VARCHAR)),
        eventtime VARCHAR,
        eventsource VARCHAR,
        eventname VARCHAR,
        awsregion VARCHAR,
        sourceipaddress VARCHAR,
        useragent VARCHAR,
        errorcode VARCHAR,
        errormessage VARCHAR,
        requestparameters VARCHAR,
        responseelements VARCHAR,
        additionaleventdata VARCHAR,
        requestid VARCHAR,
        eventid VARCHAR,
        resources ARRAY(ROW(arn VARCHAR, accountid VARCHAR, type VARCHAR)),
        eventtype VARCHAR,
        apiversion VARCHAR,
        readonly VARCHAR,
        recipientaccountid VARCHAR,
        serviceeventdetails VARCHAR,
        sharedeventid VARCHAR,
        vpcendpointid VARCHAR,
        vpcendpointaccountid VARCHAR,
        eventcategory VARCHAR,
        addendum ROW(reason VARCHAR, updatedfields VARCHAR, originalrequestid VARCHAR, originaleventid VARCHAR),
        sessioncredentialfromconsole VARCHAR,
        edgedevicedetails VARCHAR,
        tlsdetails ROW(tlsversion VARCHAR, ciphersuite VARCHAR, clientprovidedhostheader VARCHAR))),
    account VARCHAR WITH (
        partition_projection_type = 'enum',
        partition_projection_values = ARRAY['111122223333', '444455556666']),
    region VARCHAR WITH (
        partition_projection_type = 'enum',
        partition_projection_values = ARRAY['us-east-1', 'eu-west-1']),
    day VARCHAR WITH (
        partition_projection_type = 'date',
        partition_projection_format = 'yyyy/MM/dd',
        partition_projection_range = ARRAY['2026/01/01', 'NOW'],
        partition_projection_interval = 1,
        partition_projection_interval_unit = 'DAYS')
)
WITH (
    format = 'OPENX_JSON',
    external_location = 'local:///data/AWSLogs/o-abcdefghij',
    partitioned_by = ARRAY['account', 'region', 'day'],
    partition_projection_enabled = true,
    partition_projection_location_template = 'local:///data/AWSLogs/o-abcdefghij/${account}/CloudTrail/${region}/${day}'
);

CREATE VIEW cloudtrail_logs AS
SELECT e.*, f.account, f.region, f.day
FROM cloudtrail_files AS f
CROSS JOIN UNNEST(f.records) AS e;
