// Package sso is the lab's IAM Identity Center as tools see it: the OIDC
// service that signs people in (device authorization, authorization code with
// PKCE, refresh), the access portal that hands out credentials for permission
// sets, and the page on which a person allows a sign-in.
//
// AWS: IAM Identity Center OIDC API Reference; IAM Identity Center Portal API Reference
package sso
