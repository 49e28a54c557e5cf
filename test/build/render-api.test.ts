import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderApi } from '../../src/build/api-docs';

/** The compiler reads the whole package, which may take longer than jest's five seconds on a busy machine. */
const patience = 60_000;

test(
  'docs/api/ is what the sources produce, a page for each subject',
  () => {
    const project = resolve(__dirname, '../..');
    const folder = join(project, 'docs/api');
    const pages = renderApi(project);
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
    for (const [path, text] of pages) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
    // Every row says what it is about.
    expect([...pages.values()].join('\n')).not.toMatch(/^\|.*\| +\|$/m);
  },
  patience,
);

describe('a package of its own', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'api-docs-'));
    mkdirSync(join(project, 'src/cloud-profile'), { recursive: true });
    file('src/index.ts', "export * from './cloud-profile/x';\n");
    const entry = { types: './lib/src/index.d.ts', default: './lib/src/index.js' };
    file(
      'package.json',
      JSON.stringify({ name: 'p', exports: { '.': entry, './imports/*': entry, './x': './x' } }),
    );
    file('tsconfig.json', '{"compilerOptions": {"strict": true, "target": "ES2022"}}');
  });

  afterEach(() => rmSync(project, { recursive: true }));

  function file(path: string, text: string): void {
    writeFileSync(join(project, path), text);
  }

  test(
    'shows members, defaults and errors, and hides what is not for users',
    () => {
      file(
        'src/cloud-profile/x.ts',
        `/** Not exported. */
interface Base {
  /** Inherited | with a bar. */
  readonly inherited: 'a' | 'b';
}
/** Props <of> \`X<Y>\`. */
export interface XProps extends Base {
  /** How many. @default 3 */
  readonly count?: number;
  /** @internal */
  readonly secret: string;
}
/** A class. */
export class X {
  private hidden = 1;
  /** Its name. */
  readonly name: string = '';
  constructor(id: string, props: XProps = { inherited: 'a', secret: '' }) { void id; void props; }
  /** Makes one. @throws XError if it cannot */
  static of(...parts: readonly string[]): X { return new X(parts[0] ?? ''); }
}
/** A function. */
export function run(x: X, times?: number): void { void x; void times; }
`,
      );
      const text = renderApi(project).get('cloud-profile.md');
      expect(text).toContain("| `inherited` | `'a' \\| 'b'` | required | Inherited \\| with a bar. |");
      expect(text).toContain('| `count` | `number` | 3 | How many. |');
      expect(text).toContain('Props &lt;of> `X<Y>`.');
      expect(text).toContain('class X\nnew X(id: string, props?: XProps)\n');
      expect(text).toContain(
        '| `static of(...parts: readonly string[]): X` | Makes one. Throws XError if it cannot. |',
      );
      expect(text).toContain('run(x: X, times?: number): void');
      expect(text).not.toMatch(/secret|hidden|## Base/);
    },
    patience,
  );

  test(
    'names the exports, methods and properties that have no docstring',
    () => {
      file(
        'src/cloud-profile/x.ts',
        '/** Said. */\nexport class A { b(): void {} }\nexport type C = string;\n/** Said. */\nexport interface D { d: 1 }\n',
      );
      expect(() => renderApi(project)).toThrow('public, but without a docstring: A.b, D.d, C');
    },
    patience,
  );
});
