import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderApi } from '../../src/build/api-docs';

/** The compiler reads the whole package, which may take longer than jest's five seconds on a busy machine. */
const patience = 60_000;

test(
  'docs/api.md is what the sources produce',
  () => {
    const project = resolve(__dirname, '../..');
    expect(readFileSync(join(project, 'docs/api.md'), 'utf8')).toBe(renderApi(project));
  },
  patience,
);

describe('a package of its own', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'api-docs-'));
    mkdirSync(join(project, 'src'));
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
        'src/index.ts',
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
      const text = renderApi(project);
      expect(text).toContain("| `inherited` | `'a' \\| 'b'` | required | Inherited \\| with a bar. |");
      expect(text).toContain('| `count` | `number` | 3 | How many. |');
      expect(text).toContain('Props &lt;of> `X<Y>`.');
      expect(text).toContain('class X\nnew X(id: string, props?: XProps)\n');
      expect(text).toContain(
        '| `static of(...parts: readonly string[]): X` | Makes one. Throws XError if it cannot. |',
      );
      expect(text).toContain('run(x: X, times?: number): void');
      expect(text).not.toMatch(/secret|hidden|### Base/);
    },
    patience,
  );

  test(
    'names the exports and methods that have no docstring',
    () => {
      file('src/index.ts', '/** Said. */\nexport class A { b(): void {} }\nexport type C = string;\n');
      expect(() => renderApi(project)).toThrow('public, but without a docstring: A.b, C');
    },
    patience,
  );
});
