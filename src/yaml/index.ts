export { emitYaml, YamlEmitError } from './emit';
export { readYaml } from './read';
export type { YamlDocument, YamlProblem, YamlProblemKind } from './read';
