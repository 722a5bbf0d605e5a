package report

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"clearway/internal/msg"
)

var assigned = Accounts{Schema: AccountsSchema, Session: "work", StartURL: "https://d-1234567890.awsapps.com/start", Region: "ap-northeast-1",
	Until: evening, Renews: true, Accounts: []AssignedAccount{
		{ID: "111111111111", Name: "本番", Email: "prod@example.com", Sets: []AssignedSet{
			{"AdministratorAccess", []string{"prod-admin", "prod"}}, {"ReadOnly", []string{}}}},
		{ID: "222222222222", Sets: []AssignedSet{}},
	}}

func TestAccountsText(t *testing.T) {
	for lang, want := range map[msg.Language]string{
		msg.English: `  111111111111   本番   prod@example.com
      AdministratorAccess   prod-admin, prod
      ReadOnly              no profile

  222222222222   -
      no permission sets
`,
		msg.Japanese: `  111111111111   本番   prod@example.com
      AdministratorAccess   prod-admin, prod
      ReadOnly              プロファイルなし

  222222222222   -
      許可セットなし
`,
	} {
		var b bytes.Buffer
		if err := AccountsText(stream(&b), lang, assigned); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Error(diff)
		}
	}
}

// The field names are a promise.
func TestAccountsJSON(t *testing.T) {
	got, err := json.Marshal(assigned)
	want := `{"schema":"clearway/accounts/v1","ssoSession":"work","startUrl":"https://d-1234567890.awsapps.com/start","ssoRegion":"ap-northeast-1",` +
		`"until":"2026-08-04T17:42:00Z","renews":true,"accounts":[` +
		`{"id":"111111111111","name":"本番","email":"prod@example.com","permissionSets":[{"name":"AdministratorAccess","profiles":["prod-admin","prod"]},{"name":"ReadOnly","profiles":[]}]},` +
		`{"id":"222222222222","name":"","permissionSets":[]}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
