import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { packageEntries } from './bundle-package';

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

/** The pages of the API, in the order of the index: a folder of the sources, and what it is about. */
const subjects: readonly (readonly [folder: string, title: string, about: string])[] = [
  ['garden-app', 'The app', 'where the output goes, who applies it, and how strictly it is judged'],
  ['cloud-profile', 'CloudProfile', 'machine images, machine types, regions and versions'],
  ['seed-backup', 'Seeds and their backups', 'Seed, Gardenlet, ManagedSeed, and etcd backups in OSS'],
  ['provider-extension', 'Provider extension', 'its chart, its registration and its settings'],
  ['image-sharing', 'Image sharing', 'the job that shares custom images with accounts'],
  ['secrets', 'Secrets', 'where credentials come from'],
  ['import', 'Imported data', 'what `gardener-alicloud import` has written, with its types'],
  ['validation', 'Validation', 'the validator as functions, waivers, and the plugin for cdk8s-cli'],
  ['garden-object', 'Objects and findings', 'what every construct stands on'],
];

/** Folders without a page of their own: what they export belongs to the subject that users meet it in. */
const partOf: ReadonlyMap<string, string> = new Map([
  ['issues', 'validation'],
  ['gardener', 'validation'],
  ['yaml', 'validation'],
  ['sharing', 'image-sharing'],
]);

/** A page of the API, by its path below `docs/api/`. */
export type ApiPages = ReadonlyMap<string, string>;

/** A public name, and the ways into the package that lead to it. */
interface Export {
  readonly symbol: ts.Symbol;
  readonly page: string;
  readonly specifiers: string[];
}

/**
 * `docs/api/`: every public export of the package with what its docstring says, a page for each subject.
 *
 * @throws Error that names the exports, methods and properties without a docstring
 */
export function renderApi(projectFolder: string): ApiPages {
  const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as PackageJson;
  const entries = entriesOf(manifest, projectFolder);
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    compilerOptions(projectFolder),
  );
  const checker = program.getTypeChecker();
  const exported = new Map<ts.Symbol, Export>();
  for (const entry of entries)
    for (const symbol of exportsOf(entry, program, checker)) {
      const known = exported.get(symbol) ?? { symbol, page: pageOf(symbol, projectFolder), specifiers: [] };
      known.specifiers.push(entry.specifier);
      exported.set(symbol, known);
    }
  const missing: string[] = [];
  const all = [...exported.values()].sort((a, b) => (a.symbol.name < b.symbol.name ? -1 : 1));
  const pages = new Map<string, string>([['README.md', renderIndex(manifest.name, all)]]);
  for (const [folder, title, about] of subjects) {
    const members = all.filter(({ page }) => page === folder);
    if (members.length === 0) continue;
    pages.set(`${folder}.md`, renderPage(manifest.name, title, about, members, checker, missing));
  }
  if (missing.length > 0) throw new Error(`public, but without a docstring: ${missing.join(', ')}`);
  return pages;
}

function exportsOf({ specifier, file }: Entry, program: ts.Program, checker: ts.TypeChecker): ts.Symbol[] {
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${specifier}: ${file} exports nothing`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) =>
      (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol),
    );
}

/** @throws Error for a folder that is no subject yet: it has to be named above */
function pageOf(symbol: ts.Symbol, projectFolder: string): string {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
  const folder = relative(join(projectFolder, 'src'), file).split(sep)[0] ?? '';
  const page = partOf.get(folder) ?? folder;
  if (subjects.some(([name]) => name === page)) return page;
  throw new Error(`${symbol.name} is public, and src/${folder} is on no page of the API`);
}

function renderIndex(name: string, exported: readonly Export[]): string {
  const rows = subjects.map(([folder, title, about]) => {
    const members = exported.filter(({ page }) => page === folder);
    const shown = members.filter(({ symbol }) => (symbol.flags & headFlags) !== 0);
    const names = shown.map(({ symbol }) => `[${symbol.name}](${folder}.md#${symbol.name.toLowerCase()})`);
    return [`[${title}](${folder}.md)`, about, names.join(', ')];
  });
  return `# API of ${name}

Made of the docstrings by \`npm run docs:api\`. In the tables of props, what has no default is required.
Generated classes for Gardener's own API types come from \`${name}/imports/…\`.

${table(['Page', 'What it is about', 'Classes and functions'], rows)}
`;
}

/** What a reader looks for by name; interfaces and types stand beside them on their pages. */
const headFlags = ts.SymbolFlags.Class | ts.SymbolFlags.Function | ts.SymbolFlags.Variable;

