/** The diff: two states, whatever they are, give three texts without insides and secrets. */
import fc from 'fast-check';
import { longText } from './documents.fuzz.mjs';
import {
  changes,
  checkLinear,
  checkSame,
  checkSentence,
  lib,
  manifests,
  oddKind,
  show,
  spoil,
  withKind,
} from './inputs.mjs';
import { checkHidden, markedPair, markersOf } from './secrets.mjs';

const { diffLandscapes } = lib('./diff/diff-landscapes');
const { renderDiffJson, renderDiffMarkdown, renderDiffText } = lib('./diff/render');

const now = new Date('2026-01-01T00:00:00Z');
const documents = (values) => values.map((manifest, index) => ({ manifest, path: `${index}.yaml` }));

function outputs(before, after) {
  const diff = diffLandscapes(documents(before), documents(after), { now });
  return [renderDiffText(diff), renderDiffJson(diff), renderDiffMarkdown(diff)];
}

/** What becomes of a manifest in a state: nothing, changes, or it is not there. */
const fate = fc.oneof(fc.constant([]), changes, fc.constant('absent'));

/** Both states from the same manifests, each spoilt in its own way. */
const states = fc
  .array(fc.tuple(fc.nat(manifests.length - 1), oddKind, fate, fate), { minLength: 1, maxLength: 3 })
  .map((list) =>
    [0, 1].map((side) =>
      list.flatMap(([index, kind, ...fates]) => {
        if (fates[side] === 'absent') return [];
        return [spoil(withKind(manifests[index].value, kind), fates[side])];
      }),
    ),
  );

export default {
  'two spoilt states are compared': [
    states,
    ([before, after]) => {
      const texts = outputs(before, after);
      for (const text of texts) checkSentence(text);
      checkSame(texts, outputs(before, after), 'compared twice');
      if (texts[2].length > 65_536) throw new Error(`a comment of ${texts[2].length} characters`);
      JSON.parse(texts[1]);
    },
    show,
  ],
  'a state differs from itself in nothing': [
    states,
    ([state]) => {
      const { objects } = diffLandscapes(documents(state), documents(state), { now });
      const told = objects.flatMap((object) => object.changes.filter(({ mark }) => mark !== 'refused'));
      if (told.length > 0) throw new Error(`tells ${JSON.stringify(told[0]).slice(0, 500)}`);
    },
    show,
  ],
  'no output tells what a secret holds': [
    markedPair,
    ([before, after]) => {
      const markers = markersOf([before, after]);
      for (const pair of [
        [[before], [after]],
        [[], [after]],
        [[before], []],
      ])
        for (const text of outputs(...pair)) checkHidden(text, markers);
    },
    show,
  ],
  'long texts take linear time': [
    fc.tuple(
      fc.constantFrom('key', 'blanks', 'brackets', 'dots', 'id', 'keys', 'items', 'slashes', 'quotes'),
      fc.constantFrom('CloudProfile', 'Secret', 'Seed', 'ControllerDeployment', 'Kustomization'),
    ),
    ([what, kind]) =>
      checkLinear(16_384, (size) => {
        const before = longText(what, kind, size);
        const { spec, ...others } = longText(what, kind, size - 16);
        outputs([before], [{ ...others, spec: Array.isArray(spec) ? [...spec, 'x'] : { ...spec, x: 1 } }]);
      }),
    undefined,
    2,
  ],
};
