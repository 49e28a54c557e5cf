import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeGarden } from '../fake-cloud/fake-garden';
import { onceWritten } from './once-written';
import { accountIds, IMAGE, imageId, useScenario } from './scenario';

const GENEROUS = { maxPerImage: 50, maxPercent: 100, maxTotal: 100 };

describe('accounts of the garden', () => {
  const scenario = useScenario();
  let garden: FakeGarden;

  beforeEach(async () => {
    garden = await FakeGarden.start();
    const { current } = scenario;
    const kubeconfig = join(current.dir, 'kubeconfig');
    await writeFile(kubeconfig, garden.kubeconfig);
    current.config.prune = GENEROUS;
    current.share({ policy: 'exact', current: accountIds(3), desired: accountIds(1) });
    current.config.accounts.customers = { fromGarden: { kubeconfig } };
    current.config.regions['eu-central-1']?.images[IMAGE]?.accounts.push('customers');
  });
  afterEach(() => garden.stop());

  /** A Secret of a customer in a project's namespace. */
  function addCustomer(namespace: string, name: string, account: string): void {
    garden.addSecret(namespace, name, scenario.current.cloud.identities.addRamUserKey(account));
  }

  it('are those behind both kinds of bindings, and of no other provider', async () => {
    const dev = garden.addProject('dev');
    addCustomer(dev, 'one', '2000000000000011');
    addCustomer(dev, 'two', '2000000000000012');
    addCustomer(dev, 'three', '2000000000000013');
    addCustomer('garden', 'four', '2000000000000014');
    garden.addCredentialsBinding(dev, 'one', { name: 'one' });
    garden.addSecretBinding(dev, 'two', 'two', 'aws,alicloud');
    garden.addCredentialsBinding(dev, 'three', { name: 'three' }, 'aws');
    garden.addCredentialsBinding(dev, 'four', { namespace: 'garden', name: 'four' });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const found = ['2000000000000001', '2000000000000011', '2000000000000012', '2000000000000014'];
    expect(run.item().desired).toEqual(found);
    expect(scenario.current.sharedWith()).toEqual(found);
  });

  it('are each asked for once, however many bindings lead to them', async () => {
    const dev = garden.addProject('dev');
    addCustomer(dev, 'one', '2000000000000011');
    garden.addCredentialsBinding(dev, 'a', { name: 'one' });
    garden.addCredentialsBinding(dev, 'b', { name: 'one' });
    garden.addSecretBinding(dev, 'c', 'one');
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(garden.requests.filter((request) => request.endsWith('/secrets/one'))).toHaveLength(1);
    expect(scenario.current.cloud.journal.find({ action: 'GetCallerIdentity' })).toHaveLength(2);
  });

  it('are found on all pages, and Secrets are never listed', async () => {
    garden.pageSize = 4;
    const dev = garden.addProject('dev');
    const accounts = accountIds(10, 11);
    accounts.forEach((account, n) => {
      addCustomer(dev, `c${n}`, account);
      garden.addCredentialsBinding(dev, `c${n}`, { name: `c${n}` });
    });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item().desired).toEqual(['2000000000000001', ...accounts]);
    expect(garden.requests.filter((request) => request.endsWith('/secrets'))).toEqual([]);
  });

  it('are of the chosen projects only', async () => {
    for (const [project, account] of [
      ['dev', '2000000000000011'],
      ['prod', '2000000000000012'],
    ] as const) {
      const namespace = garden.addProject(project);
      addCustomer(namespace, 'key', account);
      garden.addCredentialsBinding(namespace, 'key', { name: 'key' });
    }
    const customers = scenario.current.config.accounts.customers;
    if (customers?.fromGarden !== undefined) {
      customers.fromGarden.projects = ['prod'];
    }
    const run = await scenario.current.run();
    expect(run.item().desired).toEqual(['2000000000000001', '2000000000000012']);
  });

  it.each<[string, (namespace: string) => void]>([
    ['may not be read', (namespace) => garden.forbidden.add(`${namespace}/bad`)],
    ['does not exist', (namespace) => garden.addCredentialsBinding(namespace, 'gone', { name: 'gone' })],
    [
      'is a WorkloadIdentity',
      (namespace) => garden.addCredentialsBinding(namespace, 'w', { kind: 'WorkloadIdentity', name: 'w' }),
    ],
    [
      'has a key that is refused',
      (namespace) => {
        garden.addSecret(namespace, 'wrong', { id: 'LTAI5tNobody', secret: 'x' });
        garden.addSecretBinding(namespace, 'wrong', 'wrong');
      },
    ],
  ])('a credential that %s: the others are shared with, nothing is removed', async (_name, spoil) => {
    const dev = garden.addProject('dev');
    addCustomer(dev, 'good', '2000000000000011');
    addCustomer(dev, 'bad', '2000000000000012');
    garden.addCredentialsBinding(dev, 'good', { name: 'good' });
    garden.addCredentialsBinding(dev, 'bad', { name: 'bad' });
    spoil(dev);
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(run.item().remove).toEqual([]);
    expect(run.item().add).toContain('2000000000000011');
  });

  it.each(['credentialsbindings', 'secretbindings'])(
    '%s that are not found are not none: the API behind them may be away',
    async (kind) => {
      const dev = garden.addProject('dev');
      addCustomer(dev, 'one', '2000000000000044');
      addCustomer(dev, 'three', '2000000000000055');
      garden.addCredentialsBinding(dev, 'one', { name: 'one' });
      garden.addSecretBinding(dev, 'three', 'three');
      garden.absent.add(kind);
      const run = await scenario.current.run();
      expect(run.code).toBe(6);
      expect(run.item().remove).toEqual([]);
      expect(scenario.current.sharedWith()).toEqual(expect.arrayContaining(accountIds(3)));
    },
  );

  it('a garden that is slow keeps no image from the accounts that it needs no garden for', async () => {
    const { cloud, config } = scenario.current;
    const written = onceWritten(cloud, imageId(7));
    garden.beforeAnswer = () => written;
    scenario.current.share({ region: 'cn-shanghai', id: imageId(7), desired: accountIds(2) });
    config.deadlineSeconds = 20;
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item(imageId(7)).status).toBe('changed');
  });

  it('a garden that cannot be reached: what else is wanted is added, nothing is removed', async () => {
    await garden.stop();
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.config.accounts.more = { static: ['2000000000000021'] };
    scenario.current.config.regions['eu-central-1']?.images[IMAGE]?.accounts.push('more');
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(scenario.current.sharedWith()).toEqual([...accountIds(3), '2000000000000021']);
    garden = await FakeGarden.start();
  });

  it('the garden’s token is never told', async () => {
    garden.forbidden.add('garden-dev/one');
    const dev = garden.addProject('dev');
    addCustomer(dev, 'one', '2000000000000011');
    garden.addCredentialsBinding(dev, 'one', { name: 'one' });
    const run = await scenario.current.run();
    expect(run.stdout + run.stderr + run.metricsText).not.toContain(garden.token);
  });
});
