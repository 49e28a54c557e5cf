import type { IssueCollector } from '../issue-collector';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { coreRules as rules } from './core-rules';
import { validateNameForm, validateUnique } from './names';
import type { Place } from './place';
import type { ContainerRuntimeInterface } from './profile';

/** An empty list is defaulted to containerd, so there is always one. */
export function validateContainerRuntimes(
  interfaces: readonly ContainerRuntimeInterface[] | undefined,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (interfaces === undefined || interfaces.length === 0) return;
  const seen = new Set<string>();
  for (const [index, { name = '', containerRuntimes = [] }] of interfaces.entries()) {
    const at = (): Place => place().child('cri').index(index);
    validateUnique(name, 'container runtime interface', seen, at, issues);
    if (name !== 'containerd') {
      at()
        .child('name')
        .report(
          issues,
          rules['cloud-profile-cri-unknown'],
          `${quote(name)} is no container runtime interface of Gardener`,
          'use containerd, or leave cri out',
        );
    }
    const types = new Set<string>();
    for (const [position, { type = '' }] of containerRuntimes.entries()) {
      const typeAt = (): Place => at().child('containerRuntimes').index(position).child('type');
      validateNameForm(type, 'container runtime', typeAt, target, issues);
      validateUnique(type, 'container runtime', types, typeAt, issues);
    }
  }
}
