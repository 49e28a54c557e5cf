import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { image, imagesAnswer, instanceType, metadata, typesAnswer, zone, zonesAnswer } from './answers';
import { Workspace } from './workspace';

let here: Workspace;

beforeEach(() => {
  here = new Workspace();
  here.write('images.json', imagesAnswer('eu-central-1', [image('m-1', 'my-os-1.0')]));
  here.write('types.json', typesAnswer([]));
  here.write('not-json.json', '{"Images":');
  here.write('object.json', { anything: true });
  here.write('refused.json', {
    RequestId: 'R',
    Code: 'Forbidden.RAM',
    Message: 'User not authorized',
    HostId: 'h',
  });
  here.write('mixed.json', zonesAnswer([zone('eu-central-1a'), zone('us-west-1a')]));
  here.write('a.yaml', metadata('1877.3', { 'eu-central-1': 'm-1' }));
  here.write('aws.yaml', metadata('1877.3', { 'eu-central-1': 'm-1' }).replace('"ali"', '"aws"'));
  here.write('array.json', [1]);
  here.write('array-0.json', []);
  here.write('nameless.json', imagesAnswer('eu-central-1', [{ ImageName: 'a' }]));
  here.write('numberless.json', typesAnswer([instanceType('ecs.g7.large', 'many' as never, 8)]));
  here.write('half.json', typesAnswer([instanceType('ecs.g7.large', 1.5, 8)]));
  here.write('memoryless.json', typesAnswer([instanceType('ecs.g7.large', 2, undefined as never)]));
  here.write('negative.json', typesAnswer([instanceType('ecs.g7.large', 2, -1)]));
  here.write('zoneless.json', zonesAnswer([]));
  here.write('odd-zone.json', zonesAnswer([zone('Frankfurt')]));
  here.write('long.json', { newVersion: 'supported', expireAfterDays: 36_501 });
  here.write('keep.json', { newVersion: 'supported', keep: 1001 });
  here.write('some.json', { newVersion: 'supported', deprecatePrevious: 'some' });
  const mapped = { published_image_metadata: { published_alicloud_images: { a: 1 } } };
  here.write('mapped.yaml', metadata('1877.3', {}, 'amd64', mapped));
  here.write('homeless.yaml', metadata('1877.3', { 'eu-central-1': 'm-1' }).replace('"platform":"ali",', ''));
  here.write(
    'number.yaml',
    metadata('1877.3', { 'eu-central-1': 'm-1' }).replace('"1877.3"', '9007199254740993'),
  );
  here.write('both/a.yaml', metadata('1.0', { 'eu-central-1': 'm-1' }));
  here.write('both/b.json', imagesAnswer('eu-central-1', [image('m-1', 'my-os-1.0')]));
  here.write('no-regions.json', []);
  here.write('folder.json/readme.txt', '');
  here.write('policy.json', { newVersion: 'supported' });
  here.write('empty/readme.txt', '');
});

afterEach(() => here.remove());

