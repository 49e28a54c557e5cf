import { readGardenLinuxMetadata } from '../../cloud-profile/garden-linux-metadata';
import { ImportProblem } from '../import-problem';
import type { SourceFile } from '../sources/source-files';
import { idsOf, type FoundVersion } from './found-image';

/**
 * The versions in Garden Linux' metadata files.
 *
 * @throws ImportProblem for a file that is no such metadata
 */
export function readGardenLinuxVersions(files: readonly SourceFile[]): FoundVersion[] {
  if (files.length === 0) return [];
  const { props, findings } = readGardenLinuxMetadata(
    files.map(({ path }) => path),
    {},
  );
  const [finding] = findings;
  if (finding !== undefined) {
    // The finding names the file by its whole path, the user did not.
    const sentence = files.reduce((text, { path, label }) => text.replaceAll(path, label), finding.message);
    const [where = '', ...rest] = sentence.split(': ');
    throw new ImportProblem(where, rest.join(': '), finding.hint);
  }
  return props.versions.map((version) => ({ version: version.version, ids: idsOf(version) ?? new Map() }));
}
