package lint

import "strings"

// globalKeys are the condition keys that every service knows, also those that
// bear the name of the service whose role sessions carry them. aws:SourceOwner
// stands on S3's page about public access only.
//
// AWS: IAM User Guide, reference_policies_condition-keys; Amazon S3 User Guide,
// access-control-block-public-access
const globalKeys = `
	aws:PrincipalArn aws:PrincipalAccount aws:PrincipalOrgPaths aws:PrincipalOrgID aws:PrincipalTag/
	aws:PrincipalIsAWSService aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalType aws:userid
	aws:username aws:AssumedRoot aws:FederatedProvider aws:TokenIssueTime aws:SignInSessionArn aws:MultiFactorAuthAge
	aws:MultiFactorAuthPresent aws:ChatbotSourceArn aws:Ec2InstanceSourceVpc aws:Ec2InstanceSourcePrivateIPv4
	aws:SourceIdentity ec2:RoleDelivery ec2:SourceInstanceArn glue:RoleAssumedBy glue:CredentialIssuingService
	codebuild:BuildArn codebuild:ProjectArn lambda:SourceFunctionArn ssm:SourceInstanceArn identitystore:UserId
	aws:SourceIp aws:SourceVpc aws:SourceVpcArn aws:SourceVpce aws:VpceAccount aws:VpceOrgID aws:VpceOrgPaths
	aws:VpcSourceIp aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:ResourceTag/ aws:CalledVia
	aws:CalledViaFirst aws:CalledViaLast aws:CalledViaAWSMCP aws:ViaAWSService aws:ViaAWSMCPService aws:CurrentTime
	aws:EpochTime aws:referer aws:RequestedRegion aws:RequestTag/ aws:TagKeys aws:SecureTransport aws:SourceAccount
	aws:SourceArn aws:SourceOrgID aws:SourceOrgPaths aws:SourceOwner aws:UserAgent aws:IsMcpServiceAction`

// s3Keys are the condition keys of S3.
//
// AWS: Service Authorization Reference, list_amazons3 (condition keys)
const s3Keys = `
	s3:AccessGrantScope s3:AccessGrantsInstanceArn s3:AccessPointNetworkOrigin s3:AccessPointTag/ s3:BucketTag/
	s3:DataAccessPointAccount s3:DataAccessPointArn s3:ExistingJobOperation s3:ExistingJobPriority
	s3:ExistingObjectTag/ s3:InventoryAccessibleOptionalFields s3:JobSuspendedCause s3:ObjectCreationOperation
	s3:RequestJobOperation s3:RequestJobPriority s3:RequestObjectTag/ s3:RequestObjectTagKeys s3:ResourceAccount
	s3:TlsVersion s3:authType s3:delimiter s3:destinationRegion s3:if-match s3:if-none-match
	s3:isReplicationPauseRequest s3:locationconstraint s3:max-annotation-results s3:max-keys s3:object-lock-legal-hold
	s3:object-lock-mode s3:object-lock-remaining-retention-days s3:object-lock-retain-until-date s3:prefix
	s3:resourceArnBeingAuthorized s3:signatureAge s3:signatureversion s3:versionid s3:x-amz-acl
	s3:x-amz-bucket-namespace s3:x-amz-content-sha256 s3:x-amz-copy-source s3:x-amz-grant-full-control
	s3:x-amz-grant-read s3:x-amz-grant-read-acp s3:x-amz-grant-write s3:x-amz-grant-write-acp
	s3:x-amz-metadata-directive s3:x-amz-object-annotation-directive s3:x-amz-object-if-match
	s3:x-amz-object-ownership s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id
	s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class s3:x-amz-website-redirect-location`

// knownKeys holds both lists in lower case. A key that ends in a slash goes on
// with the name of a tag.
var knownKeys = func() map[string]bool {
	known := make(map[string]bool)
	for _, key := range strings.Fields(strings.ToLower(globalKeys + s3Keys)) {
		known[key] = true
	}
	return known
}()

// isKnownKey reports whether a key, in lower case, is a global one or S3's.
func isKnownKey(key string) bool {
	if cut := strings.IndexByte(key, '/'); cut >= 0 {
		return cut < len(key)-1 && knownKeys[key[:cut+1]]
	}
	return knownKeys[key]
}

var unknownConditionKey = rule{
	name: "unknown-condition-key", code: "CW429", severity: Warning, kinds: "bitk",
	page:  "IAM/latest/UserGuide/reference_policies_condition-keys",
	title: sentence{"a condition key does not exist here", "条件キーが存在しません"},
	words: words{
		message: sentence{"%[1]s is neither a global condition key nor one of S3", "%[1]s はグローバル条件キーでも S3 の条件キーでもありません"},
		label:   sentence{"requests never carry this key", "リクエストにこのキーが含まれることはありません"},
		why:     sentence{"a key that is never there makes the condition false for good, a negated one true", "存在しないキーの条件は常に偽、否定の条件は常に真になります"},
		remedy:  sentence{"compare the spelling with AWS's list of keys; letter case does not matter", "AWS のキー一覧と綴りを比べてください。大文字と小文字は区別されません"},
	},
	check: func(p *pass) {
		p.eachCondition(func(c *condition) {
			if !isKnownKey(c.key) && p.judgesKey(c.key) {
				p.found(c.statement, p.draft.Token(c.Pos), c.Key)
			}
		})
	},
}

// judgesKey reports whether the lists decide on a key: a policy of another
// kind may also use keys of services that they do not hold.
func (p *pass) judgesKey(key string) bool {
	service, _, ok := strings.Cut(key, ":")
	return p.is(Bucket) || !ok || service == "aws" || service == "s3"
}
