package awsproxy

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
)

var confirmed = regexp.MustCompile(`(<key>SubscriptionsConfirmed</key>\s*<value>)\d+(</value>)`)

// topicAttributes counts the subscriptions, which moto does not. All of them are confirmed at once there.
func (p *Proxy) topicAttributes(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil || a.Status != http.StatusOK {
		return a, err
	}
	question := url.Values{"Action": {"ListSubscriptionsByTopic"}, "Version": {"2010-03-31"}, "TopicArn": {c.Resource}}
	list, err := p.send(ctx, c, http.MethodPost, "/", c.header, []byte(question.Encode()))
	if err != nil || list.Status != http.StatusOK {
		return list, err
	}
	n := strconv.Itoa(bytes.Count(list.Body, []byte("<SubscriptionArn>")))
	return c.protocol.answer(a.Status, confirmed.ReplaceAll(a.Body, []byte("${1}"+n+"${2}"))), nil
}
