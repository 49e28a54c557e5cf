import { checked, choice, type Fields, formed, needed, objectName } from '../../garden-object/fields';
import { mergeDeep } from '../../garden-object/props';
import {
  anyMap,
  boolean,
  checkDuration,
  checkName,
  checkNamespace,
  isFluxDuration,
  list,
  type Members,
  object,
  oneOf,
  readProps,
  required,
  text,
  unplaced,
} from '../../garden-object/shapes';
import { asObject } from '../../gardener/json';
import { type Stage, stages } from '../../gardener/kinds';
import type { Check, Finding } from '../../issues/check';
import {
  below,
  checkObjects,
  type EngineMetadata,
  type GitOpsEngine,
  type GitOpsObject,
  metadataMembers,
  pathPrefix,
  type StagedObject,
  withMetadata,
  withoutNulls,
} from './engine';

/** How Flux applies the output; see `GitOps.flux`. */
export interface FluxProps extends EngineMetadata {
  /** Name of the source that holds the repository. @default `flux-system` */
  readonly sourceName?: string;
  /** Kind of the source. @default `GitRepository` */
  readonly sourceKind?: 'GitRepository' | 'OCIRepository' | 'Bucket';
  /** Namespace of the Kustomizations; the source lies there, too, unless `sourceNamespace` says otherwise. @default `flux-system` */
  readonly namespace?: string;
  /** Namespace of the source. @default that of the Kustomizations */
  readonly sourceNamespace?: string;
  /** Path of the output folder in the source. @default `./dist` */
  readonly pathPrefix?: string;
  /**
   * Secret with the virtual garden's kubeconfig, in the namespace of the Kustomizations, for a Flux that runs
   * elsewhere. @default none: Flux runs in the virtual garden's own cluster
   */
  readonly gardenKubeconfig?: FluxKubeconfig;
  /** How often everything is compared anew, e.g. `10m`. @default `10m` */
  readonly interval?: string;
  /** How soon a stage that failed is tried again. @default `1m` */
  readonly retryInterval?: string;
  /** How long a stage may take before it counts as failed. @default `5m` */
  readonly timeout?: string;
  /**
   * Fills `${name}` in the garden's stages from Secrets or ConfigMaps of the Kustomizations' namespace.
   * @default none: every `${` stays as it is
   */
  readonly substituteFrom?: readonly FluxSubstitution[];
  /**
   * Fields of the Kustomizations' spec that have no prop (`serviceAccountName`, `decryption`, `suspend` …), or are
   * to be other than the props say; merged in, maps deeply. @default none
   */
  readonly extraSpec?: Readonly<Record<string, unknown>>;
}

/** A Secret with a kubeconfig for the virtual garden. */
export interface FluxKubeconfig {
  /** Name of the Secret, in the namespace of the Kustomizations. */
  readonly secretName: string;
  /** Key in the Secret. @default `kubeconfig`, which Flux would not find by itself */
  readonly key?: string;
}

/** `postBuild.substituteFrom[]` of the Kustomizations. */
export interface FluxSubstitution {
  /** Where the values are: `Secret` or `ConfigMap`. */
  readonly kind: 'Secret' | 'ConfigMap';
  /** Its name, in the namespace of the Kustomizations. */
  readonly name: string;
  /** Whether the stage is applied when the object is missing. @default false */
  readonly optional?: boolean;
}

const members: Members<FluxProps> = {
  sourceName: text,
  sourceKind: oneOf('GitRepository', 'OCIRepository', 'Bucket'),
  namespace: text,
  sourceNamespace: text,
  pathPrefix: text,
  gardenKubeconfig: object<FluxKubeconfig>({ secretName: required(text), key: text }),
  interval: text,
  retryInterval: text,
  timeout: text,
  substituteFrom: list(
    object<FluxSubstitution>({
      kind: required(oneOf('Secret', 'ConfigMap')),
      name: required(text),
      optional: boolean,
    }),
  ),
  ...metadataMembers,
  extraSpec: anyMap,
};

