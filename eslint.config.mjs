import ts from 'typescript';
import tseslint from 'typescript-eslint';

/**
 * Flags `table[name]` where the table is an object literal of ours and the name may be any text. Names come from users,
 * and every object answers to `constructor` and `toString`: a table of that kind is a `Map`.
 */
const noTextLookup = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      lookup:
        'any text may be looked up here, and every object answers to "constructor"; make {{table}} a Map, or ask Object.hasOwn first',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const bare = (node) => {
      const wrappers = ['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion'];
      return wrappers.includes(node.type) ? bare(node.expression) : node;
    };
    const isTable = (node) => {
      const symbol = services.getSymbolAtLocation(node);
      if (symbol === undefined) return false;
      const isImported = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      const declared = (isImported ? checker.getAliasedSymbol(symbol) : symbol).valueDeclaration;
      if (declared === undefined || !ts.isVariableDeclaration(declared)) return false;
      let value = declared.initializer;
      while (value !== undefined && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value)))
        value = value.expression;
      return value !== undefined && ts.isObjectLiteralExpression(value);
    };
    const isAsked = (node, table) => {
      const asks = (test) => context.sourceCode.getText(test).includes(`Object.hasOwn(${table},`);
      return context.sourceCode
        .getAncestors(node)
        .some(({ test, operator, left }) => (test && asks(test)) || (operator === '&&' && asks(left)));
    };
    return {
      'MemberExpression[computed=true]'(node) {
        const table = bare(node.object);
        if (table.type !== 'Identifier' || !isTable(table)) return;
        // `name as keyof typeof table` is the same question with closed eyes.
        const name = services.getTypeAtLocation(bare(node.property));
        if ((name.flags & (ts.TypeFlags.String | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) === 0) return;
        const isWritten = node.parent.type === 'AssignmentExpression' && node.parent.left === node;
        if (isWritten || isAsked(node, table.name)) return;
        context.report({ node, messageId: 'lookup', data: { table: table.name } });
      },
    };
  },
};

export default tseslint.config(
  { ignores: ['lib/', 'dist/', 'coverage/', 'imports/', '**/*.mjs', '**/*.cjs', '**/*.d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { own: { rules: { 'no-text-lookup': noTextLookup } } },
    rules: { 'own/no-text-lookup': 'error' },
  },
);
