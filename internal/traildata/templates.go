package traildata

// templates returns the kinds of background records. Their shapes are CloudTrail's,
// their values made up.
func templates() []template {
	const (
		begin = `{"eventVersion":"1.11","userIdentity":<who>,"eventTime":"<time>","eventSource":"`
		from  = `","awsRegion":"<region>",<from>,`
		ids   = `"requestID":"<uuid>","eventID":"<uuid>",`
		read  = `"readOnly":true,`
		write = `"readOnly":false,`
		api   = `"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"<account>",`
		end   = `"eventCategory":"Management","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"`
	)
	host := func(service string) string { return end + service + `.<region>.amazonaws.com"}}` }
	call := func(service, name, body string) string {
		return begin + service + `.amazonaws.com","eventName":"` + name + from + body
	}
	return []template{
		compile(14, call("s3", "GetObject", `"requestParameters":{"bucketName":"<bucket>","Host":"<bucket>.s3.<region>.amazonaws.com","key":"daily/part-<hex>.parquet"},"responseElements":null,`+
			`"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"<uuid>=","bytesTransferredOut":<number>},`+
			`"requestID":"<id>","eventID":"<uuid>",`+read+`"resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::<bucket>/daily/part-<hex>.parquet"},{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}],`+
			`"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"<account>","sharedEventID":"<uuid>","eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3","clientProvidedHostHeader":"<bucket>.s3.<region>.amazonaws.com"}}`)),
		compile(6, call("s3", "GetBucketAcl", `"requestParameters":{"bucketName":"<bucket>","Host":"s3.<region>.amazonaws.com","acl":""},"responseElements":null,"additionalEventData":{"SignatureVersion":"SigV4","bytesTransferredOut":480},`+
			`"requestID":"<id>","eventID":"<uuid>",`+read+`"resources":[{"accountId":"<account>","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::<bucket>"}],`+api+host("s3"))),
		compile(9, call("ec2", "DescribeInstances", `"requestParameters":{"maxResults":1000,"instancesSet":{"items":[{"instanceId":"<instance>"}]},"filterSet":{"items":[{"name":"instance-state-name","valueSet":{"items":[{"value":"running"},{"value":"pending"}]}}]}},"responseElements":null,`+ids+read+api+host("ec2"))),
		compile(7, call("ec2", "DescribeNetworkInterfaces", `"requestParameters":{"networkInterfaceIdSet":{"items":[{"networkInterfaceId":"eni-0<hex>"}]},"filterSet":{}},"responseElements":null,`+ids+read+api+host("ec2"))),
		compile(10, call("kms", "Decrypt", `"requestParameters":{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::<bucket>/daily/part-<hex>.parquet"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"},"responseElements":null,`+
			ids+read+`"resources":[{"accountId":"<account>","type":"AWS::KMS::Key","ARN":"arn:aws:kms:<region>:<account>:key/<key>"}],`+`"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"<account>","sharedEventID":"<uuid>",`+host("kms"))),
		compile(6, call("kms", "GenerateDataKey", `"requestParameters":{"keyId":"arn:aws:kms:<region>:<account>:key/<key>","encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:<region>:<account>:function:<function>"},"keySpec":"AES_256"},"responseElements":null,`+
			ids+read+`"resources":[{"accountId":"<account>","type":"AWS::KMS::Key","ARN":"arn:aws:kms:<region>:<account>:key/<key>"}],`+api+host("kms"))),
		compile(8, `{"eventVersion":"1.11","userIdentity":{"type":"AWSService","invokedBy":"ecs-tasks.amazonaws.com"},"eventTime":"<time>","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"<region>","sourceIPAddress":"ecs-tasks.amazonaws.com","userAgent":"ecs-tasks.amazonaws.com",`+
			`"requestParameters":{"roleArn":"arn:aws:iam::<account>:role/<role>","roleSessionName":"<hex><hex>","durationSeconds":21600},`+
			`"responseElements":{"credentials":{"accessKeyId":"ASIA<id>","sessionToken":"<token>","expiration":"Apr 2, 2026, 12:55:24 PM"},"assumedRoleUser":{"assumedRoleId":"AROA<id>:<hex>","arn":"arn:aws:sts::<account>:assumed-role/<role>/<hex>"}},`+
			ids+read+`"resources":[{"accountId":"<account>","type":"AWS::IAM::Role","ARN":"arn:aws:iam::<account>:role/<role>"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"<account>","sharedEventID":"<uuid>","eventCategory":"Management"}`),
		compile(5, call("lambda", "GetFunction20150331v2", `"requestParameters":{"functionName":"arn:aws:lambda:<region>:<account>:function:<function>"},"responseElements":null,"additionalEventData":{"functionVersion":"arn:aws:lambda:<region>:<account>:function:<function>:$LATEST"},`+ids+read+api+host("lambda"))),
		compile(7, call("logs", "CreateLogStream", `"requestParameters":{"logGroupName":"/aws/lambda/<function>","logStreamName":"2026/04/02/[$LATEST]<hex><hex>"},"responseElements":null,`+ids+write+`"apiVersion":"20140328",`+api+host("logs"))),
		compile(5, call("iam", "GetRole", `"requestParameters":{"roleName":"<role>"},"responseElements":null,`+ids+read+api+`"eventCategory":"Management","sessionCredentialFromConsole":"true"}`)),
		compile(4, call("iam", "ListAttachedRolePolicies", `"requestParameters":{"roleName":"<role>","marker":"<token>"},"responseElements":null,`+ids+read+api+host("iam"))),
		compile(5, call("sso", "GetRoleCredentials", `"requestParameters":null,"responseElements":null,"additionalEventData":{"CredentialType":"EXTERNAL_IDP","UserName":"name\u003dvalue\u0026id\u003d<number>"},`+ids+read+`"eventType":"AwsServiceEvent","managementEvent":true,"recipientAccountId":"<account>","serviceEventDetails":{"role_name":"DataEngineer","account_id":"<account>"},"eventCategory":"Management"}`)),
		compile(2, call("iam", "GetPolicyVersion", `"requestParameters":{"policyArn":"arn:aws:iam::<account>:policy/<role>","versionId":"v<number>"},"responseElements":{"policyVersion":{"document":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",\"s3:ListBucket\",\"kms:Decrypt\"],\"Resource\":[\"arn:aws:s3:::<bucket>\",\"arn:aws:s3:::<bucket>/*\"],\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"<account>\"}}}]}"}},`+ids+read+api+host("iam"))),
		compile(4, call("ec2", "GetPasswordData", `"errorCode":"Client.UnauthorizedOperation","errorMessage":"You are not authorized to perform this operation. Encoded authorization failure message: <token>","requestParameters":{"instanceId":"<instance>"},"responseElements":null,`+ids+read+api+host("ec2"))),
		compile(4, call("dynamodb", "DescribeTable", `"errorCode":"AccessDenied","errorMessage":"User is not authorized to perform: dynamodb:DescribeTable on resource: arn:aws:dynamodb:<region>:<account>:table/<function> because no identity-based policy allows the dynamodb:DescribeTable action","requestParameters":null,"responseElements":null,`+ids+read+api+host("dynamodb"))),
		compile(2, `{"eventVersion":"1.11","userIdentity":{"accountId":"<account>","invokedBy":"ec2.amazonaws.com"},"eventTime":"<time>","eventSource":"ec2.amazonaws.com","eventName":"SharedSnapshotVolumeCreated","awsRegion":"<region>","sourceIPAddress":"ec2.amazonaws.com","userAgent":"ec2.amazonaws.com",`+
			`"requestParameters":null,"responseElements":null,"eventID":"<uuid>","readOnly":false,"eventType":"AwsServiceEvent","managementEvent":true,"recipientAccountId":"<account>","sharedEventID":"<uuid>","serviceEventDetails":{"snapshotId":"snap-0<hex>"},"eventCategory":"Management"}`),
		compile(1, `{"eventVersion":"1.09","eventTime":"<time>","awsRegion":"<region>","eventID":"<uuid>","eventType":"AwsCloudTrailInsight","recipientAccountId":"<account>","sharedEventID":"<uuid>","insightDetails":{"state":"Start","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","insightType":"ApiCallRateInsight",`+
			`"insightContext":{"statistics":{"baseline":{"average":0.0020833333},"insight":{"average":<number>.5},"insightDuration":1,"baselineDuration":9600},"attributions":[{"attribute":"userIdentityArn","insight":[{"value":"arn:aws:sts::<account>:assumed-role/<role>/<hex>","average":0.2}],"baseline":[]}]}},"eventCategory":"Insight"}`),
		compile(3, call("cloudtrail", "DescribeTrails", `"requestParameters":{"trailNameList":["arn:aws:cloudtrail:<region>:<account>:trail/organization"],"includeShadowTrails":false},"responseElements":null,`+ids+read+api+host("cloudtrail"))),
		compile(1, `{"eventVersion":"1.11","userIdentity":<who>,"eventTime":"<time>","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin`+from+`"requestParameters":null,"responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home?state\u003d<hex>\u0026isauthcode\u003dtrue","MobileVersion":"No","MFAUsed":"Yes"},"eventID":"<uuid>",`+write+`"eventType":"AwsConsoleSignIn","managementEvent":true,"recipientAccountId":"<account>","eventCategory":"Management"}`),
	}
}
