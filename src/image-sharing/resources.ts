import { closest } from '../gardener/closest';
import { isQualifiedName } from '../gardener/names';
import { parseQuantity, type Quantity } from '../gardener/quantity';
import type { Check } from '../issues/check';
import type { JobResources } from './props';
import { imageSharingRules as rules } from './table';

/** Requests and limits as the API server stores them. */
export interface Quantities {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

const mebibyte = 1024 * 1024;
/** As measured: Node.js and the program itself, and what an account of an image adds to it. */
const idleBytes = 150 * mebibyte;
const bytesPerShare = 16;
/** Measured on one machine; another one may need more. */
const reserve = 1.5;
const leastMemory = 256;
/** A line of the log that names an account which is shared or taken away, written anew by each run. */
const loggedBytesPerShare = 64;
const leastStorage = 64;
/** Steps in which limits grow, so that one account more does not change the manifest. */
const step = 64;

/** @param shares images times accounts, of all shards: no other number decides how much the program holds */
function defaultsFor(shares: number): Quantities {
  const memory = Math.max(leastMemory, stepsOf((idleBytes + shares * bytesPerShare) * reserve));
  const storage = leastStorage + stepsOf(shares * loggedBytesPerShare);
  return {
    requests: { cpu: '20m', 'ephemeral-storage': '32Mi', memory: mebibytes(memory / 2) },
    limits: { cpu: '500m', 'ephemeral-storage': mebibytes(storage), memory: mebibytes(memory) },
  };
}

function stepsOf(bytes: number): number {
  return Math.ceil(bytes / mebibyte / step) * step;
}

function mebibytes(count: number): string {
  const text = `${count}Mi`;
  return parseQuantity(text)?.canonical ?? text;
}

/**
 * The defaults with what is given over them, in canonical form. A request never exceeds a limit that is given alone.
 *
 * @param shares images times accounts that one pod may hold
 */
export function toQuantities(given: JobResources | undefined, shares: number, check: Check): Quantities {
  const limits = read(given?.limits, check.at('limits'));
  const requests = read(given?.requests, check.at('requests'));
  const defaults = defaultsFor(shares);
  const merged = {
    requests: { ...defaults.requests, ...requests },
    limits: { ...defaults.limits, ...limits },
  };
  for (const name of Object.keys(merged.requests)) {
    const request = parseQuantity(merged.requests[name]);
    const limit = parseQuantity(merged.limits[name] ?? merged.requests[name]);
    if (request === undefined || limit === undefined || request.compare(limit) <= 0) continue;
    // The default gives way to what somebody wrote.
    if (requests[name] === undefined) merged.requests[name] = limit.canonical;
    else if (limits[name] === undefined) merged.limits[name] = request.canonical;
    else reportExcess(request, limit, check.at('requests', name));
  }
  return merged;
}

function read(given: unknown, check: Check): Record<string, string> {
  const quantities: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>({ ...(given as object | undefined) })) {
    if (value === undefined) continue;
    const quantity = parseQuantity(value);
    const rule = rules['image-sharing-resources-invalid'];
    if (!isResource(name)) {
      const near = closest(name, standard);
      const hint = near === undefined ? `use ${standard.join(', ')}` : `did you mean ${near}`;
      check.at(name).report(rule, `${JSON.stringify(name)} is no resource of a container`, hint);
      continue;
    }
    if (quantity === undefined || value === null) {
      const hint = name === 'cpu' ? 'write 500m or 0.5' : 'write 256Mi or 1Gi';
      check.at(name).report(rule, `${show(value)} is no quantity`, hint);
    } else if (quantity.isNegative) {
      check.at(name).report(rule, `${show(value)} is negative`, 'use 0 or more');
    } else {
      quantities[name] = quantity.canonical;
    }
  }
  return quantities;
}

const standard = ['cpu', 'memory', 'ephemeral-storage'];

/** A name without a prefix is one of Kubernetes' own. */
function isResource(name: string): boolean {
  return (
    standard.includes(name) || name.startsWith('hugepages-') || (name.includes('/') && isQualifiedName(name))
  );
}

function reportExcess(request: Quantity, limit: Quantity, check: Check): void {
  const message = `${request.canonical} is more than the limit of ${limit.canonical}`;
  check.report(rules['image-sharing-resources-invalid'], message, 'request no more than the limit');
}

function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeof value;
}
