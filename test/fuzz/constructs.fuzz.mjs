// Constructs with props that are right and wrong: they say so, and never throw anything else; what they write passes
// the validator, and is the same the second time.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lib } from './inputs.mjs';
import { makeVariant, mixedVariant } from './props.mjs';

const { GardenApp } = lib('./index.js');
const { validateYaml } = lib('./validation/validate.js');
const target = { gardenerVersion: '1.149', providerVersion: '1.71', now: new Date('2026-11-21') };

/** Texts of the files by path, or the sentence that says why there are none. */
function synthesize(variant) {
  const outdir = mkdtempSync(join(tmpdir(), 'variant-'));
  const write = [process.stdout.write, process.stderr.write];
  process.stdout.write = process.stderr.write = () => true;
  try {
    const { props, add } = makeVariant(variant);
    const app = new GardenApp({ ...props, now: target.now, outdir });
    add(app);
    app.synth();
    const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.yaml'),
    );
    return files.sort().map((file) => [file, readFileSync(join(outdir, file), 'utf8')]);
  } catch (error) {
    if (error.name !== 'ValidationError' && error.name !== 'OutputError') throw error;
    return error.message.replaceAll(outdir, '');
  } finally {
    [process.stdout.write, process.stderr.write] = write;
    rmSync(outdir, { recursive: true, force: true });
  }
}

export default {
  'props right and wrong': [
    mixedVariant,
    (variant) => {
      const written = synthesize(variant);
      assert.deepEqual(synthesize(variant), written);
      if (typeof written === 'string') return;
      for (const [file, text] of written) {
        const errors = validateYaml(text, { ...target, file }).filter(({ severity }) => severity === 'error');
        assert.deepEqual(errors, []);
      }
    },
  ],
};
