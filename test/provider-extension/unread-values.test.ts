import { unreadValues } from '../../src/provider-extension/inspect-values';
import type { Files } from './chart-folder';

function unread(values: Record<string, unknown>, files: Files): string[] {
  const list = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
  return unreadValues(values, list).map((place) => place.join('.'));
}

const values = { a: { b: 1, c: { d: 2 } }, x: 1 };

test.each<[what: string, template: string, unread: string[]]>([
  ['nothing', 'kind: ConfigMap', ['a', 'x']],
  ['one value', '{{ .Values.a.b }}', ['a.c', 'x']],
  ['a value with all below', '{{ toYaml .Values.a | indent 2 }}', ['x']],
  ['a value of the root context', '{{ $.Values.a.c.d }}', ['a.b', 'x']],
  ['a value of a context in a variable', '{{ $root := . }}{{ $root.Values.x }}', ['a']],
  ['only whether it is there', '{{- if .Values.a }}yes{{ end }}', ['x']],
  ['whether it is there, and one below', '{{- if .Values.a }}{{ .Values.a.b }}{{ end }}', ['a.c', 'x']],
  ['whether it is there, or else another', '{{ if .Values.a.b }}{{ else if .Values.x }}{{ end }}', ['a.c']],
  ['a comparison', '{{ if eq .Values.a.b 1 }}{{ end }}', ['a.c', 'x']],
  ['with', '{{ with .Values.a }}{{ .b }}{{ end }}', ['x']],
  ['range', '{{ range $k, $v := .Values.a }}{{ $v }}{{ end }}', ['x']],
  ['a named template', '{{ include "t" .Values.a }}', ['x']],
  ['parentheses', '{{ (.Values.a).b }}', ['x']],
  ['a longer name with the same beginning', '{{ .Values.ab }}{{ .Values.xy }}', ['a', 'x']],
  ['all values', '{{ toYaml .Values }}', []],
  ['all values by index', '{{ index .Values "a" "b" }}', []],
  ['all values in a variable', '{{ $v := .Values }}{{ $v.a }}', []],
  ['all values by their name', '{{ (index . "Values").a }}', []],
  ['the whole context', '{{ toYaml . }}', []],
  ['the whole context by $', '{{ with .Chart }}{{ toJson $ }}{{ end }}', []],
  ['all entries of the context', '{{ range $k, $v := . }}{{ $v }}{{ end }}', []],
  ['a dot that is narrowed', '{{ with .Values.a.b }}{{ toYaml . }}{{ end }}', ['a.c', 'x']],
  ['another word', '{{ .ValuesOfMine.x }}', ['a', 'x']],
])('%s', (_, template, expected) => {
  expect(unread(values, { 'templates/a.yaml': template })).toEqual(expected);
});

test.each<[what: string, files: Files, unread: string[]]>([
  ['a helper', { 'templates/_a.tpl': '{{ .Values.x }}' }, ['a']],
  ['a template of a subchart', { 'charts/sub/templates/a.yaml': '{{ .Values.x }}' }, ['a']],
  ['a default that is a template', { 'values.yaml': 'port: "{{ .Values.x }}"' }, ['a']],
  ['a file that no template executes', { 'files/a': '{{ .Values.x }}', 'templates/a': '' }, ['a', 'x']],
  [
    'a file that templates may execute',
    { 'files/a': '{{ .Values.x }}', 'templates/a': '{{ tpl (.Files.Get "files/a") . }}' },
    ['a'],
  ],
  ['a subchart of that name', { 'charts/a/Chart.yaml': 'name: a' }, ['x']],
  ['an archive of a subchart of that name', { 'charts/a-1.0.0.tgz': '' }, ['x']],
  ['an alias', { 'Chart.yaml': 'dependencies:\n- name: sub\n  alias: a\n  version: "1"' }, ['x']],
  ['a word in a Chart.yaml without dependencies', { 'Chart.yaml': 'name: a' }, ['a', 'x']],
])('%s', (_, files, expected) => {
  expect(unread(values, files)).toEqual(expected);
});

test('an empty object, and null, are values like others', () => {
  const template = { 'templates/a.yaml': '{{ .Values.a.b }}' };
  expect(unread({ a: {}, n: null, o: {} }, template)).toEqual(['n', 'o']);
});
