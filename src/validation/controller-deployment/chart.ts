import { listed } from '../../gardener/closest';
import { asObject, asText, type JsonObject } from '../../gardener/json';
import type { Check } from '../../issues/check';
import { visitTexts } from '../../issues/check';
import { describeForm, isSecretPath } from '../../gardener/secrecy';
import { shownValue } from '../secret-scan';
import { controllerDeploymentRuleTable as rules } from './table';

const partsOfRef = ['repository', 'tag', 'digest'] as const;

/** Rules on an OCI reference, the same for ControllerDeployment, Extension and Gardenlet. */
export function validateOciRepository(oci: JsonObject, check: Check): void {
  const { ref, repository, tag, digest } = oci;
  if (isEmpty(ref) && isEmpty(repository)) {
    check.report(
      rules['chart-oci-reference-missing'],
      'the chart has neither a ref nor a repository',
      'write ref: <registry>/<path>:<tag>, or repository with tag or digest',
    );
    return;
  }
  if (ref !== undefined) {
    for (const part of partsOfRef) {
      const given = oci[part];
      if (isEmpty(given)) continue;
      const wanted = asText(ref) === '' ? 'leave the empty ref out' : `leave ${part} out`;
      check
        .at(part)
        .report(
          rules['chart-oci-ref-exclusive'],
          `${part} is ${JSON.stringify(given)} beside ref ${JSON.stringify(ref)}`,
          `${wanted}; ref is the whole reference`,
        );
    }
    return;
  }
  if (isEmpty(tag) && isEmpty(digest)) {
    check.report(
      rules['chart-oci-version-missing'],
      `repository ${JSON.stringify(repository)} has neither tag nor digest`,
      'add tag: vX.Y.Z or digest: sha256:…',
    );
  }
  if (digest !== undefined && !asText(digest).startsWith('sha256:')) {
    check
      .at('digest')
      .report(
        rules['chart-oci-digest-algorithm'],
        `digest ${JSON.stringify(digest)} does not begin with "sha256:"`,
        digest === '' ? 'leave the empty digest out' : 'write digest: sha256:<64 hexadecimal digits>',
      );
  }
}

