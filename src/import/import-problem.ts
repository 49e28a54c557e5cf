/** What was given cannot be imported: a wrong file, a wrong answer, a cloud that refuses. One sentence. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';

  /** `<where>: <what is wrong>; <what to do>` */
  constructor(where: string, what: string, remedy?: string) {
    super(`${where}: ${what}${remedy === undefined ? '' : `; ${remedy}`}`);
  }
}
