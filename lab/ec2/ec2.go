// Package ec2 is as much of the lab's EC2 as decides a copy: the VPC endpoints
// of the world, with their policies.
//
//	service := ec2.New(world)
//	service.Serve(w, r, call) // behind lab/sigv4
package ec2

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"clearway/lab/query"
	"clearway/lab/world"
)

// New is the service over a world.
func New(w *world.World) query.Handler {
	s := &query.Service{
		Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/", EC2: true,
		Operations: map[string]query.Operation{"DescribeVpcEndpoints": describeEndpoints},
	}
	return s.Over(w)
}

// defaultPolicy is what an endpoint has that was given none.
//
// AWS: Amazon VPC PrivateLink Guide, vpc-endpoints-access
const defaultPolicy = `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`

// endpoint is one of the answer. Those of the lab are gateway endpoints of S3.
type endpoint struct {
	ID               string `xml:"vpcEndpointId"`
	Type             string `xml:"vpcEndpointType"`
	VPC              string `xml:"vpcId"`
	Service          string `xml:"serviceName"`
	State            string `xml:"state"`
	Policy           string `xml:"policyDocument"`
	RequesterManaged bool   `xml:"requesterManaged"`
	Owner            string `xml:"ownerId"`
}

type described struct {
	RequestID string     `xml:"requestId"`
	Endpoints []endpoint `xml:"vpcEndpointSet>item"`
	NextToken string     `xml:"nextToken,omitempty"`
}

// describeEndpoints lists the endpoints of the caller's account, in the region
// of the world.
//
// AWS: Amazon EC2 API Reference, API_DescribeVpcEndpoints
func describeEndpoints(a *query.Asked) (any, error) {
	account := a.Call.Caller.Principal.Account
	err := a.DecideShown(world.Ask{Action: "ec2:DescribeVpcEndpoints", Resource: "*", ResourceAccount: account}, "")
	if err != nil {
		return nil, err
	}
	wanted, err := filters(a)
	if err != nil {
		return nil, err
	}
	var all []endpoint
	a.World.Look(func(d *world.Data) {
		if a.Call.Region != d.Region {
			return
		}
		for _, id := range slices.Sorted(maps.Keys(d.Endpoints)) {
			e := d.Endpoints[id]
			one := endpoint{
				ID: e.ID, Type: "Gateway", VPC: e.VPC, Service: "com.amazonaws." + d.Region + ".s3", State: "available",
				Policy: e.Policy.Text, Owner: e.Account,
			}
			if e.Policy.IsZero() {
				one.Policy = defaultPolicy
			}
			if e.Account == account && matches(wanted, one) {
				all = append(all, one)
			}
		}
	})
	for _, id := range a.List("VpcEndpointId", "") {
		if !slices.ContainsFunc(all, func(e endpoint) bool { return e.ID == id }) {
			return nil, world.Faultf(http.StatusBadRequest, "InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '%s' does not exist", id)
		}
	}
	return page(a, all)
}

// values are what a filter compares.
//
// AWS: Amazon EC2 API Reference, API_DescribeVpcEndpoints (Filter.N)
var values = map[string]func(endpoint) string{
	"vpc-endpoint-id":    func(e endpoint) string { return e.ID },
	"vpc-endpoint-type":  func(e endpoint) string { return e.Type },
	"vpc-endpoint-state": func(e endpoint) string { return e.State },
	"vpc-id":             func(e endpoint) string { return e.VPC },
	"service-name":       func(e endpoint) string { return e.Service },
}

// filters reads the filters and the IDs of a request, by what they compare.
func filters(a *query.Asked) (map[string][]string, error) {
	out := map[string][]string{}
	for i, name := range a.List("Filter", ".Name") {
		if values[name] == nil {
			return nil, world.Faultf(http.StatusBadRequest, "InvalidParameterValue", "The filter '%s' is invalid", name)
		}
		out[name] = append(out[name], a.List("Filter."+strconv.Itoa(i+1)+".Value", "")...)
	}
	if ids := a.List("VpcEndpointId", ""); len(ids) > 0 {
		out["vpc-endpoint-id"] = append(out["vpc-endpoint-id"], ids...)
	}
	return out, nil
}

func matches(wanted map[string][]string, e endpoint) bool {
	for name, any := range wanted {
		if !slices.Contains(any, values[name](e)) {
			return false
		}
	}
	return true
}

// mostPerPage is the largest page.
//
// AWS: Amazon EC2 API Reference, API_DescribeVpcEndpoints (MaxResults)
const mostPerPage = 1000

func page(a *query.Asked, all []endpoint) (any, error) {
	from, most := 0, mostPerPage
	var err error
	if text := a.Get("MaxResults"); text != "" {
		if most, err = strconv.Atoi(text); err != nil || most < 1 || most > mostPerPage {
			return nil, world.Faultf(http.StatusBadRequest, "InvalidParameterValue", "Value ( %s ) for parameter maxResults is invalid.", text)
		}
	}
	if text := a.Get("NextToken"); text != "" {
		raw, decodeErr := base64.RawURLEncoding.DecodeString(text)
		if from, err = strconv.Atoi(string(raw)); decodeErr != nil || err != nil || from < 0 || from > len(all) {
			return nil, world.Faultf(http.StatusBadRequest, "InvalidNextToken", "The token '%s' is invalid", text)
		}
	}
	out := described{RequestID: a.Call.ID, Endpoints: all[from:]}
	if len(out.Endpoints) > most {
		out.Endpoints = out.Endpoints[:most]
		out.NextToken = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(from + most)))
	}
	return out, nil
}
