// Command argocd applies one Application as Argo CD does, with Argo CD's own sync engine and comparison, and prints
// what came of it as JSON. What Argo CD has around the engine (repositories, projects, retries) is not in it.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/cache"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/diff"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/sync/common"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"
)

const (
	trackingAnnotation = "argocd.argoproj.io/tracking-id"
	fieldManager       = "argocd-controller"
	patience           = 2 * time.Minute
)

// application is what the engine is told of an Application.
type application struct {
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     struct {
		Destination struct {
			Namespace string `json:"namespace"`
		} `json:"destination"`
		Source struct {
			Path string `json:"path"`
		} `json:"source"`
		SyncPolicy struct {
			SyncOptions []string `json:"syncOptions"`
		} `json:"syncPolicy"`
	} `json:"spec"`
}

// report goes to standard output.
type report struct {
	// Phase is Succeeded, Failed or Error; Running if patience has come to its end.
	Phase   string   `json:"phase"`
	Message string   `json:"message"`
	Steps   int      `json:"steps"`
	Results []result `json:"results"`
	// Modified are the objects that the Application would show as out of sync afterwards.
	Modified []string `json:"modified"`
}

type result struct {
	Object  string `json:"object"`
	Status  string `json:"status"`
	Message string `json:"message"`
}

// mark is kept of each object in the cluster: which Application has applied it.
type mark struct{ trackingID string }

func main() {
	log.SetFlags(0)
	compareOnly := flag.Bool("compare", false, "do not sync, say only what is out of sync")
	prune := flag.Bool("prune", false, "delete what the Application has applied before and no longer holds")
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: argocd [-compare] [-prune] APPLICATION REPOSITORY")
	}
	app, err := readApplication(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		log.Fatal(err)
	}
	// Without it the cache takes ten seconds to read a cluster; Argo CD's own default.
	config.QPS, config.Burst = 50, 100
	targets, err := app.manifests(flag.Arg(1))
	if err != nil {
		log.Fatal(err)
	}
	answer, err := app.run(config, targets, *compareOnly, *prune)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		log.Fatal(err)
	}
}

func readApplication(file string) (*application, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	app := &application{}
	return app, yaml.Unmarshal(text, app)
}

// manifests are the objects below the Application's path, tracked as Argo CD tracks them by default.
func (app *application) manifests(repository string) ([]*unstructured.Unstructured, error) {
	var found []*unstructured.Unstructured
	root := filepath.Join(repository, app.Spec.Source.Path)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		objects, err := kube.SplitYAML(text)
		found = append(found, objects...)
		return err
	})
	for _, object := range found {
		annotations := object.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[trackingAnnotation] = app.trackingID(kube.GetResourceKey(object))
		object.SetAnnotations(annotations)
	}
	return found, err
}

func (app *application) trackingID(key kube.ResourceKey) string {
	namespace := key.Namespace
	if namespace == "" {
		namespace = app.Spec.Destination.Namespace
	}
	return fmt.Sprintf("%s:%s/%s:%s/%s", app.Metadata.Name, key.Group, key.Kind, namespace, key.Name)
}

func (app *application) run(
	config *rest.Config, targets []*unstructured.Unstructured, compareOnly, prune bool,
) (*report, error) {
	live := cache.NewClusterCache(config,
		cache.SetLogr(logr.Discard()),
		cache.SetPopulateResourceInfoHandler(func(object *unstructured.Unstructured, _ bool) (any, bool) {
			id := object.GetAnnotations()[trackingAnnotation]
			return &mark{trackingID: id}, id != ""
		}),
	)
	if err := live.EnsureSynced(); err != nil {
		return nil, err
	}
	defer live.Invalidate()
	kubectl := &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}

	answer := &report{Results: []result{}}
	if !compareOnly {
		if err := app.sync(config, kubectl, live, targets, prune, answer); err != nil {
			return nil, err
		}
		// The cache hears of the last changes a moment later.
		time.Sleep(time.Second)
	}
	pairs, err := app.pair(live, targets)
	if err != nil {
		return nil, err
	}
	answer.Modified, err = app.compare(config, kubectl, pairs)
	return answer, err
}

