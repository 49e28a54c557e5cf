import type { KindRules } from '../kind';
import { validateSecret } from './secret';
import { warnSecret } from './warnings';

export { findCredentials, type CredentialFinding } from './access-key';
export { secretRuleTable } from './rules';

/** v1 Secret. */
export const secretRules: KindRules = {
  validate: validateSecret,
  warn: warnSecret,
};
