import { defineRules } from '../issues/rule';

const every = ['every construct'];

/** Rules on what is given to constructs, before there is a manifest to judge. */
export const gardenAppRules = defineRules({
  'value-not-plain': {
    severity: 'error',
    type: 'TypeInvalid',
    kinds: every,
    what: 'a prop holds a function, a Date, a class instance or a cycle where a manifest needs plain data',
    why: 'YAML has no form for it, and dropping it in silence would lose what was meant',
    example: 'expirationDate: new Date()',
  },
  'json-patch-failed': {
    severity: 'error',
    type: 'Invalid',
    kinds: every,
    what: 'a JSON patch that was added to an object does not apply to its manifest',
    why: 'its path names something that is not there, or its test fails',
    example: "JsonPatch.remove('/spec/nothing')",
  },
  'object-without-cluster': {
    severity: 'error',
    type: 'Invalid',
    kinds: every,
    what: 'an object of a GardenApp lies in neither of its two charts',
    why: 'Gardener has two API servers; nobody can tell to which of them the object belongs',
    example: "new Chart(app, 'third')",
  },
  'object-in-wrong-cluster': {
    severity: 'error',
    type: 'Invalid',
    kinds: every,
    what: 'an object of a GardenApp lies in the chart of the cluster that does not serve its kind',
    why: 'the virtual garden and the runtime cluster are two API servers: neither knows the kinds of the other',
    example: 'new ProviderExtension(app.garden, …)',
  },
  'gitops-path-elsewhere': {
    severity: 'warning',
    type: 'Invalid',
    kinds: every,
    what: 'the paths of the GitOps objects are not where the output goes',
    why: 'the engine looks for the objects in another folder of the repository, and applies nothing',
    example: "new GardenApp({ outdir: 'out', gitops: GitOps.flux() })",
  },
  'custom-image-unshared': {
    severity: 'warning',
    type: 'NotFound',
    kinds: ['AlicloudCloudProfile'],
    what: 'a GardenApp has a custom image that no ImageSharingJob shares',
    why: 'a custom image is seen by its owner alone until it is shared: Shoots of others cannot use it',
    example: 'MachineImage.custom(…) without new ImageSharingJob(app.runtime, …)',
  },
  'output-file-taken': {
    severity: 'error',
    type: 'Duplicate',
    kinds: every,
    what: 'two objects of one stage have the same kind and name, so that one file would hold both',
    why: 'one of them would be lost; an API server knows only one object of that name, too',
  },
  'prop-unknown': {
    severity: 'error',
    type: 'UnknownField',
    kinds: every,
    what: 'a construct is given a prop that it does not have',
    why: 'TypeScript would have said so; from JavaScript a typo would vanish in silence',
    example: 'machineImage: […]',
  },
  'prop-invalid': {
    severity: 'error',
    type: 'Invalid',
    kinds: every,
    what: 'a prop has a value that the API server of Flux or Argo CD refuses, or a name that no object can have',
    why: 'these objects are none of Gardener, so that nobody else looks at them before they are applied',
    example: "GitOps.flux({ interval: '1d' })",
  },
  'editor-schemas-form': {
    severity: 'error',
    type: 'Invalid',
    kinds: every,
    what: '`editorSchemas` of the app is neither a URL nor a path as seen from the output folder',
    why: 'it goes into a comment of each file, the same on every machine; a path from the root of one of them would hold nowhere else',
    example: "editorSchemas: '/home/me/schemas'",
  },
  'prop-type': {
    severity: 'error',
    type: 'TypeInvalid',
    kinds: every,
    what: 'a prop is missing or of a wrong type',
    why: 'TypeScript would have said so; the manifest cannot be made without it',
  },
});