/** Flux' API server refuses these, after Git has taken them. */
function checkValues(props: FluxProps, check: Check): void {
  checkName(props.sourceName, check.at('sourceName'));
  checkNamespace(props.namespace, check.at('namespace'));
  checkNamespace(props.sourceNamespace, check.at('sourceNamespace'));
  checkName(props.gardenKubeconfig?.secretName, check.at('gardenKubeconfig', 'secretName'));
  for (const prop of ['interval', 'retryInterval', 'timeout'] as const) {
    checkDuration(props[prop], check.at(prop));
  }
  props.substituteFrom?.forEach(({ name }, index) => {
    checkName(name, check.at('substituteFrom', index, 'name'));
  });
}

const duration = formed(
  isFluxDuration,
  'a duration',
  'write hours, minutes and seconds, e.g. 10m or 1h30m; there is no unit for days',
);
const selector: Fields = {
  ...{ annotationSelector: 'text', group: 'text', kind: 'text', labelSelector: 'text', name: 'text' },
  ...{ namespace: 'text', version: 'text' },
};
const affix = formed(({ length }) => length > 0 && length <= 200, 'an affix', 'use 1 to 200 characters');

/** The spec of a Kustomization, as kustomize-controller 1.9 knows it. */
const kustomizationFields: Fields = {
  buildMetadata: [choice('originAnnotations', 'transformerAnnotations')],
  commonMetadata: { annotations: 'textMap', labels: 'textMap' },
  components: 'texts',
  decryption: {
    provider: needed(choice('sops')),
    ...{ secretRef: { name: needed('text') }, serviceAccountName: 'text' },
  },
  deletionPolicy: choice('MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan'),
  dependsOn: [{ name: needed('text'), namespace: 'text', readyExpr: 'text' }],
  force: 'boolean',
  healthCheckExprs: [
    {
      ...{ apiVersion: needed('text'), current: needed('text'), failed: 'text', inProgress: 'text' },
      kind: 'text',
    },
  ],
  healthChecks: [{ apiVersion: 'text', kind: needed('text'), name: needed('text'), namespace: 'text' }],
  ...{ ignore: [{ paths: needed('texts'), target: selector }], ignoreMissingComponents: 'boolean' },
  images: [{ digest: 'text', name: needed('text'), newName: 'text', newTag: 'text' }],
  interval: needed(duration),
  kubeConfig: checked(
    { configMapRef: { name: needed('text') }, secretRef: { key: 'text', name: needed('text') } },
    (value, complain) => {
      const count = Object.keys(asObject(value)).length;
      if (count !== 1) complain(`there are ${count} references`, 'write secretRef or configMapRef');
    },
  ),
  ...{ namePrefix: affix, nameSuffix: affix },
  patches: [{ patch: needed('text'), target: selector }],
  ...{ path: 'text', prune: needed('boolean') },
  postBuild: {
    substitute: 'textMap',
    substituteFrom: [
      { kind: needed(choice('Secret', 'ConfigMap')), name: needed(objectName), optional: 'boolean' },
    ],
    substituteStrategy: choice('WithVariables', 'Always'),
  },
  ...{ retryInterval: duration, serviceAccountName: 'text' },
  sourceRef: needed({
    ...{ apiVersion: 'text', name: needed('text'), namespace: 'text' },
    kind: needed(choice('OCIRepository', 'GitRepository', 'Bucket', 'ExternalArtifact')),
  }),
  suspend: 'boolean',
  targetNamespace: formed(
    ({ length }) => length > 0 && length <= 63,
    'the name of a namespace',
    'use 1 to 63 characters',
  ),
  ...{ timeout: duration, wait: 'boolean' },
};

/** Waits until gardener-operator has registered an Extension's types: Seeds are refused before. */
const extensionInstalled = {
  apiVersion: 'operator.gardener.cloud/v1alpha1',
  kind: 'Extension',
  current:
    "has(status.conditions) && status.conditions.exists(c, c.type == 'Installed' && c.status == 'True')",
};

