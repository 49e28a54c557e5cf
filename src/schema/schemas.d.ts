import type { RawSchemas } from './json-schema';

declare const schemas: RawSchemas;
export { schemas };
