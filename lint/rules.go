package lint

// rules is every rule, in the order of the codes.
func rules() []*rule {
	return []*rule{
		&orphanedUniqueID, &ssoSuffixPinned,
		&sessionPrincipal, &wildcardInPrincipal, &pathlessSSORole, &ssoRegionUSEast1, &ssoPatternRegion,
		&invalidPrincipal, &missingPrincipal, &publicPrincipal, &notPrincipalWithAllow, &notPrincipal,
		&confusedDeputy, &wrongPartition, &sessionARNInPrincipalARN,
		&literalWildcard, &unknownConditionKey, &unknownConditionOperator, &missingSetOperator, &forAllValuesAllow, &privateSourceIP,
		&invalidAction, &overbroadAction, &objectActionOnBucketARN, &bucketActionOnObjectARN, &missingListOnBucketARN,
		&foreignResource, &malformedARN,
		&missingVersion, &oldVersion, &variableNeedsVersion, &duplicateSid, &policyTooLarge, &denyEveryone, &malformedPolicy,
	}
}
