import type { IssueCollector } from '../issue-collector';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { coreRules as rules } from './core-rules';
import { validateName, validateNameForm, validateUnique } from './names';
import type { Place } from './place';
import type { VolumeType } from './profile';
import { validateNotNegative } from './quantities';

/** There may be none. After a name that is there already Gardener looks at no further entry. */
export function validateVolumeTypes(
  volumeTypes: readonly VolumeType[] | undefined,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const names = new Set<string>();
  for (const [index, type] of (volumeTypes ?? []).entries()) {
    const at = (): Place => place.index(index);
    const nameAt = (): Place => at().child('name');
    const { name = '', class: volumeClass = '' } = type;
    validateName(name, 'volume type', nameAt, target, issues);
    if (!validateUnique(name, 'volume type', names, nameAt, issues)) return;
    if (volumeClass === '') {
      at()
        .child('class')
        .report(
          issues,
          rules['cloud-profile-volume-class-required'],
          `the volume type ${quote(name)} has no class`,
          'write standard or premium',
        );
    } else validateNameForm(volumeClass, 'volume class', () => at().child('class'), target, issues);
    validateNotNegative(type.minSize, () => at().child('minSize'), issues);
  }
}
