import { FieldPath } from '../field-path';
import { asList, isObject, valueAt } from '../json-value';
import { asObject, asText } from '../kubernetes/read';
import { cleanPath, type Landscape, type LandscapeObject } from '../landscape/landscape';

/** One path that a GitOps engine applies to one cluster. */
export interface Applier {
  readonly engine: 'flux' | 'argocd';
  /** The Kustomization or Application. */
  readonly object: LandscapeObject;
  /** Cleaned; empty for the whole source. */
  readonly path: string;
  readonly pathField: FieldPath;
  /** Whether folders below the path belong to it. */
  readonly recursive: boolean;
  /** Source and cluster, each in a text that is the same for the same one. */
  readonly source: string;
  readonly cluster: string;
}

const fluxGroup = 'kustomize.toolkit.fluxcd.io';
const argocdGroup = 'argoproj.io';

export function appliers(landscape: Landscape): readonly Applier[] {
  return [
    ...landscape.all(fluxGroup, 'Kustomization').map(toFlux),
    ...landscape.all(argocdGroup, 'Application').flatMap(toArgocd),
  ];
}

function toFlux(object: LandscapeObject): Applier {
  const { spec, namespace } = object;
  const source = asObject(spec['sourceRef']);
  const sourceNamespace = asText(source['namespace']) === '' ? namespace : asText(source['namespace']);
  const kubeconfig = asText(valueAt(spec, 'kubeConfig', 'secretRef', 'name'));
  return {
    engine: 'flux',
    object,
    path: cleanPath(asText(spec['path'])),
    pathField: FieldPath.of('spec', 'path'),
    recursive: true,
    source: [asText(source['kind']), sourceNamespace, asText(source['name'])].join('/'),
    cluster: kubeconfig === '' ? '' : `${namespace}/${kubeconfig}`,
  };
}

/** Sources that are charts, or that have no path of files, say nothing about documents of a repository. */
function toArgocd(object: LandscapeObject): Applier[] {
  const { spec } = object;
  const destination = asObject(spec['destination']);
  const cluster = asText(destination['name']) || asText(destination['server']);
  const one = spec['source'];
  const sources: [unknown, FieldPath][] = isObject(one)
    ? [[one, FieldPath.of('spec', 'source')]]
    : asList(spec['sources']).map((source, index) => [source, FieldPath.of('spec', 'sources').index(index)]);
  return sources.flatMap(([value, field]) => {
    const source = asObject(value);
    if (typeof source['path'] !== 'string' || source['chart'] !== undefined || isObject(source['helm']))
      return [];
    return [
      {
        engine: 'argocd' as const,
        object,
        path: cleanPath(source['path']),
        pathField: field.child('path'),
        recursive: valueAt(source, 'directory', 'recurse') === true,
        source: [asText(source['repoURL']), asText(source['targetRevision'])].join('@'),
        cluster,
      },
    ];
  });
}
