import type { Manifest } from '../../garden-object/garden-object';
import { checkFields, type Fields } from '../../garden-object/fields';
import { mapOf, text } from '../../garden-object/shapes';
import { gardenAppRules as rules } from '../../garden-object/table';
import type { Stage } from '../../gardener/kinds';
import { asObject, isObject } from '../../gardener/json';
import type { Check, Finding } from '../../issues/check';
import { validateAnnotations, validateLabels } from '../../validation/kubernetes/labels';

/** An object of the GitOps engine itself, and where it is written, relative to the output folder. */
export interface GitOpsObject {
  readonly path: string;
  readonly manifest: Manifest;
}

/** An object of the landscape, and the stage that it is applied in. */
export interface StagedObject {
  readonly stage: Stage;
  readonly manifest: Manifest;
}

/** A GitOps engine: what it needs beside and on the objects so that it applies them in the right order. */
export interface GitOpsEngine {
  readonly name: 'flux' | 'argocd' | 'none';
  /** Path of the output folder in the repository, without `./`; empty for the repository itself. */
  readonly pathPrefix: string;
  /** What is wrong with the props that it was made of. */
  readonly findings: readonly Finding[];
  /** Annotations for one object, e.g. its sync wave. */
  annotations(manifest: Manifest, stage: Stage): Readonly<Record<string, string>>;
  /** The engine's own objects, in files below a folder of their own. */
  objects(landscape: readonly StagedObject[]): readonly GitOpsObject[];
}

/** Path of the output folder in the repository: `./dist/` and `dist` are the same. */
export function pathPrefix(path = 'dist'): string {
  return path.replace(/^\.(?:\/|$)/, '').replace(/(?<!\/)\/+$/, '');
}

/** A path below the output folder, as seen from the repository. */
export function below(prefix: string, path: string): string {
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** Metadata that every object of an engine may be given. */
export interface EngineMetadata {
  /** Labels of the engine's own objects. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the engine's own objects. @default none but those that are needed */
  readonly annotations?: Readonly<Record<string, string>>;
}

export const metadataMembers = { labels: mapOf(text), annotations: mapOf(text) };

/** Labels and annotations where there are some. */
export function withMetadata(
  { labels, annotations }: EngineMetadata,
  needed: Readonly<Record<string, string>> = {},
): Manifest {
  const all = { ...needed, ...annotations };
  return {
    ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
  };
}

/** What an API server would refuse of the objects of an engine: their metadata, and the fields of their specs. */
export function checkObjects(manifests: readonly Manifest[], fields: Fields, check: Check): void {
  const [first] = manifests;
  const { labels, annotations } = asObject(first?.['metadata']);
  validateLabels(asObject(labels), check.at('labels'));
  validateAnnotations(asObject(annotations), check.at('annotations'));
  for (const { spec } of manifests) {
    const before = check.findings.length;
    checkFields(spec, fields, check.at('extraSpec'), {
      wrong: rules['prop-invalid'],
      unknown: rules['gitops-field-unknown'],
      unknownHint: 'see whether your version of the engine has it',
    });
    // What is wrong with one is wrong with all of them.
    if (check.findings.length > before) return;
  }
}

/** A `null` takes away what the props say. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]));
}
