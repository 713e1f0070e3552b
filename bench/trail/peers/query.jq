# Writes a line "COUNTER TAB ID" for each call that the benchmark counts; lines come
# twice where there are two records of a call.
def support: IN("support.amazonaws.com", "support-console.amazonaws.com", "supportapp.amazonaws.com", "supportplans.amazonaws.com",
  "support-subscription.amazonaws.com", "supportauthz.amazonaws.com", "trustedadvisor.amazonaws.com");
.Records[]
| .eventSource as $source | .eventName as $name | (.userIdentity // {}) as $who
| (if (.sharedEventID // "") != "" then .sharedEventID
   elif .addendum.reason? == "UPDATED_DATA" then .addendum.originalEventID else .eventID end) as $id
| ((($who.sessionContext.sessionIssuer.arn? // "") | endswith("/" + $role))
   or (($who.arn // "") | contains(":assumed-role/" + $role + "/"))) as $byrole
| (.eventType == "AwsServiceEvent" or (($who.invokedBy // "") | IN("", "signin.amazonaws.com") | not)) as $service
| (if $source == "sts.amazonaws.com" then
     select($name | IN("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"))
     | (.requestParameters.roleArn? // ((.errorMessage // "") | capture("resource: (?<a>arn:[^ ]*:role/[^ ]*)").a? ) // "")
       as $arn | select($arn | endswith("/" + $role))
     | if .errorCode then "assumed_denied" else "assumed_ok" end
   elif $source == "support.amazonaws.com" and $name == "CreateCase" then
     if $service then "opened_other" elif $who.type == "Root" then "opened_root" elif $byrole then "opened_role" else "opened_other" end
   elif $source == "iam.amazonaws.com" then
     select((.requestParameters.roleName? == $role and ($name | IN("DeleteRole", "UpdateRole", "TagRole", "UntagRole", "UpdateAssumeRolePolicy",
         "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "AttachRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy")))
       or (($name | IN("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy"))
         and ((.requestParameters.policyArn? // "") | test("^" + $policies + "$")))) | "tampering"
   elif $source == "organizations.amazonaws.com" then
     select($name | IN("AttachPolicy", "DetachPolicy", "CreatePolicy", "UpdatePolicy", "DeletePolicy", "DisablePolicyType", "EnablePolicyType")) | "tampering"
   elif $source == "cloudtrail.amazonaws.com" then
     select($name | IN("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")) | "tampering"
   elif $source == "events.amazonaws.com" then
     select(($name | IN("DeleteRule", "DisableRule", "PutRule", "RemoveTargets", "PutTargets"))
       and ((.requestParameters.name? // .requestParameters.rule? // "") | test("^" + $rules + "$"))) | "tampering"
   else empty end),
  (select($byrole and ($who.accessKeyId // "") != "" and ($source | support)) | "role_support")
| . + "\t" + $id
