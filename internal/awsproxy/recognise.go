package awsproxy

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// scope finds access key id, Region and service in a SigV4 header.
var scope = regexp.MustCompile(`Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request`)

// cborPath is how rpc-v2-cbor names its operations.
var cborPath = regexp.MustCompile(`^/service/([^/]+)/operation/([^/]+)$`)

// signedAs are the services that sign with another name than the SDK gives them.
var signedAs = map[string]string{"monitoring": "cloudwatch"}

// recognise tells what a request asks for.
func recognise(r *http.Request, body []byte) Call {
	c := Call{
		Attempt: attempt(r.Header.Get("Amz-Sdk-Request")), method: r.Method, uri: r.URL.RequestURI(), header: r.Header, body: body,
	}
	if part := scope.FindStringSubmatch(r.Header.Get("Authorization")); part != nil {
		c.accessKey, c.Region, c.Service = part[1], part[2], part[3]
	}
	if name, ok := signedAs[c.Service]; ok {
		c.Service = name
	}
	path, form := r.URL.Path, formOf(r, body)
	switch cbor := cborPath.FindStringSubmatch(path); {
	case cbor != nil:
		c.protocol, c.Operation = rpcCBOR, cbor[2]
	case r.Header.Get("X-Amz-Target") != "":
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		c.protocol, c.Operation, c.Resource = awsJSON, operation, resourceOf(jsonMembers(body))
	case form.Get("Action") != "":
		c.protocol, c.Operation, c.Resource = awsQuery, form.Get("Action"), resourceOf(form.Get)
	case c.Service == "s3" && strings.HasPrefix(path, controlPath):
		c.Service, c.protocol = "s3control", restXML
		c.Operation, c.Resource = controlOperation(r)
		if c.Resource == "" {
			c.Resource = r.Header.Get("X-Amz-Account-Id")
		}
	case c.Service == "s3":
		c.protocol, c.Operation, c.Resource = restXML, s3Operation(r), bucketOf(path)
	case c.Service == "macie2":
		c.protocol, c.Operation = restJSON, macieOperations[r.Method+" "+path]
	case c.Service == "account":
		c.protocol, c.Operation = restJSON, upperFirst(strings.TrimPrefix(path, "/"))
	}
	if c.Operation == "" {
		c.Operation = r.Method + " " + c.uri
	}
	c.Input = strings.TrimSpace(strings.Join([]string{
		r.Method, c.uri, r.Header.Get("X-Amz-Expected-Bucket-Owner"), string(body),
	}, " "))
	return c
}

var attemptOf = regexp.MustCompile(`attempt=(\d+)`)

func attempt(header string) int {
	if part := attemptOf.FindStringSubmatch(header); part != nil {
		if n, err := strconv.Atoi(part[1]); err == nil {
			return n
		}
	}
	return 1
}

// formOf reads the parameters of the query protocol, wherever they stand.
func formOf(r *http.Request, body []byte) url.Values {
	form := r.URL.Query()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		if posted, err := url.ParseQuery(string(body)); err == nil {
			form = posted
		}
	}
	return form
}

// resourceMembers are the parameters that name a resource, the more telling ones first.
var resourceMembers = []string{
	"TrailName", "EventDataStore", "KeyId", "PolicySourceArn", "UserName", "RoleName", "GroupName", "PolicyArn", "TopicArn",
	"logGroupName", "Name",
}

func resourceOf(member func(string) string) string {
	for _, name := range resourceMembers {
		if value := member(name); value != "" {
			return value
		}
	}
	return ""
}

// jsonMembers gives the members of a JSON object that are texts, and the first of a list of resource ids.
func jsonMembers(body []byte) func(string) string {
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return func(string) string { return "" }
	}
	if list, ok := members["ResourceIdList"].([]any); ok && len(list) > 0 {
		members["Name"] = list[0]
	}
	return func(name string) string {
		text, _ := members[name].(string)
		return text
	}
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
