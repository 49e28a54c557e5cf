import { FieldPath } from '../../gardener/field-path';
import { asList, asText, isObject, valueAt } from '../../gardener/json';
import { walkTexts } from '../controller-deployment/chart';
import type { LandscapeIssues, LandscapeObject } from '../landscape/landscape';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './table';

const exempt = 'kustomize.toolkit.fluxcd.io/substitute';
/** A variable, with or without one of the operators that Flux's substitution knows. */
const variable = /^\$\{#?([_A-Za-z][_A-Za-z0-9]*)([:=/,^#%][^}]*)?\}/;

/** Flux fills variables into all texts of a Kustomization with postBuild, its quotes gone by then. */
export function validateSubstitution(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  for (const { object, objects } of paths) {
    const postBuild = object.spec['postBuild'];
    if (!isObject(postBuild)) continue;
    const inline = isObject(postBuild['substitute']) ? Object.keys(postBuild['substitute']) : [];
    const complete = asList(postBuild['substituteFrom']).length === 0;
    // While no variable is defined at all, texts stay as they are.
    if (complete && inline.length === 0) continue;
    for (const target of objects) {
      if (isExempt(target)) continue;
      walkTexts(target.manifest, FieldPath.root, (text, at) => {
        if (text.includes('${')) validateText(text, at, target, complete ? inline : undefined, issues);
      });
    }
  }
}

function isExempt({ annotations, metadata }: LandscapeObject): boolean {
  return [annotations, valueAt(metadata, 'labels')].some(
    (map) => asText(valueAt(map, exempt)).toLowerCase() === 'disabled',
  );
}

function validateText(
  text: string,
  at: FieldPath,
  { document, kind }: LandscapeObject,
  defined: readonly string[] | undefined,
  issues: LandscapeIssues,
): void {
  // $${ is a literal ${.
  const judged = text.replaceAll('$${', '');
  for (let start = judged.indexOf('${'); start >= 0; start = judged.indexOf('${', start + 2)) {
    const [, name, operator] = variable.exec(judged.slice(start)) ?? [];
    if (name === undefined) {
      issues.report(
        document,
        rules['gitops-variable-malformed'],
        at,
        `${JSON.stringify(judged.slice(start, start + 40))} is no variable`,
        { hint: 'write $${ for a literal one' },
      );
    } else if (operator === undefined && defined !== undefined && !defined.includes(name)) {
      issues.report(document, rules['gitops-variable-undefined'], at, `nothing defines ${name}`, {
        hint: `add it to postBuild.substitute, or write \${${name}:=default}`,
      });
    }
  }
  if (!judged.includes('${')) return;
  const place = String(at);
  if (kind === 'Secret' && place.startsWith('data.')) {
    issues.report(
      document,
      rules['gitops-variable-in-secret-data'],
      at,
      `${JSON.stringify(text)} is not base64`,
      { hint: 'move it to stringData' },
    );
  } else if (isTextPlace(kind, place) && variable.exec(judged)?.[0] === judged) {
    issues.report(
      document,
      rules['gitops-variable-loses-type'],
      at,
      `${text} becomes a number if it looks like one`,
      {
        hint: `write \${quote}${text}\${quote}, and define quote as a double quote`,
      },
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
