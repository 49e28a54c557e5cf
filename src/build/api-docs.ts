import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
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
function renderSymbol(symbol: ts.Symbol, checker: ts.TypeChecker, missing: string[]): string {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) throw new Error(`${symbol.name} has no declaration`);
  const text = docstring(symbol, checker);
  if (text === '') missing.push(symbol.name);
  const parts = [`### ${symbol.name}`, prose(text), ...notes(declaration)];
  if (ts.isClassDeclaration(declaration)) {
    parts.push(...renderClass(symbol.name, declaration, checker, missing));
  } else if (ts.isInterfaceDeclaration(declaration)) {
    parts.push(renderProperties(checker.getDeclaredTypeOfSymbol(symbol), checker));
  } else {
    parts.push(
      codeBlock(ts.isFunctionDeclaration(declaration) ? [signature(declaration)] : [sourceText(declaration)]),
    );
    if (ts.isFunctionDeclaration(declaration)) parts.push(...parameters(declaration));
  }
  return parts.filter((part) => part !== '').join('\n\n');
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
  const rows = members.flatMap((member): string[][] => {
    const symbol = member.name === undefined ? undefined : checker.getSymbolAtLocation(member.name);
    if (symbol === undefined) return [];
    const text = docstring(symbol, checker);
    // The name of a property may say it all; what a method does has to be said.
    if (text === '' && ts.isMethodDeclaration(member) && tagText(member, 'throws') === undefined)
      missing.push(`${name}.${symbol.name}`);
    return [[code(memberText(member, symbol.name)), prose([text, ...notes(member)].join(' '))]];
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
      return [code(memberText(parameter, parameter.name.getText())), prose(text)];
    });
  const all = [...parameterProperties, ...rows];
  return [codeBlock(head), all.length === 0 ? '' : table(['Member', 'What it is'], all)];
}

function renderProperties(type: ts.Type, checker: ts.TypeChecker): string {
  const rows = checker.getPropertiesOfType(type).flatMap((property): string[][] => {
    const [declaration] = property.declarations ?? [];
    if (declaration === undefined || isHidden(declaration)) return [];
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const given = tagText(declaration, 'default');
    return [
      [
        code(property.name),
        code(typeText(declaration)),
        optional ? prose(given ?? 'none') : 'required',
        prose(docstring(property, checker)),
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

/** Writes docs/api.md anew; run from anywhere, after the build. */
if (require.main === module) {
  const projectFolder = resolve(__dirname, '../../..');
  writeFileSync(join(projectFolder, 'docs/api.md'), renderApi(projectFolder));
}
