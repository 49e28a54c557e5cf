import { asList, asObject, type JsonObject, valueAt } from '../gardener/json';
import { kindOf, seedSpecOf } from '../gardener/kinds';
import { isDns1123Subdomain } from '../gardener/names';
import type { Adoption } from './adopt';
import type { Steps } from './read-objects';
import { secretsOf } from './seed';

/** A place as people write it. */
export function showSteps(steps: Steps): string {
  return steps
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(step)) return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** What the README of an adopted landscape says of what it holds. */
export function toGuide({ objects, others }: Pick<Adoption, 'objects' | 'others'>): string {
  const secrets = objects.flatMap(({ object: { manifest } }) => [
    ...secretsOf(seedSpecOf(manifest)?.value),
    ...chartSecretsOf(manifest),
  ]);
  const names = [...new Set(secrets)].filter((name) => name.split('/').every(isDns1123Subdomain)).sort();
  const left = [...others.keys()].filter((kind) => /^[A-Za-z]+$/.test(kind)).sort();
  return `## Before the first merge

- \`npx gardener-alicloud diff OLD dist\` says what the landscape changes of the YAML that it was made of.
- The old files go in the commit that brings \`dist/\`. The objects are annotated so that no engine deletes them in between.
- \`npm test\` counts warnings as errors. Mend what they say, or add it to \`waivers\` of the app in \`src/main.ts\` with a reason.
${left.length === 0 ? '' : `- Left out were objects of other kinds: ${left.join(', ')}.\n`}
## Secrets that must exist

${
  names.length === 0
    ? 'The landscape refers to none.\n'
    : `The landscape refers to these, and holds none of them:\n\n${names.map((name) => `- \`${name}\`\n`).join('')}`
}`;
}

/** Secrets whose data the values of a chart get. */
function chartSecretsOf(manifest: JsonObject): readonly string[] {
  const place = kindOf(manifest)?.chartResources;
  if (place === undefined) return [];
  return asList(valueAt(manifest, ...place)).flatMap((resource) => {
    const { kind, name } = asObject(asObject(resource)['resourceRef']);
    return kind === 'Secret' && typeof name === 'string' ? [`garden/${name}`] : [];
  });
}
