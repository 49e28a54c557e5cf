import { ForwardProxy } from '../fake-cloud/forward-proxy';
import { accountIds, useScenario } from './scenario';

describe('HTTPS_PROXY and plain loopback endpoints', () => {
  const scenario = useScenario();

  it('the proxy is not asked', async () => {
    const proxy = await ForwardProxy.start(scenario.current.cloud.port);
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run({ env: { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url } });
    expect(run.code).toBe(0);
    expect([...proxy.tunnels, ...proxy.plainRequests]).toEqual([]);
    await proxy.stop();
  });
});
