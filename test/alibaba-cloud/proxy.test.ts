import { proxyFor, type Environment } from '../../src/alibaba-cloud/http';

const PROXY = 'http://proxy.example.com:3128';

describe('proxyFor', () => {
  it.each<[url: string, environment: Environment, proxy: string | undefined]>([
    ['https://ecs.example.com', {}, undefined],
    ['https://ecs.example.com', { HTTPS_PROXY: PROXY }, PROXY],
    ['https://ecs.example.com', { https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, PROXY],
    ['https://ecs.example.com', { HTTPS_PROXY: 'proxy.example.com:3128' }, PROXY],
    ['https://ecs.example.com', { HTTPS_PROXY: '' }, undefined],
    ['https://ecs.example.com', { HTTP_PROXY: PROXY }, undefined],
    ['http://127.0.0.1:80', { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY }, undefined],
  ])('sends %s with %j through %s', (url, environment, proxy) => {
    expect(proxyFor(new URL(url), environment)?.origin).toBe(proxy);
  });

  it.each<[url: string, exceptions: string, direct: boolean]>([
    ['https://ecs.example.com', '*', true],
    ['https://ecs.example.com', 'example.com', true],
    ['https://ecs.example.com', '.example.com', true],
    ['https://ecs.example.com', '*.example.com', true],
    ['https://ecs.example.com', 'ECS.Example.COM', true],
    ['https://ecs.example.com', 'other.com, ecs.example.com', true],
    ['https://ecs.example.com', 'other.com ecs.example.com', true],
    ['https://ecs.example.com', 'ple.com', false],
    ['https://ecs.example.com', 'ecs', false],
    ['https://ecs.example.com', '', false],
    ['https://ecs.example.com', ',,', false],
    ['https://ecs.example.com', 'ecs.example.com:443', true],
    ['https://ecs.example.com', 'ecs.example.com:8443', false],
    ['https://ecs.example.com:8443', 'ecs.example.com:8443', true],
    ['https://10.96.0.1', '10.96.0.1', true],
    ['https://10.96.0.1', '10.96.0.0/12', true],
    ['https://10.128.0.1', '10.96.0.0/12', false],
    ['https://10.96.0.1', '10.96.0.0/99', false],
    ['https://[fd00::1]', 'fd00::/8', true],
    ['https://[fd00::1]:6443', '[fd00::1]:6443', true],
    ['https://10.96.0.1', '0.1', false],
  ])('for %s, NO_PROXY=%s means direct: %s', (url, exceptions, direct) => {
    const proxy = proxyFor(new URL(url), { HTTPS_PROXY: PROXY, NO_PROXY: exceptions });
    expect(proxy === undefined).toBe(direct);
  });

  it('tells nothing of an address that is none, which may hold a password', () => {
    const attempt = () => proxyFor(new URL('https://ecs.example.com'), { HTTPS_PROXY: 'http://a:hush@:x' });
    expect(attempt).toThrow('ProxyUnusable');
    expect(attempt).not.toThrow('hush');
  });
});
