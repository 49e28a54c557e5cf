import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  ciChoices,
  gitopsChoices,
  type LandscapeOptions,
  type NewFile,
  type PackageInfo,
  readPackageInfo,
} from '../init/new-landscape';
import { oneOf } from './arguments';
import { harmless, type Io, UsageError } from './io';

/** Flags of every command that makes a landscape. */
export const landscapeFlags = {
  name: { type: 'string' },
  gitops: { type: 'string', default: 'flux' },
  'repo-url': { type: 'string' },
  package: { type: 'string' },
  ci: { type: 'string', default: 'github' },
} as const;

export const landscapeHelp = `  --name NAME        of the landscape and its npm package (default: the last part of DIR)
  --gitops ENGINE    who applies the output: flux (default), argocd or none
  --repo-url URL     the repository, as Argo CD knows it; argocd needs it
  --package WHAT     this package, as the landscape shall depend on it: a version, or the .tgz that npm pack
                     made, which is copied into the landscape (default: the version that is running)
  --ci SYSTEM        github (default), gitlab or none
`;

interface LandscapeValues {
  readonly name?: string | undefined;
  readonly gitops: string;
  readonly 'repo-url'?: string | undefined;
  readonly package?: string | undefined;
  readonly ci: string;
}

/** What a landscape is made with. */
export interface LandscapeChoice {
  readonly options: LandscapeOptions;
  readonly info: PackageInfo;
  /** The tarball of this package, where the landscape is to have it. */
  readonly copies: readonly NewFile[];
}

/**
 * What flags say of a new landscape.
 *
 * @throws UsageError for values that cannot be, and flags that do not go together
 */
export function readLandscape(values: LandscapeValues, folder: string, io: Io): LandscapeChoice {
  const name = checkName(values.name, basename(folder));
  const gitops = oneOf('--gitops', values.gitops, gitopsChoices);
  const ci = oneOf('--ci', values.ci, ciChoices);
  const repoUrl = values['repo-url'] === undefined ? undefined : checkRepoUrl(values['repo-url']);
  if (repoUrl !== undefined && gitops !== 'argocd')
    throw new UsageError('--repo-url is for --gitops argocd only; leave it out');
  if (repoUrl === undefined && gitops === 'argocd')
    throw new UsageError(
      '--gitops argocd needs --repo-url, the address of the landscape as Argo CD knows it, e.g. ' +
        `https://git.example.com/${name}.git`,
    );
  const info = readPackageInfo();
  const { dependency, copies } = toDependency(values.package, info, io);
  return { options: { name, gitops, ci, repoUrl, dependency }, info, copies };
}

/** Lower case, because npm wants it so; short enough for labels and hosts. */
const namePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Goes between single quotes in TypeScript and double quotes in YAML: no quotes, blanks, backslashes. */
const repoUrlPattern = /^(https?:\/\/|ssh:\/\/|oci:\/\/|[\w.-]+@[\w.-]+:)[\w.~:/?#[\]@!$&()*+,;=%-]+$/;

function checkName(given: string | undefined, fallback: string): string {
  const name = given ?? fallback;
  if (namePattern.test(name)) return name;
  throw new UsageError(
    `${given === undefined ? 'DIR' : '--name'}: ${JSON.stringify(name)} is no name for a landscape; ` +
      (given === undefined ? 'give one with --name: ' : 'use ') +
      'at most 63 lower-case letters, digits and dashes, no dash at either end',
  );
}

function checkRepoUrl(url: string): string {
  if (repoUrlPattern.test(url)) return url;
  throw new UsageError(
    `--repo-url: ${JSON.stringify(url)} is no address of a repository; ` +
      'write e.g. https://git.example.com/landscape.git or git@git.example.com:landscape.git',
  );
}

/** Says what the file system refused as a sentence. */
export function withReason<T>(dir: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    throw new UsageError(`${dir}: cannot write ${path} (${code}); name a folder that can be written`);
  }
}

interface Dependency {
  readonly dependency: string;
  readonly copies: readonly NewFile[];
}

/** What installs: a version as it is, a tarball from a copy that the landscape has in its own repository. */
function toDependency(given: string | undefined, info: PackageInfo, io: Io): Dependency {
  if (given === undefined) return { dependency: `^${info.version}`, copies: [] };
  if (/^[~^]?\d+\.\d+\.\d+[\w.+-]*$/.test(given)) return { dependency: given, copies: [] };
  let content: Buffer;
  try {
    content = readFileSync(resolve(io.cwd, given));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what =
      code === 'EISDIR'
        ? 'is a folder; run "npm pack" in it and give the .tgz'
        : 'is no version, and no file is there; write e.g. 0.1.0 or cdk8s-gardener-alicloud-0.1.0.tgz';
    throw new UsageError(`--package: ${given} ${what}`);
  }
  if (content[0] !== 0x1f || content[1] !== 0x8b)
    throw new UsageError(`--package: ${given} is no tarball; give the .tgz that "npm pack" made`);
  const path = `vendor/${info.name}-${info.version}.tgz`;
  return { dependency: `file:${path}`, copies: [{ path, text: content }] };
}

/** In the order that works; `diff` compares with the first commit. */
export function nextCommands(dir: string, copies: readonly NewFile[]): string {
  const folder = /^[\w./-]+$/.test(dir) && !dir.startsWith('-') ? dir : `'${dir.replaceAll("'", "'\\''")}'`;
  const unpublished =
    copies.length > 0
      ? ''
      : '\nThe package is not on the npm registry yet: until it is, make the landscape with --package FILE.tgz.\n';
  return `Next:
  cd ${harmless(folder)} && npm install
  npm run synth
  npm test
  git init -b main && git add . && git commit -m "Start the landscape"
${unpublished}
README.md says what to make yours before the first merge.
`;
}
