package grant

import (
	"slices"
	"testing"

	"clearway/policy"
)

func TestPublic(t *testing.T) {
	cases := []struct {
		name, principal, condition string
		want                       bool
	}{
		{"a role", `"Principal":{"AWS":"arn:aws:iam::111111111111:role/r"}`, "", false},
		{"an account and a name", `"Principal":{"AWS":"111111111111"}`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/x_*"}}`, false},
		{"a service", `"Principal":{"Service":"logging.s3.amazonaws.com"}`, "", false},
		{"everyone", `"Principal":"*"`, "", true},
		{"everyone, the other way to write it", `"Principal":{"AWS":["111111111111","*"]}`, "", true},
		{"everyone but one", `"NotPrincipal":{"AWS":"111111111111"}`, "", true},
		{"everyone of an organization", `"Principal":"*"`, `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`, false},
		{"everyone with one fixed ARN", `"Principal":"*"`, `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/r"}}`, false},
		{"everyone with a pattern", `"Principal":"*"`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/*"}}`, true},
		{"everyone from an address", `"Principal":"*"`, `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, false},
		{"everyone from half the Internet", `"Principal":"*"`, `{"IpAddress":{"aws:SourceIp":"0.0.0.0/1"}}`, true},
		{"everyone but one address", `"Principal":"*"`, `{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, true},
		{"everyone over TLS", `"Principal":"*"`, `{"Bool":{"aws:SecureTransport":"true"}}`, true},
		{"everyone, if the key is there", `"Principal":"*"`, `{"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}}`, true},
		{"a variable is not fixed", `"Principal":"*"`, `{"StringEquals":{"aws:SourceVpc":"${aws:PrincipalTag/vpc}"}}`, true},
		{"a role ID with any session", `"Principal":"*"`, `{"StringLike":{"aws:userid":"AROAEXAMPLE:*"}}`, true},
		{"any access point of an account", `"Principal":"*"`, `{"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-west-2:111111111111:accesspoint/*"}}`, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*"},{"Effect":"Allow",` + c.principal + `,"Action":"s3:GetObject","Resource":"*"`
			if c.condition != "" {
				text += `,"Condition":` + c.condition
			}
			doc, err := policy.Parse([]byte(text + "}]}"))
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Equal(Public(doc), []int{1}); got != c.want {
				t.Errorf("public %v, want %v", got, c.want)
			}
		})
	}
}
