export { decode, type DecodeOptions } from './decode';
export { structureRules } from './rules';
export { schemaNames, type SchemaName } from './schema-catalog';