// sync takes one step after the other, until the operation has come to an end.
func (app *application) sync(
	config *rest.Config, kubectl kube.Kubectl, live cache.ClusterCache, targets []*unstructured.Unstructured,
	prune bool, answer *report,
) error {
	started := metav1.Now()
	state := sync.WithInitialState(common.OperationRunning, "", nil, started)
	for {
		pairs, err := app.pair(live, targets)
		if err != nil {
			return err
		}
		phase, message, results, err := app.step(config, kubectl, pairs, prune, state)
		if err != nil {
			return err
		}
		answer.Steps++
		if phase.Completed() || time.Since(started.Time) > patience {
			answer.Phase, answer.Message = string(phase), message
			for _, each := range results {
				answer.Results = append(answer.Results, result{each.ResourceKey.String(), string(each.Status), each.Message})
			}
			return nil
		}
		// The next step is told how far this one came, and looks at the cluster anew: so does Argo CD.
		state = sync.WithInitialState(phase, message, results, started)
		time.Sleep(time.Second)
	}
}

// pair puts the desired objects beside those that the cluster has.
func (app *application) pair(
	live cache.ClusterCache, targets []*unstructured.Unstructured,
) (sync.ReconciliationResult, error) {
	found, err := live.GetManagedLiveObjs(targets, app.owns)
	return sync.Reconcile(targets, found, app.Spec.Destination.Namespace, live), err
}

func (app *application) step(
	config *rest.Config, kubectl kube.Kubectl, pairs sync.ReconciliationResult, prune bool, state sync.SyncOpt,
) (common.OperationPhase, string, []common.ResourceSyncResult, error) {
	// By default Argo CD has the garbage collector delete what an object owns first. Here is no such controller.
	background := metav1.DeletePropagationBackground
	syncer, release, err := sync.NewSyncContext("revision", pairs, config, config, kubectl, app.Spec.Destination.Namespace,
		state,
		sync.WithLogr(logr.Discard()),
		sync.WithPrune(prune),
		sync.WithPrunePropagationPolicy(&background),
		sync.WithServerSideApply(app.appliesServerSide()),
		sync.WithServerSideApplyManager(fieldManager),
	)
	if err != nil {
		return "", "", nil, err
	}
	defer release()
	syncer.Sync()
	phase, message, results := syncer.GetState()
	return phase, message, results, nil
}

func (app *application) appliesServerSide() bool {
	return slices.Contains(app.Spec.SyncPolicy.SyncOptions, common.SyncOptionServerSideApply)
}

func (app *application) owns(resource *cache.Resource) bool {
	found, ok := resource.Info.(*mark)
	return ok && found.trackingID == app.trackingID(resource.ResourceKey())
}

// compare names the objects that are not as desired, compared in the way that the Application wants.
func (app *application) compare(
	config *rest.Config, kubectl kube.Kubectl, pairs sync.ReconciliationResult,
) ([]string, error) {
	_, parser, err := kubectl.LoadOpenAPISchema(config)
	if err != nil {
		return nil, err
	}
	applier, release, err := kubectl.ManageServerSideDiffDryRuns(config)
	if err != nil {
		return nil, err
	}
	defer release()
	serverSide := app.Metadata.Annotations["argocd.argoproj.io/compare-options"] == "ServerSideDiff=true"
	answer, err := diff.DiffArray(pairs.Target, pairs.Live,
		diff.WithLogr(logr.Discard()),
		diff.WithManager(fieldManager),
		diff.WithGVKParser(parser),
		diff.WithServerSideDiff(serverSide),
		diff.WithStructuredMergeDiff(app.appliesServerSide() && !serverSide),
		diff.WithServerSideDryRunner(diff.NewK8sServerSideDryRunner(applier)),
	)
	if err != nil {
		return nil, err
	}
	modified := []string{}
	for index, each := range answer.Diffs {
		if each.Modified {
			key := kube.GetResourceKey(cmp.Or(pairs.Target[index], pairs.Live[index]))
			modified = append(modified, key.String())
		}
	}
	slices.Sort(modified)
	return modified, nil
}
