import { reset } from '../fake-cloud/faults/delivery-faults';
import { on } from '../fake-cloud/faults/fault';
import { closedFor, html, refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, useScenario } from './scenario';

/** The scenario looks into every output of every run; here are the runs that tempt a program most. */
describe('14. no secret in any output', () => {
  const scenario = useScenario();

  async function expectSilent(code: number): Promise<void> {
    for (const output of ['json', 'text'] as const) {
      expect((await scenario.current.run({ output })).code).toBe(code);
    }
  }

  it('a refusal that repeats the string to sign, the key and the token', async () => {
    const { ownerKey } = scenario.current;
    const message = `server string to sign is: POST&%2F&SecurityToken=CAISx&Signature=abc ${ownerKey.secret}`;
    scenario.current.cloud.inject(
      on({ action: 'DescribeImageSharePermission' }, refuse(403, 'Forbidden.RAM', { message })),
    );
    scenario.current.share({ desired: accountIds(2) });
    await expectSilent(4);
  });

  it('a code that is not a code', async () => {
    const { ownerKey } = scenario.current;
    scenario.current.cloud.inject(
      on({ action: 'DescribeImageSharePermission' }, refuse(400, `x ${ownerKey.secret}`)),
    );
    scenario.current.share({ desired: accountIds(2) });
    await expectSilent(4);
  });

  it('the owner’s signature is refused', async () => {
    await scenario.current.writeCredentials('owner', {
      id: scenario.current.ownerKey.id,
      secret: 'a-wrong-secret',
    });
    scenario.current.share({ desired: accountIds(2) });
    for (const output of ['json', 'text'] as const) {
      const run = await scenario.current.run({ output });
      expect(run.code).toBe(3);
      expect(run.stdout + run.stderr + run.metricsText).not.toContain('a-wrong-secret');
    }
  });

  it('a session whose calls are reset, throttled and answered with pages', async () => {
    const { cloud, config } = scenario.current;
    const arn = `acs:ram::${cloud.ownerAccount}:role/image-sharing`;
    cloud.identities.addRole({ arn, trustedAccounts: [cloud.ownerAccount], trustedProviders: [] });
    config.credentials.assumeRoleArn = arn;
    config.retry.maxAttempts = 2;
    [reset, closedFor(60_000), html(502)].forEach((fault, n) => {
      scenario.current.share({ id: imageId(n), desired: accountIds(2) });
      cloud.inject(on({ image: imageId(n) }, fault));
    });
    await expectSilent(5);
    expect(cloud.identities.secrets().length).toBeGreaterThanOrEqual(3);
  });

  it('a target credential that is refused', async () => {
    const key = scenario.current.cloud.identities.addRamUserKey('2000000000000099');
    scenario.current.share({ desired: accountIds(2) });
    const dir = await scenario.current.writeCredentials('team', {
      id: key.id,
      secret: 'another-wrong-secret',
    });
    scenario.current.addCredential('team', dir);
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.stdout + run.stderr + run.metricsText).not.toContain('another-wrong-secret');
  });

  it('a token of the environment', async () => {
    scenario.current.config.credentials = { kind: 'env' };
    scenario.current.share({ desired: accountIds(2) });
    const env = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: scenario.current.ownerKey.id,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: scenario.current.ownerKey.secret,
      ALIBABA_CLOUD_SECURITY_TOKEN: 'CAIS-of-nobody',
    };
    const run = await scenario.current.run({ env });
    expect(run.code).toBe(3);
    expect(run.stdout + run.stderr + run.metricsText).not.toContain('CAIS-of-nobody');
  });
});
