import { type Code, library, lineWidth, type NameCode, namesIn, printCode, printComment } from './code';

/** What the program reads: data as JSON, or bytes. */
export type Content = { readonly json: unknown } | { readonly bytes: Buffer };

/** TypeScript is for people; JavaScript, the same without types and as CommonJS, is what runs here. */
export type Dialect = 'typescript' | 'javascript';

type Statement =
  | {
      readonly is: 'constant';
      readonly name: string;
      readonly type: string | undefined;
      readonly code: Code;
      readonly comment: string | undefined;
      readonly isExported: boolean;
    }
  | { readonly is: 'expression'; readonly code: Code; readonly comment: string | undefined }
  | { readonly is: 'text'; readonly typescript: string; readonly javascript: string };

/** How a constant is declared. */
export interface ConstantOptions {
  /** Its type, perhaps as `readonly X[]`. @default what the compiler finds */
  readonly type?: string;
  /** The module that has the type; empty for what TypeScript itself has. @default the library */
  readonly typeFrom?: string;
  readonly comment?: string;
  /** @default true */
  readonly isExported?: boolean;
}

/** A file of the program. Names are unique in the whole program, so that every import keeps its name. */
export class Module {
  private readonly statements: Statement[] = [];
  /** Types, by where they are from. */
  private readonly types = new Map<string, Set<string>>();

  /** @param file its name below `src`, without extension */
  constructor(
    readonly file: string,
    private readonly names: Names,
  ) {}

  /** Declares a constant. */
  constant(wanted: string, suffix: string, code: Code, more: ConstantOptions = {}): NameCode {
    const { type, typeFrom = library, comment, isExported = true } = more;
    if (type !== undefined) this.useTypes(typeFrom, /[A-Z]\w*/.exec(type)?.[0] ?? type);
    const variable = this.names.variable(wanted, suffix);
    this.statements.push({ is: 'constant', name: variable, type, code, comment, isExported });
    return { is: 'name', name: variable, from: `./${this.file}` };
  }

  expression(code: Code, comment?: string): void {
    this.statements.push({ is: 'expression', code, comment });
  }

  /** Program text of ours, without a letter of what was read. It stands in a module once. */
  textOnce(typescript: string, javascript: string, types: readonly string[]): void {
    if (this.statements.some((statement) => statement.is === 'text' && statement.typescript === typescript))
      return;
    this.useTypes(library, ...types);
    this.statements.push({ is: 'text', typescript, javascript });
  }

  private useTypes(from: string, ...names: readonly string[]): void {
    if (from === '' || from === `./${this.file}`) return;
    const types = this.types.get(from) ?? new Set<string>();
    this.types.set(from, types);
    for (const type of names) types.add(type);
  }

  get isEmpty(): boolean {
    return this.statements.length === 0;
  }

  print(dialect: Dialect): string {
    const parts = this.statements.map((statement) => this.printStatement(statement, dialect));
    const imports = dialect === 'typescript' ? this.printImports() : this.printRequires();
    return [...(imports === '' ? [] : [imports]), ...parts].join('\n');
  }

  /** Names of other files by where they are from. */
  private imports(): ReadonlyMap<string, ReadonlySet<string>> {
    const imports = new Map<string, Set<string>>();
    const codes = this.statements.flatMap((statement) => (statement.is === 'text' ? [] : [statement.code]));
    for (const { name, from } of codes.flatMap((code) => namesIn(code))) {
      if (from !== '' && from !== `./${this.file}`)
        imports.set(from, (imports.get(from) ?? new Set()).add(name));
    }
    return imports;
  }

  private printStatement(statement: Statement, dialect: Dialect): string {
    if (statement.is === 'text') return statement[dialect];
    const comment = statement.comment === undefined ? '' : printComment(statement.comment, 0);
    if (statement.is === 'expression') return `${comment}${printCode(statement.code, 0, 0, 1)};\n`;
    const { code, isExported, type } = statement;
    if (dialect === 'javascript') {
      const made = printCode(code, 0, 0, 0);
      return `const ${statement.name} = ${isExported ? `(exports.${statement.name} = ${made})` : made};\n`;
    }
    const opening = `${isExported ? 'export ' : ''}const ${statement.name}${type === undefined ? '' : `: ${type}`} =`;
    const made = printCode(code, 0, opening.length + 1, 1);
    const isMoved =
      code.is === 'value' && !made.includes('\n') && opening.length + made.length + 2 > lineWidth;
    return `${comment}${opening}${isMoved ? '\n  ' : ' '}${made};\n`;
  }

  private printImports(): string {
    const imports = this.imports();
    const froms = new Set([...imports.keys(), ...this.types.keys()]);
    return [...froms]
      .sort(packagesFirst)
      .map((from) => {
        const values = imports.get(from) ?? new Set<string>();
        const types = [...(this.types.get(from) ?? [])].filter((type) => !values.has(type));
        return isJson(from)
          ? `import ${[...values].join()} from '${from}';\n`
          : printImport(from, values, types);
      })
      .join('');
  }

