/** Something wrong with the config or the arguments: exit code 2. */
export interface ConfigProblem {
  /** Path into the config, or the flag. */
  readonly field: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Carries all that is wrong at once. */
export class InvalidConfigError extends Error {
  constructor(
    /** The file, or `arguments`. */
    readonly where: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    super(problems.map((problem) => describeProblem(where, problem)).join('\n'));
    this.name = 'InvalidConfigError';
  }
}

/** `<where>: <field>: <what is wrong>; <what to do>`. */
export function describeProblem(where: string, problem: ConfigProblem): string {
  const field = problem.field === '' ? '' : `${problem.field}: `;
  const hint = problem.hint === undefined ? '' : `; ${problem.hint}`;
  return `${where}: ${field}${problem.message}${hint}`;
}
