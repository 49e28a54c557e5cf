import { numberedValues } from '../fake-cloud/call';
import type { FakeCloud } from '../fake-cloud/fake-cloud';
import type { Exit } from './program';

/** What holds for every run, whatever it met: the promises that have no exception. */
export function expectInvariants(cloud: FakeCloud, exit: Exit, metrics: string): void {
  expectNoLeak(cloud, exit, metrics);
  expectJsonLines(exit);
  const writes = cloud.journal.writes();
  for (const call of writes) {
    const add = numberedValues(call, 'AddAccount');
    const remove = numberedValues(call, 'RemoveAccount');
    expect(Math.max(add.length, remove.length)).toBeLessThanOrEqual(10);
    expect(Math.min(add.length, remove.length)).toBe(0);
    expect(call.parameters.has('IsPublic')).toBe(false);
    expect(call.parameters.has('LaunchPermission')).toBe(false);
    expect(call.parameters.has('DryRun')).toBe(false);
  }
  const nonces = cloud.journal.entries.flatMap(({ nonce }) => (nonce === undefined ? [] : [nonce]));
  expect(new Set(nonces).size).toBe(nonces.length);
}

function expectNoLeak(cloud: FakeCloud, { stdout, stderr }: Exit, metrics: string): void {
  const seen = `${stdout}\n${stderr}\n${metrics}`;
  const leaks = cloud.identities.secrets().filter((secret) => seen.includes(secret));
  expect(leaks).toEqual([]);
  expect(seen).not.toMatch(
    /string.?to.?sign is|ACS3-HMAC-SHA256\s|Signature=|SecurityToken=|x-acs-security-token/i,
  );
  expect(seen).not.toMatch(/https?:\/\/[^\s"]*[?&](RegionId|Action|ImageId|AccessKeyId|Signature)/i);
}

/** A wrong use (exit 2) may be told as a sentence; everything else on stderr is a log. */
function expectJsonLines({ code, stderr }: Exit): void {
  if (code === 2) {
    return;
  }
  const lines = stderr.split('\n').filter((line) => line !== '');
  expect(lines.filter((line) => !isJson(line))).toEqual([]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
