import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { metadataSays } from '../../gardener/protection';
import { type Check, visitTexts } from '../../issues/check';
import { type Landscape, type LandscapeObject, nameOf } from '../landscape/landscape';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';

const exempt = 'kustomize.toolkit.fluxcd.io/substitute';
/** A variable, with or without one of the operators that Flux's substitution knows. */
const variable = /^\$\{#?([_A-Za-z][_A-Za-z0-9]*)([:=/,^#%][^}]*)?\}/;

/** Flux fills variables into all texts of a Kustomization with postBuild, its quotes gone by then. */
export function validateSubstitution(landscape: Landscape, paths: readonly CoveredPath[]): void {
  for (const path of paths) {
    const variables = path.engine === 'flux' ? variablesOf(path, landscape) : undefined;
    for (const target of path.objects) {
      if (variables === undefined || isExempt(target)) {
        validateUnfilled(target, path, variables !== undefined);
      } else {
        visitTexts(target.manifest, target.check, (text, at) => {
          if (text.includes('${')) validateText(text, at, target, variables);
        });
      }
    }
  }
}

interface Variables {
  readonly names: ReadonlySet<string>;
  /** Whether these are all: the objects that others come from are in the landscape, or there are none. */
  readonly areAll: boolean;
}

/** What a Kustomization fills in; undefined where it leaves texts as they are. */
function variablesOf({ object }: CoveredPath, landscape: Landscape): Variables | undefined {
  const postBuild = object.spec['postBuild'];
  if (!isObject(postBuild)) return undefined;
  const names = new Set(Object.keys(asObject(postBuild['substitute'])));
  const from = asList(postBuild['substituteFrom']);
  // While no variable is defined at all, texts stay as they are, unless the strategy says otherwise.
  if (names.size === 0 && from.length === 0 && postBuild['substituteStrategy'] !== 'Always') return undefined;
  let areAll = true;
  for (const item of from) {
    const { kind, name } = asObject(item);
    const source = landscape.find('', asText(kind), asText(name), object.namespace);
    if (source === undefined) areAll = false;
    const { data, stringData } = source?.manifest ?? {};
    for (const key of Object.keys({ ...asObject(data), ...asObject(stringData) })) names.add(key);
  }
  return { names, areAll };
}

function isExempt({ manifest }: LandscapeObject): boolean {
  return metadataSays(manifest, exempt, 'disabled');
}

/** A plugin of Argo CD may fill in whatever it likes. */
function hasPlugin({ object }: CoveredPath): boolean {
  const sources = [object.spec['source'], ...asList(object.spec['sources'])];
  return sources.some((source) => valueAt(source, 'plugin') !== undefined);
}

/** A Secret whose variables reach the cluster as they are; elsewhere a text may be meant so. */
function validateUnfilled(target: LandscapeObject, path: CoveredPath, isExempted: boolean): void {
  if (target.kind !== 'Secret' || target.group !== '' || hasPlugin(path)) return;
  const { object, engine } = path;
  const why = isExempted
    ? `${nameOf(target)} is exempt from the variables of ${nameOf(object)}`
    : engine === 'flux'
      ? `${nameOf(object)} has no postBuild.substituteFrom`
      : 'Argo CD fills in no variables';
  const remedy = isExempted
    ? `take ${exempt} away`
    : engine === 'flux'
      ? 'write postBuild.substituteFrom'
      : 'write an ExternalSecret';
  const hint = `${remedy}, or refer to a Secret that exists`;
  reportUnfilled(target.manifest, target.check, why, hint);
}

/** Where no engine applies the landscape, nobody fills anything in. */
export function validateUnfilledSecrets(landscape: Landscape): void {
  const hint = 'refer to a Secret that exists, or let Flux fill it in with postBuild.substituteFrom';
  for (const { manifest, check } of landscape.all('', 'Secret'))
    reportUnfilled(manifest, check, 'no GitOps engine applies the landscape', hint);
}

/** Variables in a Secret that nobody fills in. */
function reportUnfilled(secret: JsonObject, check: Check, why: string, hint: string): void {
  for (const field of ['data', 'stringData']) {
    visitTexts(secret[field], check.at(field), (text, at) => {
      const start = text.indexOf('${');
      if (start < 0 || !variable.test(text.slice(start))) return;
      const message = `a variable reaches the cluster as it is written: ${why}`;
      at.report(rules['gitops-secret-unfilled'], message, hint);
    });
  }
}

function validateText(text: string, check: Check, { kind }: LandscapeObject, variables: Variables): void {
  // $${ is a literal ${.
  const judged = text.replaceAll('$${', '');
  for (let start = judged.indexOf('${'); start >= 0; start = judged.indexOf('${', start + 2)) {
    const [, name, operator] = variable.exec(judged.slice(start)) ?? [];
    if (name === undefined) {
      check.report(
        rules['gitops-variable-malformed'],
        `${JSON.stringify(judged.slice(start, start + 40))} is no variable`,
        'write $${ for a literal one',
      );
    } else if (operator === undefined && variables.areAll && !variables.names.has(name)) {
      check.report(
        rules['gitops-variable-undefined'],
        `nothing defines ${name}, and kustomize-controller 1.9 and later fail the build then`,
        `add it to postBuild.substitute, or write \${${name}:=default}`,
      );
    }
  }
  if (!judged.includes('${')) return;
  const place = String(check.field);
  if (kind === 'Secret' && place.startsWith('data.')) {
    check.report(
      rules['gitops-variable-in-secret-data'],
      'a variable is not base64, which data has to be',
      'move it to stringData',
    );
  } else if (isTextPlace(kind, place) && variable.exec(judged)?.[0] === judged) {
    check.report(
      rules['gitops-variable-loses-type'],
      `${text} becomes a number if it looks like one`,
      `write \${quote}${text}\${quote}, and define quote as a double quote`,
    );
  }
}

/** Places that hold texts whatever they look like. */
function isTextPlace(kind: string, place: string): boolean {
  if (kind === 'Secret') return place.startsWith('stringData.');
  if (kind === 'ConfigMap') return place.startsWith('data.');
  return /\.(?:machineImageOwnerSecret\.\w+|toBeSharedImageIDs\[\d+\]|accessKey(?:ID|Secret)|uid|accountI[dD])$/.test(
    place,
  );
}
