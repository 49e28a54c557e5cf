import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ImportProblem } from '../import-problem';

/** A file that something is imported from. */
export interface SourceFile {
  /** As the user wrote the path. */
  readonly label: string;
  readonly path: string;
  readonly text: string;
}

const extensions = /\.(json|ya?ml)$/;

/**
 * Reads files, and folders with the JSON and YAML files right in them, in the order of names.
 *
 * @throws ImportProblem for a path that is not there, cannot be read, or holds nothing to import
 */
export function readSourceFiles(paths: readonly string[], cwd: string): SourceFile[] {
  return paths.flatMap((label) => {
    const path = resolve(cwd, label);
    try {
      if (!statSync(path).isDirectory()) return [{ label, path, text: readFileSync(path, 'utf8') }];
      const names = readdirSync(path, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && extensions.test(entry.name))
        .map(({ name }) => name)
        .sort();
      if (names.length === 0)
        throw new ImportProblem(
          label,
          'the folder has no JSON or YAML file',
          'save the answers there, or name files',
        );
      return names.map((name) => ({
        label: `${label.replace(/\/+$/, '')}/${name}`,
        path: join(path, name),
        text: readFileSync(join(path, name), 'utf8'),
      }));
    } catch (error) {
      if (error instanceof ImportProblem) throw error;
      const { code } = error as NodeJS.ErrnoException;
      const what =
        code === 'ENOENT' ? 'no such file or folder' : `cannot be read (${code ?? 'unknown reason'})`;
      throw new ImportProblem(label, what);
    }
  });
}
