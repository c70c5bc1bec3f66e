// Package logserver is as much of S3 and CloudTrail over HTTP as it takes to find and verify the log files of one trail, for tests
// and measurements: one bucket of signed files. It looks at nobody's credentials, takes as long for an answer as it is told to,
// and fails on demand.
package logserver

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"trailproof/internal/signedlogs"
)

// Server answers by a tree, which nobody changes meanwhile.
type Server struct {
	Tree *signedlogs.Tree
	// Latency is how long each answer takes.
	Latency time.Duration
	// Refuse is part of the URLs that are refused; empty for none.
	Refuse string
	// Fail is what goes wrong the first time that an object is asked for, of so many objects one; empty for nothing.
	Fail    Fault
	FailOne int
	// StartLogging is when the trail began to log, LatestDigest when it last delivered a digest.
	StartLogging, LatestDigest time.Time

	once   sync.Once
	keys   []string
	mu     sync.Mutex
	failed map[string]bool
	asked  map[string]int
}

// Fault is a way in which S3 fails.
type Fault string

// The faults: an answer of 503, a connection that ends before the answer, and one that ends in the middle of the body.
const (
	Throttle Fault = "throttle"
	Reset    Fault = "reset"
	Truncate Fault = "truncate"
)

// Asked returns how often each operation was asked for.
func (s *Server) Asked() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.asked)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.once.Do(func() {
		s.keys = slices.Sorted(maps.Keys(s.Tree.Objects))
		s.failed, s.asked = map[string]bool{}, map[string]int{}
	})
	time.Sleep(s.Latency)
	if s.Refuse != "" && strings.Contains(r.URL.String(), s.Refuse) {
		refuse(w, http.StatusForbidden, "AccessDenied", "Access Denied")
		return
	}
	query := r.URL.Query()
	key, isObject := strings.CutPrefix(r.URL.Path, "/"+s.Tree.Bucket+"/")
	target := r.Header.Get("X-Amz-Target") // botocore writes more before the last dot than the SDK
	operation := target[strings.LastIndexByte(target, '.')+1:]
	switch {
	case operation != "":
		s.count(operation)
		s.cloudTrail(w, r, operation)
	case r.URL.Path == "/listRegions":
		s.count("ListRegions")
		s.regions(w)
	case r.Method == http.MethodPost && r.URL.Path == "/":
		s.count("GetCallerIdentity")
		account := s.Tree.Accounts[0]
		answer(w, "text/xml", fmt.Sprintf(`<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account>`+
			`<Arn>arn:aws:iam::%s:user/auditor</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`, account, account))
	case r.Method == http.MethodHead:
		s.count("HeadBucket")
		w.Header().Set("X-Amz-Bucket-Region", s.Tree.Home)
	case query.Has("location"):
		s.count("GetBucketLocation")
		answer(w, "text/xml", `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`)
	case r.URL.Path == "/":
		s.count("ListBuckets")
		answer(w, "text/xml", fmt.Sprintf("<ListAllMyBucketsResult><Buckets><Bucket><Name>%s</Name><BucketRegion>%s</BucketRegion>"+
			"</Bucket></Buckets></ListAllMyBucketsResult>", s.Tree.Bucket, s.Tree.Home))
	case isObject && key != "":
		s.count("GetObject")
		s.object(w, key)
	case strings.Trim(r.URL.Path, "/") == s.Tree.Bucket:
		s.count("ListObjects")
		s.list(w, query.Get("prefix"), query.Get("delimiter"), max(query.Get("continuation-token"), query.Get("marker"), query.Get("start-after")))
	default:
		refuse(w, http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
	}
}

func (s *Server) count(operation string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[operation]++
}

