import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from '../fake-cloud/faults/effects';
import { type Fault, on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, useScenario } from './scenario';

const READ = 'DescribeImageSharePermission';
const PROVIDER = 'acs:ram::1000000000000001:oidc-provider/ack-rrsa';
const ROLE = 'acs:ram::1000000000000001:role/image-sharing';

describe('16. sessions and regions', () => {
  const scenario = useScenario();

  beforeEach(() => {
    scenario.current.share({ id: imageId(1), desired: accountIds(2) });
    scenario.current.share({ id: imageId(2), desired: accountIds(2) });
  });

  function assumeRole(): void {
    const { cloud, config } = scenario.current;
    cloud.identities.addRole({
      arn: ROLE,
      trustedAccounts: [cloud.ownerAccount],
      trustedProviders: [PROVIDER],
    });
    config.credentials.assumeRoleArn = ROLE;
  }

  const count = (action: string): number => scenario.current.cloud.journal.find({ action }).length;

  it('a role is assumed once a run, and every ECS call is made with its session', async () => {
    assumeRole();
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(count('AssumeRole')).toBe(1);
    const keys = scenario.current.cloud.journal.reads().map(({ accessKeyId }) => accessKeyId);
    expect(keys.every((key) => key?.startsWith('STS.'))).toBe(true);
  });

  it('a session that ends during the run is renewed once', async () => {
    assumeRole();
    const { cloud } = scenario.current;
    cloud.inject(
      on(
        { action: READ, image: imageId(1), times: 1 },
        before(() => cloud.identities.expireSessions()),
      ),
    );
    cloud.inject(
      on({ action: READ, image: imageId(1), times: 1 }, refuse(400, 'InvalidSecurityToken.Expired')),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(count('AssumeRole')).toBe(2);
    expect(scenario.current.sharedWith(imageId(2))).toEqual(accountIds(2));
  });

  it('a session that is refused again right after it was renewed is final', async () => {
    assumeRole();
    const expired = refuse(403, 'InvalidSecurityToken.Expired');
    scenario.current.cloud.inject(on({ action: 'DescribeImages' }, expired), on({ action: READ }, expired));
    const run = await scenario.current.run();
    expect(run.code).toBe(3);
    expect(count('AssumeRole')).toBe(2);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  /** The mounted Secret is replaced, and the old key refused from then on. */
  async function replaceKey(account: string): Promise<void> {
    const { cloud, ownerKey } = scenario.current;
    await scenario.current.writeCredentials('owner', cloud.identities.addRamUserKey(account));
    ownerKey.active = false;
  }

  const replacing =
    (account: () => string): Fault =>
    async (_call, proceed) => {
      const answer = await proceed();
      await replaceKey(account());
      return answer;
    };

  it('a key that is replaced by another one of the same account: the run goes on', async () => {
    const { cloud } = scenario.current;
    cloud.inject(
      on(
        { action: 'DescribeImages', times: 1 },
        replacing(() => cloud.ownerAccount),
      ),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith(imageId(2))).toEqual(accountIds(2));
  });

  it.each([[undefined], ['1000000000000001']])(
    'a key that is replaced by one of another account: no call is made with it (expected owner %s)',
    async (expected) => {
      const { cloud, config } = scenario.current;
      if (expected !== undefined) config.expectOwnerAccount = expected;
      cloud.inject(
        on(
          { action: 'DescribeImages', times: 1 },
          replacing(() => '3000000000000003'),
        ),
      );
      const run = await scenario.current.run();
      expect(run.code).toBe(3);
      expect(cloud.journal.writes()).toEqual([]);
      expect(run.item(imageId(1))).toMatchObject({ status: 'failed', error: { code: 'WrongOwner' } });
      const foreign = cloud.journal.entries.filter(
        ({ principal, status }) => principal?.accountId === '3000000000000003' && status === 200,
      );
      expect(foreign.map(({ action }) => action)).toEqual(['GetCallerIdentity']);
    },
  );

  it('a role that may not be assumed: exit 3', async () => {
    scenario.current.config.credentials.assumeRoleArn = ROLE;
    expect((await scenario.current.run()).code).toBe(3);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  describe('RRSA', () => {
    let tokenFile: string;
    let token: string;

    const env = (): Record<string, string> => ({
      ALIBABA_CLOUD_ROLE_ARN: ROLE,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: PROVIDER,
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: tokenFile,
    });

    beforeEach(async () => {
      const { cloud, config, dir } = scenario.current;
      cloud.identities.addRole({ arn: ROLE, trustedAccounts: [], trustedProviders: [PROVIDER] });
      config.credentials = { kind: 'rrsa' };
      token = cloud.identities.issueOidcToken();
      tokenFile = join(dir, 'token');
      await writeFile(tokenFile, `${token}\n`);
    });

    it('exchanges the token, unsigned, for a session', async () => {
      const run = await scenario.current.run({ env: env() });
      expect(run.code).toBe(0);
      const exchanges = scenario.current.cloud.journal.find({ action: 'AssumeRoleWithOIDC' });
      expect(exchanges.map(({ signature }) => signature)).toEqual(['none']);
      expect(run.result.owner).toBe('1000000000000001');
    });

    it('reads the token file again when the session has ended: it rotates', async () => {
      const { cloud } = scenario.current;
      const rotate = async (): Promise<void> => {
        cloud.identities.expireSessions();
        cloud.identities.oidcTokens.clear();
        await writeFile(tokenFile, cloud.identities.issueOidcToken());
      };
      cloud.inject(
        on({ action: READ, times: 1 }, async (call, proceed) => {
          await rotate();
          return refuse(400, 'InvalidSecurityToken.Expired')(call, proceed);
        }),
      );
      const run = await scenario.current.run({ env: env() });
      expect(run.code).toBe(0);
      expect(count('AssumeRoleWithOIDC')).toBe(2);
    });

    it('a token that is refused: exit 3, asked once', async () => {
      scenario.current.cloud.identities.oidcTokens.clear();
      const run = await scenario.current.run({ env: env() });
      expect(run.code).toBe(3);
      expect(count('AssumeRoleWithOIDC')).toBe(1);
    });

    it.each(['ALIBABA_CLOUD_ROLE_ARN', 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN', 'ALIBABA_CLOUD_OIDC_TOKEN_FILE'])(
      'without %s: exit 3, and the variable is named',
      async (name) => {
        const { [name]: _left, ...rest } = env();
        const run = await scenario.current.run({ env: rest });
        expect(run.code).toBe(3);
        expect(run.stderr + run.stdout).toContain(name);
        expect(scenario.current.cloud.journal.entries).toEqual([]);
      },
    );
  });

  it('credentials of the environment', async () => {
    scenario.current.config.credentials = { kind: 'env' };
    const { id, secret } = scenario.current.ownerKey;
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret };
    expect((await scenario.current.run({ env })).code).toBe(0);
    expect((await scenario.current.run({ env: { ALIBABA_CLOUD_ACCESS_KEY_ID: id } })).code).toBe(3);
  });

  it('an unknown region: a warning, not a refusal', async () => {
    scenario.current.share({ region: 'xx-nowhere-9', id: imageId(3), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item(imageId(3)).status).toBe('changed');
    const warnings = run.log.filter(({ level }) => level === 'warn' || level === 'warning');
    expect(JSON.stringify(warnings)).toContain('xx-nowhere-9');
  });
});
