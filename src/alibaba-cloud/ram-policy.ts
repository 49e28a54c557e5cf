/** A RAM policy document, as Alibaba Cloud's console and API take it. */
export interface RamPolicy {
  readonly Version: '1';
  readonly Statement: readonly RamStatement[];
}

interface RamStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** The text of a file below `ram/`. */
export function renderRamPolicy(policy: RamPolicy): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
}
