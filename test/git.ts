import { spawnSync } from 'node:child_process';

/** The tests need Node.js alone; what speaks to Git is tried where there is one, and else how it is missed. */
export const gitIsInstalled = spawnSync('git', ['--version']).status === 0;
