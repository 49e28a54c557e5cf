import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileSchemas } from './compile';
import { readSchemas } from './raw-schema';

// Part of the build: runs compiled, from lib/src/validation/structure.
const lib = resolve(__dirname, '..', '..', '..');
const schemas = readSchemas(resolve(lib, '..', 'imports'));
writeFileSync(join(lib, 'validators.cjs'), compileSchemas(schemas, join(__dirname, 'scalars.js')));
