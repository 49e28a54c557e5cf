import { FieldPath } from '../validation/field-path';
import type { IssueCollector } from '../validation/issue-collector';
import { parseQuantity, type Quantity } from '../validation/kubernetes/quantity';
import type { JobResources } from './props';
import { imageSharingRules as rules } from './rules';

/** Requests and limits as the API server stores them. */
export interface Quantities {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** Enough for a thousand images; a run waits for answers nearly all of its time. */
const defaults: Quantities = {
  requests: { cpu: '20m', memory: '128Mi' },
  limits: { cpu: '500m', memory: '256Mi' },
};
const path = FieldPath.of('resources');

/** The defaults with what is given over them, in canonical form. A request never exceeds a limit that is given alone. */
export function toQuantities(given: JobResources | undefined, issues: IssueCollector): Quantities {
  const limits = read(given?.limits, 'limits', issues);
  const requests = read(given?.requests, 'requests', issues);
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
    else reportExcess(name, request, limit, issues);
  }
  return merged;
}

function read(given: unknown, which: keyof Quantities, issues: IssueCollector): Record<string, string> {
  const quantities: Record<string, string> = {};
  for (const [name, value] of Object.entries<unknown>({ ...(given as object | undefined) })) {
    if (value === undefined) continue;
    const quantity = parseQuantity(value);
    const field = path.child(which, name);
    if (quantity === undefined || value === null) {
      issues.report(rules['image-sharing-resources-invalid'], field, `${show(value)} is no quantity`, {
        hint: name === 'cpu' ? 'write 500m or 0.5' : 'write 256Mi or 1Gi',
      });
    } else if (quantity.isNegative) {
      issues.report(rules['image-sharing-resources-invalid'], field, `${show(value)} is negative`, {
        hint: 'use 0 or more',
      });
    } else {
      quantities[name] = quantity.canonical;
    }
  }
  return quantities;
}

function reportExcess(name: string, request: Quantity, limit: Quantity, issues: IssueCollector): void {
  const message = `${request.canonical} is more than the limit of ${limit.canonical}`;
  issues.report(rules['image-sharing-resources-invalid'], path.child('requests', name), message, {
    hint: 'request no more than the limit',
  });
}

function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeof value;
}
