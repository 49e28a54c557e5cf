import { asList, valueAt } from '../json-value';
import { asText } from '../kubernetes/read';
import type { LandscapeObject } from '../landscape/landscape';

/** Options of one object; all of them share an annotation, separated by commas. */
export function optionsOf({ annotations }: LandscapeObject): readonly string[] {
  return asText(annotations['argocd.argoproj.io/sync-options'])
    .split(',')
    .map((option) => option.trim());
}

export function hasOption(object: LandscapeObject, option: string): boolean {
  return optionsOf(object).includes(option);
}

/** Options of a whole Application. */
export function applicationHasOption({ spec }: LandscapeObject, option: string): boolean {
  return asList(valueAt(spec, 'syncPolicy', 'syncOptions')).includes(option);
}
