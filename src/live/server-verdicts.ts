import { isObject, type JsonObject, jsonText } from '../gardener/json';
import { clusterOfGroup, groupOf, stageOf, stages } from '../gardener/kinds';
import { hidden, withoutSecrets } from '../gardener/secrecy';
import { Landscape, type LandscapeDocument, liveDocument, nameOf } from '../validation/landscape/landscape';
import { needsOf } from '../validation/landscape/needs';
import { objectKey } from '../validation/repository/objects';
import { printable } from '../validation/report/printable';
import { scanForSecrets } from '../validation/secret-scan';
import { emitYaml } from '../yaml/emit';
import { type Kubectl, type KubectlAnswer, wordsOf } from './kubectl';
import type { LiveGarden } from './live-garden';

/** An object that the garden is asked about. */
export interface AskedObject {
  readonly manifest: JsonObject;
  /** Where it is written. */
  readonly place: string;
  /** Why we say that the garden refuses it; empty where we say that it takes it. */
  readonly objections: readonly string[];
}

/** What the garden says of an object. */
export interface ServerVerdict extends AskedObject {
  /** Short name, e.g. `CloudProfile alicloud`. */
  readonly title: string;
  readonly answer: 'accepted' | 'refused' | 'not-asked';
  /** The garden's words where it refuses, without secrets; else why it was not asked. */
  readonly reason: string;
}

/** Who the garden takes us for: of an object that nobody changes in a dry run. */
const fieldManager = 'gardener-alicloud';

/**
 * Asks the garden for its verdict on each object, in the order of the stages, by a server-side apply in dry run: Flux
 * and Argo CD apply so, it need not be known whether the object is there, and nothing is stored. What needs another
 * object first that the garden does not have yet cannot be asked; a Secret is not sent.
 *
 * @throws GardenError where the garden cannot be asked
 */
export async function askServer(
  kubectl: Kubectl,
  objects: readonly AskedObject[],
  garden: LiveGarden,
): Promise<ServerVerdict[]> {
  const missing = missingNeeds(objects, garden);
  const secrets = secretsOf(objects);
  const inOrder = objects
    .filter(({ manifest }) => garden.knows(manifest))
    .sort((a, b) => stageNumber(a.manifest) - stageNumber(b.manifest));
  const verdicts: ServerVerdict[] = [];
  for (const object of inOrder) {
    const title = titleOf(object.manifest);
    const needed = missing.get(object.manifest);
    if (needed !== undefined) {
      const reason = `it needs ${needed} first, which the garden does not have, as far as is known`;
      verdicts.push({ ...object, title, answer: 'not-asked', reason });
      continue;
    }
    const answer = await kubectl.run(
      [
        ...['apply', '--server-side', '--dry-run=server', '--force-conflicts', '--validate=strict'],
        ...[`--field-manager=${fieldManager}`, '--output=name', '--filename=-'],
      ],
      jsonText(object.manifest),
    );
    const isRefused = answer.code !== 0;
    if (isRefused && !isVerdict(answer)) throw kubectl.explain(answer);
    const reason = isRefused ? withoutValues(wordsOf(answer.said), secrets) : '';
    verdicts.push({ ...object, title, answer: isRefused ? 'refused' : 'accepted', reason });
  }
  return verdicts;
}

/** Whether the garden and we say otherwise of an object. */
export function isDifferent({ answer, objections }: ServerVerdict): boolean {
  return answer !== 'not-asked' && (answer === 'refused') !== objections.length > 0;
}

/** What is refused because the request may not be made says nothing of the object. */
function isVerdict({ said }: KubectlAnswer): boolean {
  if (said.some((line) => /\bUser "[^"]*" cannot \w+ resource\b/.test(line))) return false;
  return said.some((line) =>
    /^Error from server|^The \S+ "[^"]*" is invalid|no matches for kind|^error: .*field not declared|^Apply failed/.test(
      line,
    ),
  );
}

function stageNumber(manifest: JsonObject): number {
  const cluster = clusterOfGroup(groupOf(String(manifest['apiVersion']))) ?? 'garden';
  return stages.indexOf(stageOf(manifest, cluster));
}

