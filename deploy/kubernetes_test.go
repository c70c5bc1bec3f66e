// Package deploy holds manifests. Its tests are a module of their own, so that Kubernetes' types stay out of the product's.
package deploy

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// decode reads every document of a file into the type that its kind has, and refuses members that the type does not have.
func decode(t *testing.T, name string) (objects []any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return objects
		}
		if err != nil {
			t.Fatal(err)
		}
		object, err := strict(document)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		objects = append(objects, object)
	}
}

// types are those that manifests may have.
var types = func() *runtime.Scheme {
	s := runtime.NewScheme()
	if err := errors.Join(corev1.AddToScheme(s), batchv1.AddToScheme(s)); err != nil {
		panic(err) // they are made for it
	}
	return s
}()

func strict(document []byte) (any, error) {
	object, _, err := json.NewSerializerWithOptions(json.DefaultMetaFactory, types, types, json.SerializerOptions{Yaml: true, Strict: true}).
		Decode(document, nil, nil)
	return object, err
}

// job is the one Job of a file.
func job(t *testing.T, name string) *batchv1.Job {
	t.Helper()
	var found *batchv1.Job
	for _, object := range decode(t, name) {
		if j, ok := object.(*batchv1.Job); ok {
			if found != nil {
				t.Fatalf("%s: two Jobs", name)
			}
			found = j
		}
	}
	if found == nil {
		t.Fatalf("%s: no Job", name)
	}
	return found
}

// TestIndexedJob: as many indexes as shards, in each place that says so, and verdicts are not tried again.
func TestIndexedJob(t *testing.T) {
	verify, merge := job(t, "kubernetes.yaml"), job(t, "kubernetes-merge.yaml")
	spec := verify.Spec
	if spec.CompletionMode == nil || *spec.CompletionMode != batchv1.IndexedCompletion || spec.Completions == nil {
		t.Fatalf("%+v", spec)
	}
	n := *spec.Completions
	if *spec.MaxFailedIndexes != n || spec.BackoffLimitPerIndex == nil || *spec.Parallelism > n {
		t.Errorf("%+v", spec)
	}
	if args := spec.Template.Spec.Containers[0].Args; !slices.Contains(args, fmt.Sprintf("--shard=auto/%d", n)) {
		t.Errorf("%v, want %d shards", args, n)
	}
	if args := merge.Spec.Template.Spec.Containers[0].Args; !slices.Contains(args, fmt.Sprintf("--of=%d", n)) {
		t.Errorf("%v, want %d shards", args, n)
	}
	i := slices.IndexFunc(spec.PodFailurePolicy.Rules, func(r batchv1.PodFailurePolicyRule) bool {
		return r.Action == batchv1.PodFailurePolicyActionFailIndex
	})
	if i < 0 {
		t.Fatalf("%+v", spec.PodFailurePolicy)
	}
	codes := spec.PodFailurePolicy.Rules[i].OnExitCodes
	if codes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn || !slices.Equal(codes.Values, []int32{1, 3}) ||
		*codes.ContainerName != spec.Template.Spec.Containers[0].Name {
		t.Errorf("%+v", codes)
	}
}

// TestPods: both may write to their volume and to nothing else, and fit together by name.
func TestPods(t *testing.T) {
	names := map[string]bool{}
	for _, object := range decode(t, "kubernetes.yaml") {
		switch o := object.(type) {
		case *corev1.Namespace:
			names["namespace "+o.Name] = true
		case *corev1.ServiceAccount:
			names["account "+o.Namespace+"/"+o.Name] = true
		case *corev1.PersistentVolumeClaim:
			names["claim "+o.Namespace+"/"+o.Name] = true
			if !slices.Equal(o.Spec.AccessModes, []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}) {
				t.Errorf("%v: many pods write at once", o.Spec.AccessModes)
			}
		}
	}
	for _, file := range []string{"kubernetes.yaml", "kubernetes-merge.yaml"} {
		j := job(t, file)
		pod := j.Spec.Template.Spec
		if pod.RestartPolicy != corev1.RestartPolicyNever || !names["namespace "+j.Namespace] ||
			!names["account "+j.Namespace+"/"+pod.ServiceAccountName] {
			t.Errorf("%s: %+v", file, pod)
		}
		volumes := map[string]bool{}
		for _, v := range pod.Volumes {
			volumes[v.Name] = names["claim "+j.Namespace+"/"+v.PersistentVolumeClaim.ClaimName]
		}
		for _, c := range pod.Containers {
			s := c.SecurityContext
			if !*pod.SecurityContext.RunAsNonRoot || !*s.ReadOnlyRootFilesystem || *s.AllowPrivilegeEscalation || len(s.Capabilities.Drop) != 1 {
				t.Errorf("%s: %+v", file, s)
			}
			for _, m := range c.VolumeMounts {
				if !volumes[m.Name] {
					t.Errorf("%s: no volume %s", file, m.Name)
				}
			}
		}
	}
}

// TestStrict: a member that Kubernetes does not have is noticed.
func TestStrict(t *testing.T) {
	text, err := os.ReadFile("kubernetes-merge.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for old, wrong := range map[string]string{
		"backoffLimit:": "backOffLimit:", "restartPolicy:": "restart:", "runAsNonRoot: true": "runAsNonRoot: maybe", "kind: Job": "kind: Jobs",
		"batch/v1": "batch/v2",
	} {
		changed := strings.Replace(string(text), old, wrong, 1)
		if _, err := strict([]byte(changed)); err == nil || changed == string(text) {
			t.Errorf("%s is read", wrong)
		}
	}
}
