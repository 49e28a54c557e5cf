import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { asText } from '../kubernetes/read';
import { controllerDeploymentRuleTable as rules } from './rules';

const partsOfRef = ['repository', 'tag', 'digest'] as const;

/** Rules on an OCI reference, the same for ControllerDeployment, Extension and Gardenlet. */
export function validateOciRepository(oci: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const { ref, repository, tag, digest } = oci;
  if (isEmpty(ref) && isEmpty(repository)) {
    issues.report(
      rules['chart-oci-reference-missing'],
      path,
      'the chart has neither a ref nor a repository',
      {
        hint: 'write ref: <registry>/<path>:<tag>, or repository with tag or digest',
      },
    );
    return;
  }
  if (ref !== undefined) {
    for (const part of partsOfRef) {
      const given = oci[part];
      if (isEmpty(given)) continue;
      const wanted = asText(ref) === '' ? 'leave the empty ref out' : `leave ${part} out`;
      issues.report(
        rules['chart-oci-ref-exclusive'],
        path.child(part),
        `${part} is ${JSON.stringify(given)} beside ref ${JSON.stringify(ref)}`,
        { hint: `${wanted}; ref is the whole reference` },
      );
    }
    return;
  }
  if (isEmpty(tag) && isEmpty(digest)) {
    issues.report(
      rules['chart-oci-version-missing'],
      path,
      `repository ${JSON.stringify(repository)} has neither tag nor digest`,
      { hint: 'add tag: vX.Y.Z or digest: sha256:…' },
    );
  }
  if (digest !== undefined && !asText(digest).startsWith('sha256:')) {
    issues.report(
      rules['chart-oci-digest-algorithm'],
      path.child('digest'),
      `digest ${JSON.stringify(digest)} does not begin with "sha256:"`,
      { hint: digest === '' ? 'leave the empty digest out' : 'write digest: sha256:<64 hexadecimal digits>' },
    );
  }
}

/** An OCI reference cut into its parts, whichever way it is written. */
export interface OciReference {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

export function readOciReference(oci: JsonObject): OciReference | undefined {
  const ref = asText(oci['ref']);
  const whole = (ref === '' ? asText(oci['repository']) : ref).replace(/^oci:\/\//, '');
  if (whole === '') return undefined;
  if (ref === '') return withVersion(whole, asText(oci['tag']), asText(oci['digest']));
  const [named = '', digest = ''] = splitAt(whole, whole.indexOf('@'));
  const colon = named.lastIndexOf(':');
  // A colon before the last slash belongs to the port of the registry.
  const [repository = '', tag = ''] = splitAt(named, colon > named.lastIndexOf('/') ? colon : -1);
  return withVersion(repository, tag, digest);
}

export function warnOciRepository(oci: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const reference = readOciReference(oci);
  if (reference === undefined || reference.digest !== undefined) return;
  const { tag } = reference;
  if (tag !== undefined && tag !== 'latest') return;
  if (tag === undefined && oci['ref'] === undefined) return;
  const field = path.child(oci['ref'] === undefined ? 'tag' : 'ref');
  const said = tag === undefined ? 'has neither tag nor digest' : 'follows the tag "latest"';
  issues.report(rules['chart-oci-version-floating'], field, `${reference.repository} ${said}`, {
    hint: 'name a release, e.g. v1.71.0',
  });
}

function withVersion(repository: string, tag: string, digest: string): OciReference {
  return { repository, ...(tag === '' ? {} : { tag }), ...(digest === '' ? {} : { digest }) };
}

function splitAt(text: string, at: number): string[] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '';
}
