import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { renderSymbol } from './render-symbol';

interface PackageJson {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** A way into the package, e.g. `cdk8s-gardener-alicloud/validation`, and the source file behind it. */
interface Entry {
  readonly specifier: string;
  readonly file: string;
}

const kinds: readonly (readonly [string, ts.SymbolFlags])[] = [
  ['Classes', ts.SymbolFlags.Class],
  ['Functions', ts.SymbolFlags.Function],
  ['Constants', ts.SymbolFlags.Variable],
  ['Interfaces', ts.SymbolFlags.Interface],
  ['Types', ts.SymbolFlags.TypeAlias],
];

/**
 * `docs/api.md`: every public export of the package with what its docstring says.
 *
 * @throws Error that names the exports and methods without a docstring
 */
export function renderApi(projectFolder: string): string {
  const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as PackageJson;
  const entries = entriesOf(manifest, projectFolder);
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    compilerOptions(projectFolder),
  );
  const checker = program.getTypeChecker();
  const missing: string[] = [];
  const seen = new Map<ts.Symbol, string>();
  const sections = entries.map((entry) => renderEntry(entry, program, checker, seen, missing));
  if (missing.length > 0) throw new Error(`public, but without a docstring: ${missing.join(', ')}`);
  return `# API of ${manifest.name}

Made of the docstrings by \`npm run docs:api\`. A property without a default in the table is required; generated
classes for Gardener's own API types come from \`${manifest.name}/imports/…\`.

${sections.join('\n\n')}
`;
}

function renderEntry(
  { specifier, file }: Entry,
  program: ts.Program,
  checker: ts.TypeChecker,
  seen: Map<ts.Symbol, string>,
  missing: string[],
): string {
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${specifier}: ${file} exports nothing`);
  const symbols = checker
    .getExportsOfModule(module)
    .map((symbol) =>
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const known = symbols.filter((symbol) => seen.has(symbol));
  const fresh = symbols.filter((symbol) => !seen.has(symbol));
  for (const symbol of fresh) seen.set(symbol, specifier);
  const repeated = known.map(({ name }) => link(name)).join(', ');
  return [
    `## ${specifier}`,
    repeated === '' ? '' : `The same as above: ${repeated}.`,
    ...kinds.flatMap(([title, flag]) => {
      const members = fresh.filter(({ flags }) => kindOf(flags) === flag);
      return members.length === 0 ? [] : [`${title}: ${members.map(({ name }) => link(name)).join(', ')}.`];
    }),
    ...kinds.flatMap(([, flag]) =>
      fresh
        .filter(({ flags }) => kindOf(flags) === flag)
        .map((symbol) => renderSymbol(symbol, checker, missing)),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The first kind that fits: a class is a type, too. */
function kindOf(flags: ts.SymbolFlags): ts.SymbolFlags | undefined {
  return kinds.find(([, flag]) => (flags & flag) !== 0)?.[1];
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

/** The entries of the package's `exports`, but for patterns and data. */
function entriesOf({ name, exports }: PackageJson, projectFolder: string): Entry[] {
  return Object.entries(exports).flatMap(([path, entry]) => {
    if (typeof entry === 'string' || path.includes('*')) return [];
    const source = entry.types.replace(/^\.\/lib\//, '').replace(/\.d\.ts$/, '.ts');
    return [{ specifier: `${name}${path.slice(1)}`, file: join(projectFolder, source) }];
  });
}

function compilerOptions(projectFolder: string): ts.CompilerOptions {
  const file = join(projectFolder, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, projectFolder).options, types: [] };
}
