import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSigned } from '../fake-cloud/certificate';
import { ForwardProxy } from '../fake-cloud/forward-proxy';
import { accountIds, REGION, useScenario } from './scenario';

const HOSTS = [`ecs.${REGION}.aliyuncs.com`, 'sts.aliyuncs.com', `sts.${REGION}.aliyuncs.com`, 'localhost'];
const TLS = selfSigned(HOSTS);

describe('HTTPS, HTTPS_PROXY and NO_PROXY', () => {
  const scenario = useScenario({ tls: TLS });
  let proxy: ForwardProxy;
  let trust: Record<string, string>;

  beforeEach(async () => {
    const { current } = scenario;
    proxy = await ForwardProxy.start(current.cloud.port);
    const file = join(current.dir, 'ca.pem');
    await writeFile(file, TLS.certificate);
    trust = { NODE_EXTRA_CA_CERTS: file };
    current.share({ desired: accountIds(2) });
  });
  afterEach(() => proxy.stop());

  function useOwnEndpoints(): void {
    const { config } = scenario.current;
    config.stsEndpoint = null;
    for (const region of Object.values(config.regions)) {
      region.endpoint = null;
    }
  }

  it('the regions’ own endpoints are reached through the proxy', async () => {
    useOwnEndpoints();
    const run = await scenario.current.run({ env: { ...trust, HTTPS_PROXY: proxy.url } });
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(accountIds(2));
    expect(proxy.tunnels).toContain(`ecs.${REGION}.aliyuncs.com:443`);
    expect(proxy.tunnels.filter((target) => !HOSTS.some((host) => target === `${host}:443`))).toEqual([]);
    expect(proxy.plainRequests).toEqual([]);
    const hosts = new Set(scenario.current.cloud.journal.reads().map(({ host }) => host));
    expect([...hosts]).toEqual([`ecs.${REGION}.aliyuncs.com`]);
  });

  it.each(['127.0.0.1', 'example.com, 127.0.0.1', '*'])('NO_PROXY %s goes straight', async (list) => {
    const run = await scenario.current.run({ env: { ...trust, HTTPS_PROXY: proxy.url, NO_PROXY: list } });
    expect(run.code).toBe(0);
    expect(proxy.tunnels).toEqual([]);
  });

  it('NO_PROXY of another host does not', async () => {
    useOwnEndpoints();
    const run = await scenario.current.run({
      env: { ...trust, HTTPS_PROXY: proxy.url, NO_PROXY: 'aliyuncs.com.cn,internal' },
    });
    expect(run.code).toBe(0);
    expect(proxy.tunnels).not.toEqual([]);
  });

  it('the proxy’s password is sent to the proxy, and never told', async () => {
    useOwnEndpoints();
    const url = proxy.url.replace('http://', 'http://anna:pass%20word-of-anna@');
    const good = await scenario.current.run({ env: { ...trust, HTTPS_PROXY: url } });
    expect(good.code).toBe(0);
    expect(new Set(proxy.authorizations)).toEqual(new Set([`Basic ${btoa('anna:pass word-of-anna')}`]));
    await proxy.stop();
    scenario.current.config.retry.maxAttempts = 1;
    const bad = await scenario.current.run({ env: { ...trust, HTTPS_PROXY: url } });
    expect(bad.code).not.toBe(0);
    expect(good.stderr + bad.stdout + bad.stderr + bad.metricsText).not.toMatch(/word-of-anna/);
    proxy = await ForwardProxy.start(scenario.current.cloud.port);
  });

  it('a certificate that nobody trusts: no call, nothing written', async () => {
    scenario.current.config.retry.maxAttempts = 2;
    const run = await scenario.current.run();
    expect(run.code).not.toBe(0);
    expect(scenario.current.cloud.journal.entries).toEqual([]);
  });
});
