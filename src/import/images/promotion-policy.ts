import { isObject } from '../../validation/json-value';
import { closest } from '../../validation/closest';
import { ImportProblem } from '../import-problem';

/** What happens when a new image version comes: a JSON file of the landscape. */
export interface PromotionPolicy {
  /** What the new version becomes. A `preview` replaces nothing. */
  readonly newVersion: 'preview' | 'supported';
  /**
   * Whether older supported versions are deprecated: all, or those with the same first number only, for images
   * whose lines live side by side. @default true
   */
  readonly deprecatePrevious: boolean | 'same-major';
  /**
   * Days until a version that is deprecated expires, at the end of that day in UTC; a date that it has already
   * stays. @default it gets none
   */
  readonly expireAfterDays?: number;
  /**
   * How many versions stay in any case; beyond these, versions that have expired are taken out. Gardener lets
   * them go, but a Shoot that still runs one cannot be reconciled. @default no version is taken out
   */
  readonly keep?: number;
}

const fields = ['newVersion', 'deprecatePrevious', 'expireAfterDays', 'keep'];
/** A hundred years. */
const MOST_DAYS = 36_500;

/** @throws ImportProblem that names the first field that is wrong */
export function readPolicy(text: string, label: string): PromotionPolicy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new ImportProblem(
      label,
      'is not JSON',
      'write e.g. {"newVersion": "supported", "expireAfterDays": 90}',
    );
  }
  if (!isObject(policy))
    throw new ImportProblem(label, 'is no JSON object', `its fields are ${fields.join(', ')}`);
  const fault = (field: string, remedy: string): never => {
    throw new ImportProblem(
      label,
      `${field}: ${policy[field] === undefined ? 'is missing' : `is ${JSON.stringify(policy[field])}`}`,
      remedy,
    );
  };
  for (const key of Object.keys(policy)) {
    if (fields.includes(key)) continue;
    const near = closest(key, fields);
    throw new ImportProblem(
      label,
      `${key}: unknown field`,
      near === undefined ? `the fields are ${fields.join(', ')}` : `did you mean ${near}?`,
    );
  }
  const { newVersion, deprecatePrevious = true, expireAfterDays, keep } = policy;
  if (newVersion !== 'preview' && newVersion !== 'supported')
    return fault('newVersion', 'use "preview" or "supported"');
  if (typeof deprecatePrevious !== 'boolean' && deprecatePrevious !== 'same-major')
    return fault('deprecatePrevious', 'use true, false or "same-major"');
  if (expireAfterDays !== undefined && !isWhole(expireAfterDays, 1, MOST_DAYS))
    return fault('expireAfterDays', `use a whole number from 1 to ${MOST_DAYS}`);
  if (keep !== undefined && !isWhole(keep, 1, 1000))
    return fault('keep', 'use a whole number from 1 to 1000');
  return {
    newVersion,
    deprecatePrevious,
    ...(expireAfterDays === undefined ? {} : { expireAfterDays }),
    ...(keep === undefined ? {} : { keep }),
  };
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