/** What was done wrong, the command line, and a part of the sentence. */
const misuses: readonly (readonly [string, string, string])[] = [
  ['nothing to import', '', 'nothing to import given; it is one of images, machine-types, zones'],
  ['an unknown catalogue', 'image', 'import: "image" is none of images, machine-types, zones'],
  ['an unknown flag', 'zones --regions', 'unknown flag --regions'],
  ['no source', 'images --out x.json', 'no file or folder given'],
  ['no data file', 'images a.yaml', '--out is missing'],
  ['another format', 'images --out x.yaml a.yaml', 'x.yaml: is not named *.json'],
  ['a format of its own', 'images --format ts --out x.json a.yaml', '--format: "ts" is none of json'],
  ['a missing file', 'images --out x.json nowhere.json', 'nowhere.json: no such file or folder'],
  ['an empty folder', 'images --out x.json empty', 'empty: the folder has no JSON or YAML file'],
  ['a file that is not JSON', 'images --match a --out x.json not-json.json', 'not-json.json: is not JSON'],
  [
    'a file that is no answer',
    'images --match a --out x.json object.json',
    'object.json: is no answer of ECS',
  ],
  [
    'the answer of another call',
    'images --match a --out x.json types.json',
    'types.json: is an answer of DescribeInstanceTypes; give one of DescribeImages',
  ],
  [
    'an error answer',
    'zones --out x.json refused.json',
    'refused.json: is an error answer (Forbidden.RAM), no data',
  ],
  [
    'regions in one answer',
    'zones --out x.json mixed.json',
    'mixed.json: mixes zones of eu-central-1 and us-west-1',
  ],
  [
    'another region than asked for',
    'images --match my --region us-west-1 --out x.json images.json',
    'images.json: is about eu-central-1, not about us-west-1; check --region',
  ],
  ['no --match', 'images --out x.json images.json', '--match: is missing'],
  [
    'a --match that is none',
    'images --match ( --out x.json images.json',
    '--match: "(" is no regular expression',
  ],
  ['a --match without a hit', 'images --match nothing --out x.json images.json', 'has no image to import'],
  ['an empty catalogue', 'machine-types --out x.json types.json', 'has no instance type'],
  ['metadata for another cloud', 'images --out x.json aws.yaml', 'aws.yaml: has no image to import'],
  ['a data file that is not JSON', 'images --out not-json.json a.yaml', 'not-json.json: is not JSON'],
  ['a data file of another kind', 'images --out array.json a.yaml', 'array.json: holds no image versions'],
  ['a data file that is a folder', 'images --out folder.json a.yaml', 'folder.json: is a folder'],
  ['a policy that is none', 'images --promote object.json --out x.json a.yaml', 'unknown field'],
  [
    '--date without --promote',
    'images --date 2026-11-21 --out x.json a.yaml',
    '--date: only --promote needs it',
  ],
  ['files and --live', 'zones --live --out x.json mixed.json', '--live: mixed.json would not be read'],
  [
    'credentials without --live',
    'zones --credentials-dir . --out x.json mixed.json',
    '--credentials-dir: only --live needs it',
  ],
  ['no region', 'zones --live --region Frankfurt --out x.json', '--region: "Frankfurt" is no region'],
  [
    'no credentials',
    'zones --live --region eu-central-1 --out x.json',
    'ALIBABA_CLOUD_ACCESS_KEY_ID is not set; set',
  ],
  [
    'an empty credentials folder',
    'zones --live --credentials-dir empty --region eu-central-1 --out x.json',
    'accessKeyID in',
  ],
  [
    'http to elsewhere',
    'zones --live --endpoint http://ecs.example.com --out x.json',
    'would send requests in clear; use https',
  ],
  [
    'an endpoint that is none',
    'zones --live --endpoint ecs --out x.json',
    '--endpoint: "ecs" is not an endpoint',
  ],
  [
    'regions named twice over',
    'images --region eu-central-1 --regions-of array.json --out x.json a.yaml',
    '--regions-of: --region says which regions already',
  ],
  [
    'a landscape without regions',
    'images --regions-of no-regions.json --out x.json a.yaml',
    'no-regions.json: has no region; import zones first',
  ],
  [
    'a landscape that is not there',
    'images --regions-of none.json --out x.json a.yaml',
    'none.json: there is no such file; import zones first',
  ],
  [
    'a region that ends with a hyphen',
    'zones --region eu-central- --out x.json mixed.json',
    '--region: "eu-central-" is no region',
  ],
  [
    'text that has no field',
    'images --match a --out x.json nameless.json',
    'nameless.json: an entry has no ImageId',
  ],
  [
    'a number that is none',
    'machine-types --out x.json numberless.json',
    'numberless.json: an entry has "many" for CpuCoreCount',
  ],
  ['half a vCPU', 'machine-types --out x.json half.json', 'half.json: an entry has 1.5 for CpuCoreCount'],
  [
    'a number that is missing',
    'machine-types --out x.json memoryless.json',
    'memoryless.json: an entry has nothing for MemorySize',
  ],
  ['a negative number', 'machine-types --out x.json negative.json', 'an entry has -1 for MemorySize'],
  ['an empty list', 'zones --out x.json array-0.json', 'array-0.json: is an empty list'],
  [
    'an item of a list that is no answer',
    'zones --out x.json array.json',
    'array.json[0]: is no answer of ECS',
  ],
  ['an answer without zones', 'zones --out x.json zoneless.json', 'zoneless.json: lists no zone'],
  ['an ID that is no zone', 'zones --out x.json odd-zone.json', 'odd-zone.json: "Frankfurt" is no zone ID'],
  [
    'a date that is none',
    'images --promote policy.json --date 2026-02-30 --out x.json a.yaml',
    '--date: "2026-02-30" is no day',
  ],
  [
    'a promotion without its day',
    'images --promote policy.json --out x.json a.yaml',
    '--date: is missing; --promote needs the day',
  ],
  [
    'a policy that is not there',
    'images --promote none.json --date 2026-02-20 --out x.json a.yaml',
    'none.json: cannot be read',
  ],
  [
    'a policy of a hundred and one years',
    'images --promote long.json --date 2026-02-20 --out x.json a.yaml',
    'expireAfterDays: is 36501; use a whole number from 1 to 36500',
  ],
  [
    'a policy that keeps too many',
    'images --promote keep.json --date 2026-02-20 --out x.json a.yaml',
    'keep: is 1001; use a whole number from 1 to 1000',
  ],
  [
    'a policy that deprecates a bit',
    'images --promote some.json --date 2026-02-20 --out x.json a.yaml',
    'deprecatePrevious: is "some"; use true, false or "same-major"',
  ],
  ['metadata whose images are no list', 'images --out x.json mapped.yaml', 'mapped.yaml:1:'],
  ['metadata without its platform', 'images --out x.json homeless.yaml', 'platform: is nothing, not "ali"'],
  [
    'metadata with a number for a version',
    'images --out x.json number.yaml',
    'version: 9007199254740993 is no version',
  ],
  [
    'a version in metadata and in an answer',
    'images --match ^my-os-(?<version>.*)$ --out x.json both',
    'both: 1.0.0 comes from metadata and from ECS; import one after the other',
  ],
  [
    'an unknown owner',
    'images --live --owner me --out x.json',
    '--owner: "me" is none of self, system, others, marketplace',
  ],
  [
    'an endpoint with a path',
    'zones --live --endpoint https://ecs.example.com/a --out x.json',
    'is not an endpoint; use https://<host>',
  ],
  [
    'an endpoint with a question',
    'zones --live --endpoint https://ecs.example.com/?a=1 --out x.json',
    'is not an endpoint; use https://<host>',
  ],
  [
    'an endpoint of another kind',
    'zones --live --endpoint ftp://ecs.example.com --out x.json',
    'is not an endpoint; use https://<host>',
  ],
  [
    'types that are no list',
    'machine-types --out object.json types.json',
    'object.json: holds no machine types',
  ],
  ['types without a name', 'machine-types --out array.json types.json', 'array.json: holds no machine types'],
  ['regions that are no list', 'zones --out object.json mixed.json', 'object.json: holds no regions'],
  ['live types of no region', 'machine-types --live --out x.json', '--region: is missing'],
  [
    'types that are not there',
    'zones --machine-types none.json --out x.json mixed.json',
    'none.json: there is no such file',
  ],
];

test.each(misuses)('%s', async (_, line, message) => {
  const { code, err, out } = await here.run(...line.split(' ').filter((word) => word !== ''));
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err).not.toContain('\n');
  expect(err).not.toContain(`${here.folder}/aws`);
  expect(() => here.text('x.json')).toThrow('ENOENT');
});

/** Each sentence as a whole, with what to do; `UPDATE_GOLDEN=1` writes the file anew. */
test('the sentences are those of misuse.txt', async () => {
  const path = join(__dirname, 'misuse.txt');
  const sentences: string[] = [];
  for (const [what, line] of misuses) {
    const { err } = await here.run(...line.split(' ').filter((word) => word !== ''));
    // What credentials lack is said by their own module.
    if (err.includes('CredentialsMissing')) continue;
    sentences.push(`${what}: ${err.replaceAll(here.folder, '.')}`);
  }
  const text = `${sentences.join('\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
});

test('--help says what there is', async () => {
  const { code, out } = await here.run('images', '--help');
  expect(code).toBe(0);
  expect(out).toContain('--promote FILE');
});
