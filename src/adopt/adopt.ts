import { cloudProfileConstructRules } from '../cloud-profile/table';
import { gardenAppRules } from '../garden-object/table';
import type { JsonObject } from '../gardener/json';
import { Target, type TargetOptions } from '../gardener/target';
import { printData } from '../import/data-file';
import type { GitOpsChoice, NewFile } from '../init/new-landscape';
import type { Issue } from '../issues/issue';
import { providerExtensionRules } from '../provider-extension/table';
import { compareObjects, type FieldDifference, toRemedy } from './compare';
import { type Experience, type LandscapeProgram, type Placed, toProgram } from './landscape-program';
import type { Program } from './program';
import {
  type AdoptedDocument,
  type AdoptedObject,
  identityOf,
  keyOf,
  labelOf,
  readObjects,
} from './read-objects';
import { type Synthesis, synthesize } from './run-program';

/** How a landscape is adopted. */
export interface AdoptOptions {
  /** What the landscape is for; it is judged by that. */
  readonly target: TargetOptions & { readonly now: Date };
  readonly gitops: GitOpsChoice;
  /** Where Argo CD finds the repository; nobody else has to know. */
  readonly repoUrl?: string | undefined;
}

/** An object of the landscape, and what the landscape says of it otherwise than what was read. */
export interface ComparedObject {
  readonly object: AdoptedObject;
  /** The class that says it; `GardenObject` as it was read. */
  readonly className: string;
  readonly differences: readonly FieldDifference[];
}

/** What becomes of the documents that were read. */
export interface Adoption {
  /** Sources and data of the landscape, in the order of their paths. */
  readonly files: readonly NewFile[];
  readonly objects: readonly ComparedObject[];
  /** What the synthesis of the landscape says. */
  readonly issues: readonly Issue[];
  /** How many objects of other kinds there are. */
  readonly others: ReadonlyMap<string, number>;
  /** Why single objects are left out. */
  readonly notes: readonly string[];
  /** Why there is no landscape: it cannot be said which one is meant. */
  readonly conflicts: readonly string[];
}

/** Writing, looking what it comes to, and writing again ends long before. */
const mostAttempts = 8;

/**
 * Makes the program of a landscape of documents, and holds what it synthesizes against them. Constructs are tried
 * first. What they do not say goes through their escape hatches; an object of which even then something is missing
 * stays as it was read. Pure; never throws for bad documents.
 */
export function adopt(documents: readonly AdoptedDocument[], options: AdoptOptions): Adoption {
  const read = readObjects(documents, options.target);
  const { others, conflicts } = read;
  const notes = [...read.notes];
  if (conflicts.length > 0 || read.objects.length === 0)
    return { files: [], objects: [], issues: [], others, notes, conflicts };
  let objects = read.objects;
  let experience: Experience = { plain: new Map(), remedies: new Map(), refersElsewhere: false };
  for (let attempt = 1; ; attempt++) {
    const tried = tryOut(objects, options, experience);
    const leaking = tried.placed.filter((placed) => isLeaking(placed, tried)).map(({ object }) => object);
    const next = attempt < mostAttempts ? learn(tried, experience) : experience;
    if (leaking.length === 0 && next === experience) return { ...toResult(tried), others, notes, conflicts };
    notes.push(...leaking.map((object) => `${object.file}: ${labelOf(object)} is left out; ${noCredential}`));
    objects = objects.filter((object) => !leaking.includes(object));
    experience = next;
  }
}

const noCredential = 'it holds a credential that cannot be taken out of it, and none is ever written';

/** A program, and what it comes to. */
interface Attempt extends LandscapeProgram {
  readonly issues: readonly Issue[];
  /** What is wrong with a construct, by its path. */
  readonly issuesOf: ReadonlyMap<string, readonly Issue[]>;
  /** What is written, by the key of the object that was read. */
  readonly written: ReadonlyMap<string, JsonObject>;
  /** The program stopped; what it would have come to is not known. */
  readonly failure: string | undefined;
  readonly engine: string;
}

