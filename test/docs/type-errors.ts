import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { Sources } from './recipe-folder';

const root = join(__dirname, '../..');

/** Checks the types of programs, as an editor would in landscapes that depend on the package. */
export function typeErrors(programs: readonly Sources[]): string[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'recipe-types-')));
  try {
    const files = programs.flatMap((program, index) =>
      Object.entries(program).map(([path, text]) => {
        const file = join(folder, String(index), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        return file;
      }),
    );
    const program = ts.createProgram(files, {
      // As in the tsconfig.json of a new landscape, and stricter.
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      resolveJsonModule: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
      paths: {
        'cdk8s-gardener-alicloud': [join(root, 'src/index.ts')],
        '*': [join(root, 'node_modules/*')],
      },
    });
    // Only what the recipes say: the library has a check of its own.
    return files
      .map((file) => program.getSourceFile(file))
      .flatMap((source) =>
        ts.getPreEmitDiagnostics(program, source).map(({ file, start, messageText }) => {
          const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
          const path = file?.fileName.slice(folder.length + 1) ?? '';
          return `${path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
        }),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
