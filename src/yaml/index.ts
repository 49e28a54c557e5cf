export { emitYaml, YamlEmitError } from './emit';
