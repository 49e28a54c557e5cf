import { FakePushgateway } from '../fake-cloud/fake-pushgateway';
import { accountIds, imageId, useScenario } from './scenario';

describe('--metrics-push', () => {
  const scenario = useScenario();
  let gateway: FakePushgateway;
  let url: string;

  beforeEach(async () => {
    gateway = new FakePushgateway();
    url = await gateway.start();
    scenario.current.share({ id: imageId(1), desired: accountIds(2) });
  });
  afterEach(() => gateway.stop());

  const push = (address = url, env = {}) => scenario.current.run({ args: ['--metrics-push', address], env });
  const lastSuccess = (body = '') =>
    /^alicloud_image_sharing_last_success_timestamp_seconds (\S+)$/m.exec(body)?.[1];

  it('puts the metrics of the run in the place of its group’s, in the gateway’s text format', async () => {
    const run = await push();
    expect(run.code).toBe(0);
    expect(gateway.requests).toHaveLength(1);
    const [request] = gateway.puts;
    expect(request).toMatchObject({
      path: '/metrics/job/image-sharing',
      type: expect.stringMatching(/^text\/plain/) as string,
      authorization: undefined,
    });
    const body = request?.body ?? '';
    expect(body).not.toMatch(/# EOF|# UNIT/);
    expect(body).toContain('# TYPE alicloud_image_sharing_changes_total counter\n');
    expect(body).toContain('alicloud_image_sharing_changes_total{op="add",region="eu-central-1"} 2\n');
    expect(body).toContain('# TYPE alicloud_image_sharing_api_call_seconds histogram\n');
    expect(body.endsWith('\n')).toBe(true);
    expect(body).not.toMatch(/"\d{16}"/);
  });

  it.each([
    ['/prefix/', '/prefix/metrics/job/image-sharing'],
    ['/metrics/job/mine', '/metrics/job/mine'],
    ['/p/metrics/job/mine/landscape/dev/', '/p/metrics/job/mine/landscape/dev'],
  ])('to the address %s', async (path, expected) => {
    await push(url + path);
    expect(gateway.puts.map((request) => request.path)).toEqual([expected]);
  });

  it('each shard has a group of its own', async () => {
    scenario.current.config.shard = { count: 2 };
    await push(url, { JOB_COMPLETION_INDEX: '1' });
    expect(gateway.puts.map((request) => request.path)).toEqual(['/metrics/job/image-sharing/shard/1']);
  });

  it('the last success outlives runs that are none, as the gateway would forget it', async () => {
    await push();
    const success = Number(lastSuccess(gateway.puts[0]?.body));
    expect(success).toBeGreaterThan(0);
    gateway.groups.set('job/other', 'alicloud_image_sharing_last_success_timestamp_seconds 1');
    scenario.current.share({ id: imageId(2), isMissing: true, desired: accountIds(1) });
    for (const index of [1, 2]) {
      expect((await push()).code).toBe(4);
      expect(Number(lastSuccess(gateway.puts[index]?.body))).toBeCloseTo(success, 3);
    }
  });

  it('sends a password in a header, and tells it nowhere', async () => {
    const address = url.replace('//', '//pusher:hush%21@');
    gateway.status = 401;
    const run = await push(address);
    expect(run.code).toBe(0);
    const authorization = `Basic ${Buffer.from('pusher:hush!').toString('base64')}`;
    expect(gateway.puts[0]).toMatchObject({ authorization, path: '/metrics/job/image-sharing' });
    expect(run.stderr + run.stdout + run.metricsText).not.toMatch(/hush/);
  });

  it.each([400, 404, 500])('a gateway that answers %d changes nothing, but is told', async (status) => {
    gateway.status = status;
    const run = await push();
    expect(run.code).toBe(0);
    expect(run.item(imageId(1)).status).toBe('changed');
    expect(run.log.find(({ event }) => event === 'metrics-not-pushed')).toMatchObject({
      level: 'error',
      status,
    });
  });

  it('nor does one that is not there', async () => {
    await gateway.stop();
    const run = await push();
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('"metrics-not-pushed"');
    await gateway.start();
  });

  it.each(['', 'pushgateway:9091', 'ftp://x/', 'http://a:b@gateway/', 'http://x/?a=b'])(
    'the address %j is an invalid argument',
    async (address) => {
      const run = await scenario.current.run({ args: ['--metrics-push', address], isInProcess: true });
      expect(run.code).toBe(2);
      expect(run.stderr).not.toContain('a:b');
      expect(scenario.current.cloud.journal.entries).toEqual([]);
    },
  );
});