export class FluxGitOps implements GitOpsEngine {
  readonly name = 'flux';
  readonly pathPrefix: string;
  readonly findings: readonly Finding[];
  private readonly props: FluxProps;

  constructor(given: unknown) {
    const check = unplaced();
    this.props = readProps(given, members, check);
    this.pathPrefix = pathPrefix(this.props.pathPrefix);
    checkValues(this.props, check);
    // What props say amiss has been told of the props.
    if (check.findings.length === 0) {
      const examples = (['garden/10-profiles', 'runtime'] as const).map((stage) =>
        this.kustomization(stage, [], false),
      );
      checkObjects(examples, kustomizationFields, check);
    }
    this.findings = check.findings;
  }

  annotations(): Readonly<Record<string, string>> {
    return {};
  }

  objects(landscape: readonly StagedObject[]): readonly GitOpsObject[] {
    // An empty or missing path is an error in Flux: there is no Kustomization for a stage without objects.
    const filled = stages.filter((stage) => landscape.some((object) => object.stage === stage));
    const hasExtension = landscape.some(({ manifest }) => manifest['kind'] === 'Extension');
    return filled.map((stage) => {
      const before = dependencies(stage, filled, hasExtension);
      return {
        path: `flux/${kustomizationName(stage)}.yaml`,
        manifest: this.kustomization(stage, before, hasExtension),
      };
    });
  }

  private kustomization(
    stage: Stage,
    before: readonly Stage[],
    hasExtension: boolean,
  ): Record<string, unknown> {
    const { props } = this;
    const namespace = props.namespace ?? 'flux-system';
    const sourceNamespace = props.sourceNamespace ?? namespace;
    const inGarden = stage !== 'runtime';
    return {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: kustomizationName(stage), namespace, ...withMetadata(props) },
      spec: withoutNulls(
        mergeDeep(
          {
            interval: props.interval ?? '10m',
            retryInterval: props.retryInterval ?? '1m',
            timeout: props.timeout ?? '5m',
            path: `./${below(this.pathPrefix, stage)}`,
            // Safe because every object of value says for itself that it is never pruned.
            prune: true,
            deletionPolicy: 'Orphan',
            wait: true,
            sourceRef: {
              kind: props.sourceKind ?? 'GitRepository',
              name: props.sourceName ?? 'flux-system',
              ...(sourceNamespace === namespace ? {} : { namespace: sourceNamespace }),
            },
            ...(before.length === 0
              ? {}
              : { dependsOn: before.map((name) => ({ name: kustomizationName(name) })) }),
            ...(inGarden && props.gardenKubeconfig !== undefined
              ? { kubeConfig: kubeConfig(props.gardenKubeconfig) }
              : {}),
            ...(stage === 'runtime' && hasExtension ? { healthCheckExprs: [extensionInstalled] } : {}),
            ...(inGarden && props.substituteFrom !== undefined
              ? { postBuild: { substituteFrom: props.substituteFrom } }
              : {}),
          },
          props.extraSpec ?? {},
        ),
      ),
    };
  }
}

/** A stage waits for the one before it; seeds also for the Extension that registers their types. */
function dependencies(stage: Stage, filled: readonly Stage[], hasExtension: boolean): readonly Stage[] {
  if (stage === 'runtime') return [];
  const lower = filled.filter((candidate) => candidate !== 'runtime' && candidate < stage).slice(-1);
  const needsTypes = stage >= 'garden/30-seeds' && hasExtension && filled.includes('runtime');
  return needsTypes ? [...lower, 'runtime'] : lower;
}

function kubeConfig({ secretName, key }: FluxKubeconfig): Record<string, unknown> {
  return { secretRef: { name: secretName, key: key ?? 'kubeconfig' } };
}

function kustomizationName(stage: Stage): string {
  return `gardener-${stage.replace('garden/', '')}`;
}
