package query

import (
	"encoding/xml"
	"net/http"

	"clearway/lab/call"
	"clearway/lab/world"
)

// ec2Document is an error of EC2.
//
// AWS: Amazon EC2 Developer Guide, errors-overview
type ec2Document struct {
	XMLName   xml.Name `xml:"Response"`
	Code      string   `xml:"Errors>Error>Code"`
	Message   string   `xml:"Errors>Error>Message"`
	RequestID string
}

// ec2Codes are the names that EC2 has for those of the protocol.
//
// AWS: Amazon EC2 Developer Guide, errors-overview
var ec2Codes = map[string]world.Fault{
	"InvalidClientTokenId":       notValidated,
	"SignatureDoesNotMatch":      notValidated,
	"IncompleteSignature":        {Code: "IncompleteSignature", Status: http.StatusBadRequest},
	"MissingAuthenticationToken": {Code: "MissingAuthenticationToken", Message: "Request is missing Authentication Token", Status: http.StatusForbidden},
	"ExpiredToken":               {Code: "RequestExpired", Message: "Request has expired.", Status: http.StatusBadRequest},
	"AccessDenied":               {Code: "UnauthorizedOperation", Status: http.StatusForbidden},
}

var notValidated = world.Fault{
	Code: "AuthFailure", Message: "AWS was not able to validate the provided access credentials", Status: http.StatusUnauthorized,
}

func (s *Service) refuseEC2(w http.ResponseWriter, c *call.Call, f *world.Fault) {
	if known, ok := ec2Codes[f.Code]; ok {
		if known.Message == "" {
			known.Message = f.Message
		}
		if known.Code == "UnauthorizedOperation" {
			known.Message = "You are not authorized to perform this operation. " + known.Message
		}
		f = &known
	}
	c.Note = f.Code
	out, err := xml.Marshal(ec2Document{Code: f.Code, Message: f.Message, RequestID: c.ID})
	if err != nil { // it is made of text only
		http.Error(w, f.Message, f.Status)
		return
	}
	write(w, c, f.Status, out)
}
