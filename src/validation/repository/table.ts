import { defineRules } from '../../issues/rule';

const everyKind = ['every kind'];

/** Rules on what stands around manifests: templates, and kustomizations. */
export const repositoryRules = defineRules({
  'template-not-rendered': {
    severity: 'error',
    type: 'Malformed',
    kinds: everyKind,
    what: 'a file that is to be judged is a template of Helm or spiff',
    why: 'an API server takes what is rendered from it: render it first, and judge that',
    example: 'name: {{ .Values.name }}',
  },
  'template-left-out': {
    severity: 'warning',
    type: 'Malformed',
    kinds: everyKind,
    what: 'a file below a folder is a template of Helm or spiff',
    why: 'a note: it is left out; render it, and judge that, or leave it out with --ignore',
    example: 'name: {{ .Values.name }}',
  },
  'file-unreadable': {
    severity: 'error',
    type: 'NotFound',
    kinds: everyKind,
    what: 'a file below a folder cannot be read, e.g. a symbolic link to a file that is not there',
    why: 'neither kubectl nor a GitOps engine can apply the folder: mend or remove it, or leave it out with --ignore',
  },
  'link-broken': {
    severity: 'warning',
    type: 'NotFound',
    kinds: everyKind,
    what: 'a symbolic link below a folder leads to nothing, and its name is not that of a YAML or JSON file',
    why: 'whatever manifests it should lead to are not judged: mend or remove it, or leave it out with --ignore',
  },
  'kustomize-not-built': {
    severity: 'warning',
    type: 'NotSupported',
    kinds: ['kustomization.yaml'],
    what: 'a kustomization that is not built here: it does more than the plain cases, or a patch does not fit',
    why: 'a note: its files are left out, as alone they may be incomplete; judge what "kustomize build" prints',
    example: 'helmCharts: [{name: gardener}]',
  },
  'kustomize-part-left-out': {
    severity: 'warning',
    type: 'NotSupported',
    kinds: ['kustomization.yaml'],
    what: 'a part of a kustomization is not at hand: a remote resource, a file that is not there, what a generator makes',
    why: 'a note: the rest is judged; for all of it judge what "kustomize build" prints',
    example: 'resources: [https://github.com/gardener/landscape]',
  },
});