/** An OCI reference cut into its parts, whichever way it is written. */
interface OciReference {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

export function readOciReference(oci: JsonObject): OciReference | undefined {
  const ref = asText(oci['ref']);
  const whole = (ref === '' ? asText(oci['repository']) : ref).replace(/^oci:\/\//, '');
  if (whole === '') return undefined;
  if (ref === '') return withVersion(whole, asText(oci['tag']), asText(oci['digest']));
  const [named = '', digest = ''] = splitAt(whole, whole.indexOf('@'));
  const colon = named.lastIndexOf(':');
  // A colon before the last slash belongs to the port of the registry.
  const [repository = '', tag = ''] = splitAt(named, colon > named.lastIndexOf('/') ? colon : -1);
  return withVersion(repository, tag, digest);
}

export function warnOciRepository(oci: JsonObject, check: Check): void {
  const reference = readOciReference(oci);
  if (reference === undefined || reference.digest !== undefined) return;
  const { tag } = reference;
  if (tag !== undefined && tag !== 'latest') return;
  if (tag === undefined && oci['ref'] === undefined) return;
  const field = check.at(oci['ref'] === undefined ? 'tag' : 'ref');
  const said = tag === undefined ? 'has neither tag nor digest' : 'follows the tag "latest"';
  field.report(
    rules['chart-oci-version-floating'],
    `${reference.repository} ${said}`,
    'name a release, e.g. v1.71.0',
  );
}

function withVersion(repository: string, tag: string, digest: string): OciReference {
  return { repository, ...(tag === '' ? {} : { tag }), ...(digest === '' ? {} : { digest }) };
}

function splitAt(text: string, at: number): string[] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '';
}

const alphanumeric = /^[a-zA-Z0-9]+$/;
const wanted = { hint: 'write apiVersion: v1, kind: Secret or ConfigMap, and a name' };

/** Rules on the list of Secrets and ConfigMaps that chart values may refer to. */
export function validateChartResources(resources: readonly unknown[], check: Check): void {
  const names = new Set<string>();
  resources.forEach((resource, index) => {
    const at = check.at(index);
    const name = asText(asObject(resource)['name']);
    if (name === '') {
      at.at('name').report(
        rules['chart-resource-name-missing'],
        'the resource has no name',
        'give it a name of letters and digits',
      );
    } else if (names.has(name)) {
      at.at('name').report(
        rules['chart-resource-name-repeated'],
        `${JSON.stringify(name)} names an earlier resource already`,
        'give each resource a name of its own',
      );
    }
    names.add(name);
    if (!alphanumeric.test(name)) {
      at.at('name').report(
        rules['chart-resource-name-not-alphanumeric'],
        `${JSON.stringify(name)} is no name of ASCII letters and digits`,
        suggestName(name),
      );
    }
    validateReference(asObject(resource)['resourceRef'], at.at('resourceRef'));
  });
}

function validateReference(value: unknown, check: Check): void {
  const reference = asObject(value);
  const kind = asText(reference['kind']);
  const apiVersion = asText(reference['apiVersion']);
  for (const part of ['apiVersion', 'kind', 'name']) {
    if (asText(reference[part]) !== '') continue;
    check
      .at(part)
      .report(rules['chart-resource-reference-incomplete'], `the reference has no ${part}`, wanted.hint);
  }
  if (apiVersion.split('/').length > 2) {
    check.report(
      rules['chart-resource-api-version'],
      `apiVersion ${JSON.stringify(apiVersion)} has more than one slash`,
      wanted.hint,
    );
  } else if (!isCore(apiVersion) || (kind !== 'Secret' && kind !== 'ConfigMap')) {
    const named = `kind ${JSON.stringify(kind)} of apiVersion ${JSON.stringify(apiVersion)}`;
    check.report(rules['chart-resource-kind'], `${named} cannot be referred to`, wanted.hint);
  }
}

/** `/v1` is the same group and version to Kubernetes, an empty group spelled out. */
function isCore(apiVersion: string): boolean {
  return apiVersion === 'v1' || apiVersion === '/v1';
}

function suggestName(name: string): string {
  const camel = name.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  return alphanumeric.test(camel) ? `write ${JSON.stringify(camel)}` : 'write letters and digits only';
}

/** First Gardener that resolves references to resources in chart values, and refuses all other braces there. */
export const templatesSince = 147;

const expression = /\{\{[^{}]*\}\}/g;
const reference = /^\{\{[\t\n\f\r ]*\.resources\.([a-zA-Z0-9]+)\.data\.([a-zA-Z0-9]+)[\t\n\f\r ]*\}\}$/;
const allowed = 'only {{ .resources.<name>.data.<key> }} with letters and digits is allowed';

/** A resource's key that chart values refer to. */
interface ResourceKeyReference {
  readonly name: string;
  readonly key: string;
}

/** All references to resources in one text. */
export function resourceReferences(text: string): ResourceKeyReference[] {
  return (text.match(expression) ?? []).flatMap((found) => {
    const [, name, key] = reference.exec(found) ?? [];
    return name === undefined || key === undefined ? [] : [{ name, key }];
  });
}

/**
 * The rule on braces in chart values: every text, keys too, is looked at, wherever it stands. Gardener names
 * the whole values; the issue is shown at the text that has them.
 *
 * @param values decoded chart values of any type
 * @param resources the list that the object declares
 */
export function validateChartValues(values: unknown, resources: readonly unknown[], check: Check): void {
  if (values === undefined) return;
  const declared = new Set(resources.map((resource) => asText(asObject(resource)['name'])));
  const known = [...declared].filter((candidate) => candidate !== '');
  const remedy =
    known.length === 0 ? 'declare it in resources' : `declare it in resources, or use ${listed(known)}`;
  visitTexts(values, check, (text, at) => {
    if (!text.includes('{{') && !text.includes('}}')) return;
    if (check.target.gardener >= templatesSince) {
      judgeText(text, declared, remedy, check, at);
    } else {
      warnEarly(text, check, at);
    }
  });
}

function judgeText(
  text: string,
  declared: ReadonlySet<string>,
  remedy: string,
  check: Check,
  at: Check,
): void {
  for (const found of text.match(expression) ?? []) {
    const name = reference.exec(found)?.[1];
    if (name === undefined) {
      const hint = `${allowed}; braces for Helm cannot be written in values`;
      at.as(check.field).report(
        rules['chart-values-template'],
        `${expressionAt(found, at)} is no reference`,
        hint,
      );
    } else if (!declared.has(name)) {
      at.as(check.field).report(
        rules['chart-values-resource-undeclared'],
        `${expressionAt(found, at)} refers to a resource that is not declared`,
        remedy,
      );
    }
  }
  const rest = text.replace(expression, '');
  for (const brace of ['{{', '}}']) {
    if (!rest.includes(brace)) continue;
    const stray = `${shownValue(text, at.written)} at ${String(at.field)} has a stray ${brace}`;
    at.as(check.field).report(rules['chart-values-template'], stray, allowed);
  }
  if (/\{\{\{/.test(text) && !rest.includes('{{')) {
    at.report(
      rules['chart-values-brace-before-template'],
      `${shownValue(text, at.written)} cannot be rendered`,
      'put a space between the brace and the expression',
    );
  }
}

/** An expression is quoted as it stands, if nothing in it can be a secret. */
function expressionAt(found: string, at: Check): string {
  const isSecret = !reference.test(found) && isSecretPath(at.written);
  return `${isSecret ? describeForm(found) : found} at ${String(at.field)}`;
}

function warnEarly(text: string, check: Check, at: Check): void {
  at.report(
    rules['chart-values-template-early'],
    `${shownValue(text, at.written)} reaches the chart as it is, and is judged from Gardener 1.${templatesSince} on`,
    `write the value itself, so that ${String(check.field)} outlives the upgrade`,
  );
}

/** Charts are small; more than this is not unpacked. */
const largestChart = 64 * 1024 * 1024;

const block = 512;

/** Name in the Chart.yaml of a packed chart; a sentence that says why there is none. */
type ChartArchive = { readonly name: string } | { readonly problem: string };

/** Looks into a Helm chart archive as far as needed to know that it is one. */
export function inspectChart(base64: string): ChartArchive {
  const packed = Buffer.from(base64, 'base64');
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return { problem: 'it is not gzip-compressed' };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- most landscapes hold no chart
  const { gunzipSync } = require('node:zlib') as typeof import('node:zlib');
  let tar: Buffer;
  try {
    tar = gunzipSync(packed, { maxOutputLength: largestChart });
  } catch {
    return { problem: 'it cannot be decompressed' };
  }
  for (const { name, content } of entries(tar)) {
    if (!/^(?:\.\/)?[^/]+\/Chart\.yaml$/.test(name)) continue;
    const found = /^name:\s*["']?([^"'\s#]+)/m.exec(content)?.[1];
    return found === undefined ? { problem: 'its Chart.yaml has no name' } : { name: found };
  }
  return { problem: 'there is no Chart.yaml in its top folder' };
}

function* entries(tar: Buffer): Generator<{ readonly name: string; readonly content: string }> {
  for (let at = 0; at + block <= tar.length;) {
    const name = text(tar, at, 100);
    if (name === '') return;
    const size = Number.parseInt(text(tar, at + 124, 12).trim() || '0', 8);
    if (!Number.isFinite(size) || size < 0) return;
    const prefix = text(tar, at + 257, 5) === 'ustar' ? text(tar, at + 345, 155) : '';
    const start = at + block;
    yield {
      name: prefix === '' ? name : `${prefix}/${name}`,
      content: tar.toString('utf8', start, Math.min(start + size, tar.length)),
    };
    at = start + Math.ceil(size / block) * block;
  }
}

function text(tar: Buffer, start: number, length: number): string {
  const end = tar.indexOf(0, start);
  return tar.toString('latin1', start, end < 0 || end > start + length ? start + length : end);
}
