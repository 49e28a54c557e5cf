import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';
import ts from 'typescript';

/** Entries whose every export the index has, too: their declarations refer to those of the index. */
const parts = { validation: 'src/validation/index.ts', 'image-sharing': 'src/image-sharing/index.ts' };

/** Writes the declarations of the package, one file for each entry, into `lib/`. */
function main(): void {
  const projectFolder = resolve(__dirname, '../../..');
  const lib = join(projectFolder, 'lib');
  const [index = '', plugin = ''] = generateDtsBundle(
    ['src/index.ts', 'src/validation/plugin.ts'].map((path) => ({
      filePath: join(projectFolder, path),
      output: { noBanner: true, exportReferencedTypes: false },
    })),
    { preferredConfigPath: join(projectFolder, 'src/tsconfig.json') },
  );
  writeFileSync(join(lib, 'index.d.ts'), index);
  writeFileSync(join(lib, 'plugin.d.ts'), plugin);
  for (const [name, path] of Object.entries(parts)) {
    const names = exportedNames(join(projectFolder, path), join(projectFolder, 'src/index.ts'));
    writeFileSync(join(lib, `${name}.d.ts`), `export { ${names.join(', ')} } from './index';\n`);
  }
}

/** @throws Error for a name that the index lacks */
function exportedNames(file: string, index: string): string[] {
  const program = ts.createProgram([file, index], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const [names, known] = [file, index].map((path) => {
    const source = program.getSourceFile(path);
    const symbol = source && program.getTypeChecker().getSymbolAtLocation(source);
    return symbol === undefined
      ? []
      : program
          .getTypeChecker()
          .getExportsOfModule(symbol)
          .map(({ name }) => name);
  });
  const missing = (names ?? []).filter((name) => known?.includes(name) !== true);
  if (missing.length > 0)
    throw new Error(`${file} exports what src/index.ts does not: ${missing.join(', ')}`);
  return (names ?? []).sort();
}

if (require.main === module) main();