function tryOut(
  objects: readonly AdoptedObject[],
  { target, gitops, repoUrl }: AdoptOptions,
  experience: Experience,
): Attempt {
  const { gardener, provider } = new Target(target);
  const { program, placed } = toProgram(
    objects,
    {
      gardenerVersion: `1.${gardener}`,
      providerVersion: `1.${provider}`,
      featureGates: target.featureGates ?? {},
      gitops,
      repoUrl,
    },
    experience,
  );
  const engine = gitops === 'argocd' ? 'Argo CD' : 'the GitOps engine';
  let failure: string | undefined;
  let synthesis: Synthesis = { objects: [], issues: [] };
  try {
    synthesis = synthesize(program, target.now);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const { issues } = synthesis;
  const issuesOf = new Map<string, Issue[]>();
  for (const issue of issues) {
    // Cluster and id; below it are the objects of a construct that makes several.
    const path = (issue.origin?.constructPath ?? '').split('/').slice(0, 2).join('/');
    const found = issuesOf.get(path) ?? [];
    issuesOf.set(path, found);
    found.push(issue);
  }
  const written = new Map(synthesis.objects.map((manifest) => [keyOf(identityOf(manifest)), manifest]));
  return { program, placed, engine, issues, issuesOf, written, failure };
}

/** Rules of the constructs themselves: Gardener would take the object. */
const constructRules = new Set(
  [
    ...Object.values(cloudProfileConstructRules),
    ...Object.values(providerExtensionRules),
    ...['value-not-plain', 'json-patch-failed', 'prop-unknown', 'prop-invalid', 'prop-type'].map(
      (id) => gardenAppRules[id as keyof typeof gardenAppRules],
    ),
  ].map(({ id }) => id),
);

/** What the next attempt should do otherwise; the same experience if there is nothing. */
function learn(tried: Attempt, experience: Experience): Experience {
  const plain = new Map(experience.plain);
  const remedies = new Map(experience.remedies);
  for (const placed of tried.placed) {
    const key = keyOf(placed.object);
    const refusal = refusalOf(placed, tried);
    if (refusal !== undefined && !plain.has(key)) {
      plain.set(key, refusal);
      remedies.delete(key);
      continue;
    }
    const now = tried.written.get(key);
    const differences = now === undefined ? [] : compareObjects(placed.object, now, tried.engine);
    if (now !== undefined && differences.every(({ reason }) => reason !== undefined)) continue;
    if (now !== undefined && !remedies.has(key))
      remedies.set(key, toRemedy(differences, placed.object.manifest, now, placed.extraAt));
    else if (!plain.has(key)) {
      plain.set(key, `${placed.className} does not say all of it`);
      remedies.delete(key);
    }
  }
  const refersElsewhere =
    experience.refersElsewhere || tried.issues.some(({ rule }) => rule === 'landscape-reference-elsewhere');
  const isSame =
    keysOf(plain) === keysOf(experience.plain) &&
    keysOf(remedies) === keysOf(experience.remedies) &&
    refersElsewhere === experience.refersElsewhere;
  return isSame ? experience : { plain, remedies, refersElsewhere };
}

function keysOf(map: ReadonlyMap<string, unknown>): string {
  return [...map.keys()].sort().join('\u0001');
}

/** Why the construct does not take an object that Gardener would take. */
function refusalOf(placed: Placed, tried: Attempt): string | undefined {
  const { className, constructPath, refusal: told } = placed;
  if (className === 'GardenObject') return told;
  if (tried.failure !== undefined) return `${className} does not take it`;
  const found = tried.issuesOf
    .get(constructPath)
    ?.find(({ severity, rule }) => severity === 'error' && constructRules.has(rule));
  return found && `${className} refuses it, as ${found.message}`;
}

function isLeaking({ constructPath }: Placed, { issuesOf }: Attempt): boolean {
  return issuesOf.get(constructPath)?.some(({ rule }) => rule === 'secret-in-output') === true;
}

function toResult(tried: Attempt): Pick<Adoption, 'files' | 'objects' | 'issues'> {
  return {
    files: toFiles(tried.program),
    objects: tried.placed.map(({ object, className }) => ({
      object,
      className,
      differences: compareObjects(object, tried.written.get(keyOf(object)) ?? {}, tried.engine),
    })),
    issues: tried.issues,
  };
}

function toFiles(program: Program): NewFile[] {
  const modules = [...program.files].map(([file, module]) => ({
    path: `src/${file}.ts`,
    text: module.print('typescript'),
  }));
  const data = [...program.dataFiles].map(([path, content]) => ({
    path,
    text: 'bytes' in content ? content.bytes : printData(content.json),
  }));
  return [...modules, ...data].sort((a, b) => (a.path < b.path ? -1 : 1));
}