function renderPage(
  name: string,
  title: string,
  about: string,
  members: readonly Export[],
  checker: ts.TypeChecker,
  missing: string[],
): string {
  const ofKind = (flag: ts.SymbolFlags): readonly Export[] =>
    members.filter(({ symbol }) => kindOf(symbol.flags) === flag);
  return `${[
    `# ${title}`,
    `${about.charAt(0).toUpperCase()}${about.slice(1)}. [All pages](README.md)`,
    ...kinds.flatMap(([kind, flag]) => {
      const names = ofKind(flag).map(({ symbol }) => link(symbol.name));
      return names.length === 0 ? [] : [`${kind}: ${names.join(', ')}.`];
    }),
    ...kinds.flatMap(([, flag]) =>
      ofKind(flag).map(({ symbol, specifiers }) => {
        const [heading, ...rest] = renderSymbol(symbol, checker, missing);
        const elsewhere = specifiers.includes(name)
          ? ''
          : `From ${specifiers.map((specifier) => code(specifier)).join(' and ')}.`;
        return [heading, elsewhere, ...rest].filter((part) => part !== '').join('\n\n');
      }),
    ),
  ].join('\n\n')}\n`;
}

/** The first kind that fits: a class is a type, too. */
function kindOf(flags: ts.SymbolFlags): ts.SymbolFlags | undefined {
  return kinds.find(([, flag]) => (flags & flag) !== 0)?.[1];
}

function link(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

const sources = new Map<string, string>(Object.entries(packageEntries));

/** The entries of the package's `exports`, but for patterns and data. */
function entriesOf({ name, exports }: PackageJson, projectFolder: string): Entry[] {
  return Object.entries(exports).flatMap(([path, entry]) => {
    if (typeof entry === 'string' || path.includes('*')) return [];
    const source = sources.get(basename(entry.types, '.d.ts'));
    if (source === undefined) throw new Error(`no source is known for ${entry.types}`);
    return [{ specifier: `${name}${path.slice(1)}`, file: join(projectFolder, source) }];
  });
}

function compilerOptions(projectFolder: string): ts.CompilerOptions {
  const file = join(projectFolder, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: unknown };
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, projectFolder).options, types: [] };
}

/** One public export as a section of Markdown; `missing` gets the names of what has no docstring. */
function renderSymbol(symbol: ts.Symbol, checker: ts.TypeChecker, missing: string[]): string[] {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) throw new Error(`${symbol.name} has no declaration`);
  const text = docstring(symbol, checker);
  if (text === '') missing.push(symbol.name);
  const parts = [`## ${symbol.name}`, prose(text), ...notes(declaration)];
  if (ts.isClassDeclaration(declaration)) {
    parts.push(...renderClass(symbol.name, declaration, checker, missing));
  } else if (ts.isInterfaceDeclaration(declaration)) {
    parts.push(renderProperties(symbol.name, checker.getDeclaredTypeOfSymbol(symbol), checker, missing));
  } else {
    parts.push(
      codeBlock(ts.isFunctionDeclaration(declaration) ? [signature(declaration)] : [sourceText(declaration)]),
    );
    if (ts.isFunctionDeclaration(declaration)) parts.push(...parameters(declaration));
  }
  return parts;
}

function renderClass(
  name: string,
  declaration: ts.ClassDeclaration,
  checker: ts.TypeChecker,
  missing: string[],
): string[] {
  const heritage = (declaration.heritageClauses ?? []).map((clause) => sourceText(clause)).join(' ');
  const members = declaration.members.filter((member) => !isHidden(member));
  const constructors = members.filter((member) => ts.isConstructorDeclaration(member));
  // A class that inherits its constructor, or hides it, shows none.
  const head = [
    oneLine(`class ${name} ${heritage}`),
    ...constructors.map((member) => `new ${name}(${parameterList(member)})`),
  ];
  const isError = heritage === 'extends Error';
  const rows = members.flatMap((member): string[][] => {
    const symbol = member.name === undefined ? undefined : checker.getSymbolAtLocation(member.name);
    // That an error has the name of its class goes without saying.
    if (symbol === undefined || (symbol.name === 'name' && isError)) return [];
    const text = docstring(symbol, checker);
    const description = [text, ...notes(member)].join(' ').trim();
    if (description === '') missing.push(`${name}.${symbol.name}`);
    return [[code(memberText(member, symbol.name)), prose(description)]];
  });
  const parameterProperties = [...declaration.members]
    .filter((member) => ts.isConstructorDeclaration(member))
    .flatMap((constructor) => constructor.parameters)
    .filter(
      (parameter) => ts.isParameterPropertyDeclaration(parameter, parameter.parent) && !isHidden(parameter),
    )
    .map((parameter) => {
      const symbol = checker.getSymbolAtLocation(parameter.name);
      const text = symbol === undefined ? '' : docstring(symbol, checker);
      if (text === '') missing.push(`${name}.${parameter.name.getText()}`);
      return [code(memberText(parameter, parameter.name.getText())), prose(text)];
    });
  const all = [...parameterProperties, ...rows];
  return [codeBlock(head), all.length === 0 ? '' : table(['Member', 'What it is'], all)];
}

