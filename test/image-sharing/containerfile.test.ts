import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { ReconcilerCode } from '../../src/image-sharing/reconciler-code';
import { jobWith, podOf } from './job';

const folder = resolve(__dirname, '../../src/sharing');
const lines = readFileSync(resolve(folder, 'Containerfile'), 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** The arguments of the only instruction of its kind. */
function only(instruction: string): string {
  const [found, ...others] = lines.filter((line) => line.startsWith(`${instruction} `));
  expect(others).toEqual([]);
  return (found ?? '').slice(instruction.length + 1);
}

test('the image holds the bundle and nothing else', () => {
  const words = only('COPY').split(' ');
  const [source = '', target] = words.filter((word) => !word.startsWith('--'));
  const bundler = readFileSync(resolve(folder, '../build/bundle-reconciler.ts'), 'utf8');
  expect(bundler).toContain(basename(source));
  expect(JSON.parse(only('ENTRYPOINT'))).toEqual(['node', target]);
  expect(lines.filter((line) => /^(?:RUN|ADD) /.test(line))).toEqual([]);
});

test('it runs as the user that the job asks for', () => {
  const [user = '', group] = only('USER').split(':');
  expect(podOf(jobWith({ code: ReconcilerCode.image('a/b:1') })).securityContext).toMatchObject({
    runAsUser: Number(user),
    runAsGroup: Number(group),
  });
  expect(Number(user)).toBeGreaterThan(0);
});

test('the base can be given by digest', () => {
  expect(only('ARG')).toMatch(/^NODE_IMAGE=\S+$/);
  expect(only('FROM')).toBe('${NODE_IMAGE}');
});
