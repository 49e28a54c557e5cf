import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderApi } from './render-api';

/** Writes docs/api.md anew; run from anywhere, after the build. */
const projectFolder = resolve(__dirname, '../../..');
writeFileSync(join(projectFolder, 'docs/api.md'), renderApi(projectFolder));
