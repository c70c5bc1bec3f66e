//go:build e2e

package e2e

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"trailproof/internal/awsproxy"
)

// The accounts. A key "AKIA" with the number behind it is one with which tests set things up there, and that of no user.
const (
	reference = "124355676326"
	clean     = "111122223333"
	stranger  = "999988887777"
)

// proxy is a proxy in front of the emulator, of one test.
type proxy struct {
	*awsproxy.Proxy
	url string
}

// newProxy starts a proxy. That no policy makes its bucket public is a fixture: moto can't tell.
func newProxy(t *testing.T) proxy {
	t.Helper()
	p, err := awsproxy.New(moto)
	must(t, err)
	p.Accounts = map[string]string{"AKIA" + reference: reference, "AKIA" + clean: clean, "AKIA" + stranger: stranger}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	t.Cleanup(p.Close)
	p.PolicyStatus(nil)
	return proxy{p, server.URL}
}

// config leads the SDK to the proxy.
func (p proxy) config(key, region string) aws.Config { return configFor(p.url, key, region) }

// configFor leads the SDK to the URL. Every host leads there, since S3 Control puts the account into the host name.
func configFor(url, key, region string) aws.Config {
	address := url[len("http://"):]
	return aws.Config{
		Region: region, BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider(key, "secret", ""),
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
			tr.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, address)
			}
		}),
	}
}