function renderProperties(name: string, type: ts.Type, checker: ts.TypeChecker, missing: string[]): string {
  const rows = checker.getPropertiesOfType(type).flatMap((property): string[][] => {
    const [declaration] = property.declarations ?? [];
    if (declaration === undefined || isHidden(declaration)) return [];
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const given = tagText(declaration, 'default');
    const description = docstring(property, checker);
    if (description === '') missing.push(`${name}.${property.name}`);
    return [
      [
        code(property.name),
        code(typeText(declaration)),
        optional ? prose(given ?? 'none') : 'required',
        prose(description),
      ],
    ];
  });
  return rows.length === 0 ? '' : table(['Property', 'Type', 'Default', 'What it is'], rows);
}

function typeText(declaration: ts.Declaration): string {
  if (ts.isPropertySignature(declaration) && declaration.type !== undefined)
    return sourceText(declaration.type);
  return ts.isMethodSignature(declaration) ? sourceText(declaration).replace(/;$/, '') : '';
}

function memberText(member: ts.ClassElement | ts.ParameterDeclaration, name: string): string {
  const place = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) === 0 ? '' : 'static ';
  if (ts.isMethodDeclaration(member)) return `${place}${signature(member)}`;
  const { type } = member as ts.PropertyDeclaration | ts.GetAccessorDeclaration | ts.ParameterDeclaration;
  return `${place}${name}${type === undefined ? '' : `: ${sourceText(type)}`}`;
}

function signature(declaration: ts.FunctionDeclaration | ts.MethodDeclaration): string {
  const answer = declaration.type === undefined ? '' : `: ${sourceText(declaration.type)}`;
  return `${declaration.name?.getText() ?? ''}(${parameterList(declaration)})${answer}`;
}

function parameterList({ parameters: list }: ts.SignatureDeclarationBase): string {
  return list.map(parameterText).join(', ');
}

/** A parameter with a default value is optional for the caller, whose concern its initializer is not. */
function parameterText({
  name,
  type,
  questionToken,
  initializer,
  dotDotDotToken,
}: ts.ParameterDeclaration): string {
  const optional = questionToken !== undefined || initializer !== undefined ? '?' : '';
  const of = type === undefined ? '' : `: ${sourceText(type)}`;
  return `${dotDotDotToken === undefined ? '' : '...'}${name.getText()}${optional}${of}`;
}

function parameters(declaration: ts.FunctionDeclaration): string[] {
  return ts
    .getJSDocTags(declaration)
    .filter((tag) => ts.isJSDocParameterTag(tag))
    .map(
      (tag) => `${code(tag.name.getText())}: ${prose(oneLine(ts.getTextOfJSDocComment(tag.comment) ?? ''))}`,
    );
}

function notes(declaration: ts.Node): string[] {
  const thrown = ts.getJSDocTags(declaration).filter(({ tagName }) => tagName.text === 'throws');
  const returned = tagText(declaration, 'returns');
  const fallback = tagText(declaration, 'default');
  return [
    ...(fallback === undefined ? [] : [`Default: ${prose(fallback)}.`]),
    ...(returned === undefined ? [] : [`Returns ${prose(returned)}.`]),
    ...thrown.map((tag) => `Throws ${prose(throwsText(tag))}.`),
  ];
}

/** TypeScript takes the first word of `@throws` for a type only in braces: it is all in the comment. */
function throwsText(tag: ts.JSDocTag): string {
  return oneLine(
    tag
      .getText()
      .replace(/^@throws/, '')
      .replace(/^\s*\*/gm, ''),
  );
}

function codeBlock(lines: readonly string[]): string {
  return ['```ts', ...lines, '```'].join('\n');
}

/** A value and type parameter of a docstring: `@default`, `@throws`. */
function tagText(declaration: ts.Node, tag: string): string | undefined {
  const found = ts.getJSDocTags(declaration).find(({ tagName }) => tagName.text === tag);
  return found === undefined ? undefined : oneLine(ts.getTextOfJSDocComment(found.comment) ?? '');
}

/** The docstring without its tags; empty where there is none. */
function docstring(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

/** Not for users: private, protected, or marked `@internal`. */
function isHidden(declaration: ts.Declaration): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (
    (ts.getCombinedModifierFlags(declaration) & hidden) !== 0 ||
    tagText(declaration, 'internal') !== undefined
  );
}

/** Source text on one line, without comments. */
function sourceText(node: ts.Node): string {
  const printer = ts.createPrinter({ removeComments: true });
  return oneLine(printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Prose in Markdown: what stands between backticks stays, a `<` elsewhere begins no HTML. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;')))
    .join('');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}

/** A table; a `|` would end its cell, even in code. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Writes docs/api/ anew; run from anywhere, after the build. */
if (require.main === module) {
  const projectFolder = resolve(__dirname, '../../..');
  const folder = join(projectFolder, 'docs/api');
  const pages = renderApi(projectFolder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of pages) writeFileSync(join(folder, path), text);
}
