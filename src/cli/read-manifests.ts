import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Io, UsageError } from './io';

/** A text with manifests, and the name that issues give it. */
export interface ManifestFile {
  /** As the user wrote the path; below a folder with `/`; `<stdin>` for standard input. */
  readonly file: string;
  readonly text: string;
}

const extensions = /\.(ya?ml|json)$/;

/**
 * Reads files, folders (all the way down, in the order of names; dot folders and node_modules left out) and
 * standard input (`-`). Below a folder a JSON file counts only if it is a manifest.
 *
 * @throws UsageError for a path that is not there or cannot be read
 */
export function readManifests(paths: readonly string[], io: Io): ManifestFile[] {
  return paths.flatMap((path) => {
    if (path === '-') return [{ file: '<stdin>', text: io.readStdin() }];
    const place = resolve(io.cwd, path);
    try {
      if (!statSync(place).isDirectory()) return [{ file: path, text: readFileSync(place, 'utf8') }];
      const prefix = path.replace(/\/+$/, '');
      return walk(place)
        .map((file) => ({
          file: `${prefix}/${relative(place, file).replaceAll('\\', '/')}`,
          text: readFileSync(file, 'utf8'),
        }))
        .filter(({ file, text }) => !file.endsWith('.json') || isManifest(text));
    } catch (error) {
      throw new UsageError(`${path}: ${reason(error as NodeJS.ErrnoException)}`);
    }
  });
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const place = join(folder, entry.name);
      if (entry.isDirectory()) return walk(place);
      return extensions.test(entry.name) && isFile(entry, place) ? [place] : [];
    });
}

/** A link counts as the file it points to; one to a folder is not followed, as it may lead in circles. */
function isFile(entry: Dirent, place: string): boolean {
  return (
    entry.isFile() ||
    (entry.isSymbolicLink() && statSync(place, { throwIfNoEntry: false })?.isFile() === true)
  );
}

/** package.json and RAM policies lie beside manifests, and are none. */
function isManifest(text: string): boolean {
  return text.includes('"apiVersion"') && text.includes('"kind"');
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES') return 'no permission to read it';
  return message;
}
