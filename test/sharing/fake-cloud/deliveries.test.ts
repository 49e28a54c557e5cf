import { request } from 'node:http';
import { get } from 'node:https';
import { connect as connectSecurely } from 'node:tls';
import { type Delivery, okAnswer } from './answer';
import type { Call } from './call';
import { selfSigned } from './certificate';
import { FakeCloud } from './fake-cloud';
import * as faults from './faults';
import { compose, type Fault, on } from './faults/fault';
import { ForwardProxy } from './forward-proxy';

const CALL = { action: 'A', region: 'r', parameters: new Map() } as unknown as Call;

function strike(
  fault: Fault,
  proceed = (): Promise<ReturnType<typeof okAnswer>> => Promise.resolve(okAnswer({})),
) {
  return Promise.resolve(fault(CALL, proceed));
}

describe('faults', () => {
  it.each<[string, Fault, Delivery['kind']]>([
    ['reset', faults.reset, 'reset'],
    ['hang', faults.hang, 'hang'],
    ['truncate', faults.truncate, 'truncate'],
    ['drip', faults.drip(1), 'drip'],
  ])('%s lets the call have its effect unless told otherwise', async (_name, fault, kind) => {
    let effects = 0;
    const proceed = (): Promise<ReturnType<typeof okAnswer>> => {
      effects += 1;
      return Promise.resolve(okAnswer({}));
    };
    expect((await strike(fault, proceed)).delivery.kind).toBe(kind);
    expect(effects).toBe(1);
    await strike(faults.withoutEffect(fault), proceed);
    expect(effects).toBe(1);
    await strike(faults.afterEffect(faults.html(502)), proceed);
    expect(effects).toBe(2);
  });

  it('strike the selected calls, and only those', async () => {
    const fault = on({ action: 'A', skip: 1, times: 2 }, faults.refuse(500, 'InternalError'));
    const seen: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      seen.push((await strike(fault)).status);
    }
    expect(seen).toEqual([200, 500, 500, 200]);
    expect((await strike(on({ action: 'B' }, faults.html(502)))).status).toBe(200);
    expect((await strike(compose([on({ region: 'r' }, faults.html(502)), faults.html(503)]))).status).toBe(
      502,
    );
  });
});

describe('transport', () => {
  it('serves HTTPS with a certificate that is trusted by itself, also through the proxy', async () => {
    const tls = selfSigned(['ecs.eu-central-1.aliyuncs.com']);
    const cloud = await FakeCloud.start({ tls });
    const proxy = await ForwardProxy.start(cloud.port);
    const direct = await new Promise<number | undefined>((resolve, reject) => {
      get(cloud.url, { ca: tls.certificate, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(direct).toBe(404);
    const isAuthorized = await new Promise<boolean>((resolve, reject) => {
      const target = 'ecs.eu-central-1.aliyuncs.com:443';
      const tunnel = request(proxy.url, { method: 'CONNECT', path: target, agent: false });
      tunnel.once('connect', (_answer, socket) => {
        const servername = 'ecs.eu-central-1.aliyuncs.com';
        const secure = connectSecurely({ socket, ca: tls.certificate, servername }, () => {
          resolve(secure.authorized);
          secure.destroy();
        }).on('error', reject);
      });
      tunnel.on('error', reject).end();
    });
    expect(isAuthorized).toBe(true);
    expect(proxy.tunnels).toEqual(['ecs.eu-central-1.aliyuncs.com:443']);
    await proxy.stop();
    await cloud.stop();
  });

  it.each([
    ['reset', faults.reset],
    ['truncate', faults.truncate],
    ['hang in the body', faults.hangInBody],
    ['drip', faults.drip(5)],
  ])('%s: no whole answer arrives in time', async (_name, fault) => {
    const cloud = await FakeCloud.start();
    cloud.inject(fault);
    const date = new Date().toISOString().replace(/\.\d+/, '');
    const url = `${cloud.url}/?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=JSON&Timestamp=${date}`;
    const read = async (): Promise<string> => (await fetch(url, { signal: AbortSignal.timeout(200) })).text();
    await expect(read()).rejects.toThrow();
    expect(cloud.journal.entries).toHaveLength(1);
    await cloud.stop();
  });
});
