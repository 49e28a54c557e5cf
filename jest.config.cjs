/** Tests compile with swc for speed; `npm run typecheck` checks their types. */
module.exports = {
  // A busy machine is no reason to fail: this only ends what hangs.
  testTimeout: 120_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.d.ts'],
  coverageReporters: ['text-summary'],
};