  private printRequires(): string {
    return [...this.imports()]
      .map(([from, names]) => {
        const bound = isJson(from) ? [...names].join() : `{ ${[...names].join(', ')} }`;
        return `const ${bound} = require('${from}');\n`;
      })
      .join('');
  }
}

function isJson(from: string): boolean {
  return from.endsWith('.json');
}

function printImport(from: string, values: ReadonlySet<string>, types: readonly string[]): string {
  // An import of types alone is none when the program runs.
  const [word, mark] = values.size === 0 ? ['import type', ''] : ['import', 'type '];
  const texts = [
    ...[...values].map((name) => ({ name, text: name })),
    ...types.map((name) => ({ name, text: `${mark}${name}` })),
  ]
    .sort((a, b) => compare(a.name, b.name))
    .map(({ text }) => text);
  const line = `${word} { ${texts.join(', ')} } from '${from}';`;
  if (line.length <= lineWidth) return `${line}\n`;
  return `${word} {\n${texts.map((text) => `  ${text},\n`).join('')}} from '${from}';\n`;
}

function packagesFirst(a: string, b: string): number {
  const [local, other] = [a.startsWith('.'), b.startsWith('.')];
  return local === other ? compare(a, b) : local ? 1 : -1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Words that no variable of a program may have, and those that it would be a pity to hide. */
const reserved: readonly string[] = [
  ...'abstract any arguments as async await boolean break case catch class const continue debugger'.split(
    ' ',
  ),
  ...'declare default delete do else enum eval export extends false finally for from function get'.split(' '),
  ...'if implements import in infer instanceof interface is keyof let module namespace never new'.split(' '),
  ...'null number object of package private protected public readonly require return set static'.split(' '),
  ...'string super switch symbol this throw true try type typeof undefined unique unknown using var'.split(
    ' ',
  ),
  ...'void while with yield NaN Infinity exports process console global globalThis window self Date'.split(
    ' ',
  ),
];

/** Gives names to variables and files of a program, each once. */
export class Names {
  private readonly variables = new Set(reserved);
  private readonly files = new Set(['/main']);
  /** A scope looks its children up in a plain object, which answers to these. */
  private readonly ids = new Set(Object.getOwnPropertyNames(Object.prototype));

  /**
   * A variable named after an object.
   *
   * @param suffix what it is, in one word: for names that are taken, or none that a variable could have
   */
  variable(wanted: string, suffix: string): string {
    const words = wanted
      .slice(0, longest)
      .split(/[^A-Za-z0-9]+/)
      .filter((word) => word !== '');
    const camel = words.map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word))).join('');
    const plain = /^[a-z]/.test(camel) ? camel : `${suffix}${upperFirst(camel)}`;
    return take(this.variables, [plain, `${plain}${upperFirst(suffix)}`], (base, count) => `${base}${count}`);
  }

  /** A file, without extension, in a folder or in none; on a file system that knows no capitals, too. */
  file(wanted: string, folder = ''): string {
    const plain = wanted
      .slice(0, longest)
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '');
    const path = `${folder}/${plain === '' ? 'object' : plain}`;
    return take(this.files, [path], (base, count) => `${base}-${count}`).replace(/^\//, '');
  }

  /** The id of a construct: the object's name, if no other has it. */
  id(...wanted: readonly string[]): string {
    const ids = wanted.map((id) => id.replaceAll('/', '-')).filter((id) => id !== '');
    return take(this.ids, ids.length === 0 ? ['object'] : ids, (base, count) => `${base}-${count}`);
  }
}

/** Object names have up to 253 characters; nobody wants to read that twice. */
const longest = 60;

function take(
  taken: Set<string>,
  wanted: readonly string[],
  numbered: (base: string, count: number) => string,
): string {
  const base = wanted.at(-1) ?? '';
  let found = wanted.find((candidate) => !taken.has(candidate));
  for (let count = 2; found === undefined; count++) {
    const candidate = numbered(base, count);
    if (!taken.has(candidate)) found = candidate;
  }
  taken.add(found);
  return found;
}

function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function lowerFirst(word: string): string {
  return /^[A-Z]+$/.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}

/** A whole program, and the data that it reads. */
export class Program {
  readonly names = new Names();
  /** By path, relative to the landscape. */
  readonly dataFiles = new Map<string, Content>();
  private readonly modules = new Map<string, Module>();

  /** The module of a file below `src`. */
  module(file: string): Module {
    const found = this.modules.get(file) ?? new Module(file, this.names);
    this.modules.set(file, found);
    return found;
  }

  /** A module with a file of its own. */
  newModule(wanted: string): Module {
    return this.module(this.names.file(wanted));
  }

  /** Data that a module imports, in a file below `src`. */
  json(file: string, wanted: string, json: unknown): NameCode {
    this.dataFiles.set(`src/${file}`, { json });
    return { is: 'name', name: this.names.variable(wanted, 'data'), from: `./${file}` };
  }

  /** By file below `src`, without extension. */
  get files(): ReadonlyMap<string, Module> {
    return new Map([...this.modules].filter(([, module]) => !module.isEmpty));
  }
}
