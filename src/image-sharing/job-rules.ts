import { asList, asObject, asText, type JsonObject, quote, valueAt } from '../gardener/json';
import { isQualifiedName } from '../gardener/names';
import { int64Value, parseQuantity } from '../gardener/quantity';
import type { Check } from '../issues/check';
import { fieldRules, isGiven } from './kubernetes-fields';

// What the API server refuses only of a Job as a whole: what we write together with what the user lays over it.

/** What a Job cannot have together; all of it, ours included. */
export function checkJob(job: JsonObject, check: Check): void {
  const complain = (field: string, message: string, hint: string): void =>
    check.at(field).report(fieldRules.wrong, message, hint);
  const isIndexed = job['completionMode'] === 'Indexed';
  if (isIndexed && !isGiven(job['completions'])) {
    complain('completionMode', 'Indexed without completions', 'write completions');
  }
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']) {
    if (!isIndexed && isGiven(job[field])) {
      complain(field, 'needs completionMode Indexed', 'remove it, or use the prop shards');
    }
  }
  if (isGiven(job['maxFailedIndexes']) && !isGiven(job['backoffLimitPerIndex'])) {
    complain('maxFailedIndexes', 'needs backoffLimitPerIndex', 'write that, too');
  }
  const names = containerNames(asObject(valueAt(job, 'template', 'spec')));
  asList(valueAt(job, 'podFailurePolicy', 'rules')).forEach((rule, index) => {
    const { containerName } = asObject(asObject(rule)['onExitCodes']);
    if (typeof containerName !== 'string' || names.includes(containerName)) return;
    check
      .at('podFailurePolicy', 'rules', index, 'onExitCodes', 'containerName')
      .report(fieldRules.wrong, `there is no container ${quote(containerName)}`, `use ${names.join(', ')}`);
  });
}

function containerNames(pod: JsonObject): string[] {
  return ['containers', 'initContainers'].flatMap((list) =>
    asList(pod[list]).map((container) => asText(asObject(container)['name'])),
  );
}

/** What containers cannot have together; all of it, ours included. @param placeOf the prop that a container is from */
export function checkContainers(pod: JsonObject, placeOf: (list: string, index: number) => Check): void {
  const seen = new Set<string>();
  const claims = asList(pod['resourceClaims']).map((claim) => asObject(claim)['name']);
  for (const list of ['containers', 'initContainers']) {
    asList(pod[list]).forEach((item, index) => {
      const container = asObject(item);
      const check = placeOf(list, index);
      const name = asText(container['name']);
      if (seen.has(name)) {
        check.at('name').report(fieldRules.wrong, `${quote(name)} is there twice`, 'give it another name');
      }
      seen.add(name);
      checkEscalation(asObject(container['securityContext']), pod, check.at('securityContext'));
      checkMountPropagation(container, check.at('volumeMounts'));
      checkAmounts(asObject(container['resources']), claims, check.at('resources'));
    });
  }
}

function checkEscalation(context: JsonObject, pod: JsonObject, check: Check): void {
  const added = asList(valueAt(context, 'capabilities', 'add'));
  const escalates = context['privileged'] === true || added.includes('CAP_SYS_ADMIN');
  if (context['allowPrivilegeEscalation'] === false && escalates) {
    const message = 'allowPrivilegeEscalation: false does not go with privileged and CAP_SYS_ADMIN';
    check.report(fieldRules.wrong, message, 'leave the rights away that the job does not need');
  }
  if (context['procMount'] === 'Unmasked' && pod['hostUsers'] !== false) {
    check.at('procMount').report(fieldRules.wrong, 'Unmasked needs hostUsers: false', 'leave it out');
  }
}

function checkMountPropagation(container: JsonObject, check: Check): void {
  if (valueAt(container, 'securityContext', 'privileged') === true) return;
  asList(container['volumeMounts']).forEach((mount) => {
    if (valueAt(mount, 'mountPropagation') !== 'Bidirectional') return;
    check.report(
      fieldRules.wrong,
      'mountPropagation Bidirectional needs a privileged container',
      'leave it out',
    );
  });
}

function checkAmounts(resources: JsonObject, claims: readonly unknown[], check: Check): void {
  const [limits, requests] = [asObject(resources['limits']), asObject(resources['requests'])];
  const report = (place: Check, message: string, hint: string): void =>
    place.report(fieldRules.wrong, message, hint);
  for (const [part, amounts] of Object.entries({ limits, requests })) {
    for (const [name, amount] of Object.entries(amounts)) {
      const at = check.at(part).named(name);
      const quantity = parseQuantity(amount);
      if (!isResourceName(name))
        report(at, 'is no resource of a container', 'use cpu, memory or ephemeral-storage');
      if (quantity?.isNegative === true) report(at, `${quote(amount)} is negative`, 'use 0 or more');
      if (!isWhole(name, amount))
        report(at, `${quote(amount)} are no whole pages`, 'use a multiple of the size');
    }
  }
  for (const [name, amount] of Object.entries(requests)) {
    const [request, limit] = [parseQuantity(amount), parseQuantity(limits[name])];
    const at = check.at('requests').named(name);
    if (request === undefined) continue;
    if (limit === undefined) {
      if (name.includes('/') || name.startsWith('hugepages-')) report(at, 'has no limit', 'give it one, too');
    } else if (request.compare(limit) > 0) {
      report(at, `${request.canonical} is more than the limit of ${limit.canonical}`, 'request no more');
    }
  }
  asList(resources['claims']).forEach((claim, index) => {
    const { name } = asObject(claim);
    if (claims.includes(name)) return;
    report(
      check.at('claims', index),
      `there is no claim ${quote(name)}`,
      'add it to resourceClaims of the pod',
    );
  });
}

function isResourceName(name: string): boolean {
  if (['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')) return true;
  return name.includes('/') && isQualifiedName(name);
}

function isWhole(name: string, amount: unknown): boolean {
  if (!name.startsWith('hugepages-')) return true;
  const [size, given] = [parseQuantity(name.slice('hugepages-'.length)), parseQuantity(amount)];
  if (size === undefined || given === undefined || size.isZero) return true;
  return int64Value(given) % int64Value(size) === 0n;
}
