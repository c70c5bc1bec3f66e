package access

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestParseQuestion(t *testing.T) {
	for text, want := range map[string]Claim{
		"no principal outside account 111122223333 may s3:GetObject on the log objects": {
			Who: "principal", Outside: []string{ours}, Actions: []string{"s3:GetObject"}, On: []string{"the log objects"},
		},
		"No Principal outside accounts 111122223333, 444455556666 and organization o-abc except cloudtrail.amazonaws.com for 111122223333 and o-abc, service config.amazonaws.com or arn:aws:iam::777788889999:role/a,b may s3:Get*, s3:List* on arn:aws:s3:::logs or arn:aws:s3:::logs/*": {
			Who: "principal", Outside: []string{ours, theirs, "o-abc"}, Except: []Exception{
				{Principal: "cloudtrail.amazonaws.com", For: []string{ours, "o-abc"}},
				{Principal: "config.amazonaws.com"},
				{Principal: "arn:aws:iam::777788889999:role/a,b"},
			},
			Actions: []string{"s3:Get*", "s3:List*"}, On: []string{"arn:aws:s3:::logs", "arn:aws:s3:::logs/*"},
		},
		"no principal except arn:aws:iam::111122223333:root except anonymous may kms:Decrypt on The Log  Keys": {
			Who: "principal", Except: []Exception{{Principal: "arn:aws:iam::111122223333:root"}, {Principal: "anonymous"}},
			Actions: []string{"kms:Decrypt"}, On: []string{"the log keys"},
		},
		"no anonymous principal may s3:* on *":               {Who: "anonymous", Actions: []string{"s3:*"}, On: []string{"*"}},
		"no service may s3:PutObject on arn:aws:s3:::logs/*": {Who: "service", Actions: []string{"s3:PutObject"}, On: []string{"arn:aws:s3:::logs/*"}},
		"no principal in 444455556666 may cloudtrail:StopLogging on the trails": {
			Who: "principal", In: []string{theirs}, Actions: []string{"cloudtrail:StopLogging"}, On: []string{"the trails"},
		},
	} {
		t.Run(text, func(t *testing.T) {
			got, err := ParseQuestion(text)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(*got, want) {
				t.Errorf("%+v, want %+v", *got, want)
			}
			if again, err := ParseQuestion(got.Question()); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("%q reads as %+v, %v", got.Question(), again, err)
			}
			data, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			var back Claim
			if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, want) {
				t.Errorf("%s reads as %+v, %v", data, back, err)
			}
		})
	}
}

func TestParseQuestionErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                             `byte 0: the question ends where "no" must stand`,
		"can principal":                `byte 0: "can" stands where "no" must stand`,
		"no one may":                   `byte 3: "one" stands where principal, anonymous or service must stand`,
		"no principal outside":         `byte 20: the question ends where an account of 12 digits or an organization (o-…) must stand`,
		"no principal outside account": `byte 28: the question ends where the 12 digits of an account must stand`,
		"no principal outside account 11112222333 may s3:GetObject on *":       `byte 29: "11112222333" stands where the 12 digits of an account must stand`,
		"no principal outside organization 111122223333 may s3:GetObject on *": `byte 34: "111122223333" stands where the id of an organization (o-…) must stand`,
		"no principal except arn:aws:iam::1:role/* may s3:GetObject on *":      `byte 20: "arn:aws:iam::1:role/*" stands where anonymous, an account, an organization, the ARN of a principal or the name of a service must stand`,
		"no principal except service x may s3:GetObject on *":                  `byte 28: "x" stands where the name of a service, such as cloudtrail.amazonaws.com, must stand`,
		"no principal can s3:GetObject on *":                                   `byte 13: "can" stands where "may" must stand`,
		"no principal may read on the log objects":                             `byte 17: "read" stands where an action (service:Name) must stand`,
		"no principal may s3:GetObject s3:PutObject on *":                      `byte 30: "s3:PutObject" stands where "on" must stand`,
		"no principal may s3:GetObject, on *":                                  `byte 31: "on" stands where an action (service:Name) must stand`,
		"no principal may s3:GetObject on the logs":                            `byte 33: "the logs" stands where an ARN or one of ["the log objects" "the log buckets" "the log keys" "the trails"] must stand`,
		"no principal may s3:GetObject on logs":                                `byte 33: "logs" stands where the ARN of a resource`,
		"no principal may s3:GetObject on * now":                               `byte 35: "now" stands where the end of the question must stand`,
		"no principal may s3:GetObject on \x1b[31m":                            `byte 33: "\x1b[31m" stands where`,
	} {
		t.Run(text, func(t *testing.T) {
			_, err := ParseQuestion(text)
			var fault *QuestionError
			if !errors.As(err, &fault) || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		})
	}
}

// TestClaimErrors gives claims as data that say nothing.
func TestClaimErrors(t *testing.T) {
	for want, c := range map[string]Claim{
		`claim: who: ""`:                         {},
		`claim: in: "x"`:                         {Who: "principal", In: []string{"x"}},
		`claim: outside: "x"`:                    {Who: "principal", Outside: []string{"x"}, Actions: []string{"s3:*"}, On: []string{"*"}},
		`claim: except: "*"`:                     {Who: "principal", Except: []Exception{{Principal: "*"}}, Actions: []string{"s3:*"}, On: []string{"*"}},
		`claim: except: "anonymous" acts for`:    {Who: "principal", Except: []Exception{{Principal: "anonymous", For: []string{ours}}}, Actions: []string{"s3:*"}, On: []string{"*"}},
		`claim: for: "x"`:                        {Who: "principal", Except: []Exception{{Principal: "x.amazonaws.com", For: []string{"x"}}}, Actions: []string{"s3:*"}, On: []string{"*"}},
		`claim: it names no action`:              {Who: "principal", On: []string{"*"}},
		`claim: actions: "s3"`:                   {Who: "principal", Actions: []string{"s3"}, On: []string{"*"}},
		`claim: on: "logs"`:                      {Who: "principal", Actions: []string{"s3:*"}, On: []string{"logs"}},
		`claim: on: "the log keys" is of an acc`: {Who: "principal", Actions: []string{"s3:*"}, On: []string{"the log keys"}},
	} {
		t.Run(want, func(t *testing.T) {
			if _, err := Prove(&c, &World{Owner: ours}); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%v, want %s", err, want)
			}
		})
	}
}

// FuzzQuestion reads any text: what is read, is written and read again as the same.
func FuzzQuestion(f *testing.F) {
	for _, text := range []string{
		"no principal outside account 111122223333 may s3:GetObject on the log objects",
		"no service except cloudtrail.amazonaws.com for 111122223333 and o-abc or 444455556666 may s3:P*, kms:? on arn:aws:s3:::a,b, *",
		"no anonymous principal in 111122223333 may a:b on *", "no principal except arn:aws:sts::111122223333:assumed-role/a/b may a:b on *",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseQuestion(text)
		if err != nil {
			var fault *QuestionError
			if errors.As(err, &fault) && (fault.At < 0 || fault.At > len(text)) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := ParseQuestion(c.Question())
		if err != nil || !reflect.DeepEqual(c, again) {
			t.Fatalf("%q is %+v; %q is %+v, %v", text, c, c.Question(), again, err)
		}
	})
}