func (s *Server) cloudTrail(w http.ResponseWriter, r *http.Request, operation string) {
	type object = map[string]any
	// The Region stands in the scope of the signature: KEY/DAY/REGION/SERVICE/aws4_request.
	scope := strings.Split(r.Header.Get("Authorization"), "/")
	if len(scope) < 3 {
		refuse(w, http.StatusForbidden, "MissingAuthenticationToken", "nothing says which Region is asked")
		return
	}
	var out object
	switch operation {
	case "DescribeTrails":
		trail := object{
			"Name": s.Tree.Trail, "S3BucketName": s.Tree.Bucket, "HomeRegion": s.Tree.Home, "IsMultiRegionTrail": true,
			"LogFileValidationEnabled": true, "IsOrganizationTrail": false,
			"TrailARN": fmt.Sprintf("arn:aws:cloudtrail:%s:%s:trail/%s", s.Tree.Home, s.Tree.Accounts[0], s.Tree.Trail),
		}
		if s.Tree.Prefix != "" {
			trail["S3KeyPrefix"] = s.Tree.Prefix
		}
		if s.Tree.KMSKey != "" {
			trail["KmsKeyId"] = s.Tree.KMSKey
		}
		out = object{"trailList": []object{trail}}
	case "GetTrailStatus":
		out = object{"IsLogging": true, "StartLoggingTime": s.StartLogging.Unix(), "LatestDigestDeliveryTime": s.LatestDigest.Unix()}
	case "ListPublicKeys":
		keys := []object{}
		for _, which := range []int{signedlogs.CurrentKey, signedlogs.ExpiredKey} {
			start, end := signedlogs.Validity(s.Tree.Start, which)
			keys = append(keys, object{
				"Fingerprint": signedlogs.Fingerprint(scope[2], which), "Value": signedlogs.PublicKey(scope[2], which),
				"ValidityStartTime": start.Unix(), "ValidityEndTime": end.Unix(),
			})
		}
		out = object{"PublicKeyList": keys}
	default:
		w.WriteHeader(http.StatusBadRequest)
		out = object{"__type": "UnknownOperationException"}
	}
	asJSON(w, out)
}

func (s *Server) regions(w http.ResponseWriter) {
	var list []map[string]string
	for _, region := range s.Tree.Regions {
		list = append(list, map[string]string{"RegionName": region, "RegionOptStatus": "ENABLED_BY_DEFAULT"})
	}
	asJSON(w, map[string]any{"Regions": list})
}

func (s *Server) object(w http.ResponseWriter, key string) {
	o := s.Tree.Objects[key]
	if o == nil {
		refuse(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		return
	}
	for name, value := range o.Meta {
		w.Header()["x-amz-meta-"+name] = []string{value} // as S3 writes it: aws-cli finds it by no other spelling
	}
	if !o.Modified.IsZero() {
		w.Header().Set("Last-Modified", o.Modified.UTC().Format(http.TimeFormat))
	}
	w.Header().Set("X-Amz-Server-Side-Encryption", o.Encryption())
	if o.KMSKey != "" {
		w.Header().Set("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id", o.KMSKey)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(o.Body)))
	body := o.Body
	switch s.fails(key) {
	case Throttle:
		w.Header().Del("Content-Length")
		refuse(w, http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate.")
		return
	case Reset:
		panic(http.ErrAbortHandler)
	case Truncate:
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body)
}

// fails says what goes wrong this time.
func (s *Server) fails(key string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed[key] {
		return ""
	}
	s.failed[key] = true
	if len(s.failed)%max(s.FailOne, 1) != 0 {
		return ""
	}
	return s.Fail
}

// pageSize is S3's.
const pageSize = 1000

// list answers both ListObjects and ListObjectsV2: one reads NextMarker, the other NextContinuationToken.
func (s *Server) list(w http.ResponseWriter, prefix, delimiter, after string) {
	type contents struct {
		Key  string
		Size int
	}
	type common struct{ Prefix string }
	result := struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		Contents              []contents
		CommonPrefixes        []common
		NextMarker            string `xml:",omitempty"`
		NextContinuationToken string `xml:",omitempty"`
	}{}
	from, _ := slices.BinarySearch(s.keys, max(prefix, after))
	last := ""
	for _, key := range s.keys[from:] {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok {
			break
		}
		entry := key
		if head, _, below := strings.Cut(rest, delimiter); delimiter != "" && below {
			entry = prefix + head + delimiter
		}
		if entry == last || after != "" && entry <= after {
			continue
		}
		if len(result.Contents)+len(result.CommonPrefixes) == pageSize {
			result.IsTruncated, result.NextMarker, result.NextContinuationToken = true, last, last
			break
		}
		if last = entry; entry == key {
			result.Contents = append(result.Contents, contents{key, len(s.Tree.Objects[key].Body)})
		} else {
			result.CommonPrefixes = append(result.CommonPrefixes, common{entry})
		}
	}
	w.Header().Set("Content-Type", "text/xml")
	if err := xml.NewEncoder(w).Encode(result); err != nil {
		panic(http.ErrAbortHandler) // the client went away
	}
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, message)
}

func answer(w http.ResponseWriter, kind, text string) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write([]byte(text))
}

func asJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(http.ErrAbortHandler)
	}
}