/** The name of an object that has to be there first and is not, for each object that has such a need. */
function missingNeeds(objects: readonly AskedObject[], garden: LiveGarden): ReadonlyMap<unknown, string> {
  const there = new Set([...garden.objects, ...(garden.secrets ?? [])].map(objectKey));
  const documents: LandscapeDocument[] = objects.map(({ manifest }) => liveDocument(manifest));
  const missing = new Map<unknown, string>();
  for (const { object, needed } of needsOf(new Landscape(documents))) {
    // A namespace of a landscape is as good as always there; of other objects it is known, or cannot be.
    if (needed.kind === 'Namespace' || there.has(objectKey(needed.manifest))) continue;
    missing.set(object.manifest, nameOf(needed));
  }
  return missing;
}

function titleOf(manifest: JsonObject): string {
  const [object] = new Landscape([{ manifest }]).objects;
  return object === undefined ? 'a document without a name' : nameOf(object);
}

/** Longer texts are archives and the like: nobody needs them to see why a verdict differs. */
const longestText = 2_000;

/** A copy of a manifest that may be shown to anybody. */
function withoutSecretsOf(manifest: JsonObject): JsonObject {
  const kind = String(manifest['kind']);
  return Object.fromEntries(
    Object.entries(manifest).map(([name, value]) => [name, plain(withoutSecrets(value, name, kind))]),
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
  if (typeof value !== 'string') return value;
  if (scanForSecrets(value).length > 0) return hidden;
  return value.length <= longestText ? value : `${value.slice(0, 80)}… (${value.length} characters)`;
}

/** Shorter ones stand in any sentence by chance. */
const shortestSecret = 3;

/** Values that are secret, the longest first: one may be a part of another. */
function secretsOf(objects: readonly AskedObject[]): string[] {
  const secrets: string[] = [];
  for (const { manifest } of objects) collectHidden(manifest, withoutSecretsOf(manifest), secrets);
  return [...new Set(secrets)].sort((a, b) => b.length - a.length);
}

/** A sentence of the server, which may quote what it refuses, without the values that are secret. */
function withoutValues(words: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, hidden), printable(words));
}

/** @param shown what is shown of the value; undefined where even its name is not */
function collectHidden(value: unknown, shown: unknown, secrets: string[]): void {
  if (typeof value === 'string') {
    if ((shown === undefined || shown === hidden) && value !== hidden && value.length >= shortestSecret)
      secrets.push(value);
  } else if (Array.isArray(value)) {
    const items = Array.isArray(shown) ? (shown as unknown[]) : [];
    for (const [index, item] of value.entries()) collectHidden(item, items[index], secrets);
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      const part = isObject(shown) ? shown[name] : undefined;
      if (part === undefined) collectHidden(name, undefined, secrets);
      collectHidden(item, part, secrets);
    }
  }
}

/** Who judged, for a report. */
export interface Judges {
  /** Version of this package. */
  readonly toolVersion: string;
  /** E.g. `Gardener 1.149 and provider-alicloud 1.71`. */
  readonly judgedFor: string;
}

/** Every verdict that differs as a bug report in Markdown, without secrets; undefined where none does. */
export function renderBugReport(verdicts: readonly ServerVerdict[], judges: Judges): string | undefined {
  const different = verdicts.filter(isDifferent);
  if (different.length === 0) return undefined;
  const parts = different.map(({ title, manifest, objections, answer, reason }) =>
    [
      `## ${oneLine(title)}`,
      `The garden: ${answer === 'accepted' ? 'accepted.' : `refused.`}`,
      ...(reason === '' ? [] : [fenced('text', reason)]),
      `gardener-alicloud: ${objections.length === 0 ? 'accepted.' : 'refused.'}`,
      ...(objections.length === 0 ? [] : [fenced('text', objections.map(oneLine).join('\n'))]),
      fenced('yaml', emitYaml(withoutSecretsOf(manifest)).trimEnd()),
    ].join('\n\n'),
  );
  const head =
    `cdk8s-gardener-alicloud ${judges.toolVersion} judged for ${judges.judgedFor}. ` +
    'Values that look secret are hidden, long texts are cut. Read it through before you send it.';
  return `${['# Verdicts that differ from the garden', head, ...parts].join('\n\n')}\n`;
}

function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '));
}

/** Nothing in a text ends its quotation. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
