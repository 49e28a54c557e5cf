import { defineRules } from '../issues/rule';

const every = ['every kind'];

/** Rules on documents as a whole, before anything is known of their kind. */
export const engineRules = defineRules({
  'not-an-object': {
    severity: 'error',
    type: 'Malformed',
    kinds: every,
    what: 'the document is empty, a list or a plain value',
    why: 'an API server takes objects only; an empty file in a folder is mostly a template that rendered nothing',
    example: '[]',
  },
  'kind-unknown': {
    severity: 'error',
    type: 'Malformed',
    kinds: every,
    what: 'apiVersion and kind are missing, or name something that no API server of the landscape serves',
    why: 'the spelling counts, upper and lower case too; the message lists what is served',
    example: 'apiVersion: core.gardener.cloud/v1alpha1',
  },
  'kind-too-new': {
    severity: 'error',
    type: 'Malformed',
    kinds: ['Gardenlet', 'Extension'],
    what: 'the target Gardener does not have the kind yet',
    why: 'raise gardenerVersion, or use what that version offers instead',
  },
  'yaml-syntax': {
    severity: 'error',
    type: 'Malformed',
    kinds: every,
    what: 'the text is not YAML as the API server reads it',
    why: 'nothing of the file can be applied; the position is where the parser gave up',
  },
  'yaml-duplicate-key': {
    severity: 'error',
    type: 'Duplicate',
    kinds: every,
    what: 'a key stands twice in one map',
    why: 'strict decoding refuses it; without it the last one wins in silence',
    example: '{type: alicloud, type: aws}',
  },
  'yaml-reads-differently': {
    severity: 'warning',
    type: 'Invalid',
    kinds: every,
    what: 'an unquoted text that YAML 1.1 reads as a number, a boolean or another text',
    why: 'an API server reads YAML 1.1: 1.30 is the number 1.3, "on" is true, 0777 is 511; put it in quotes',
    example: 'version: 1.30',
  },
  'yaml-text-ignored': {
    severity: 'warning',
    type: 'Invalid',
    kinds: every,
    what: 'text that belongs to no document: behind "...", or behind a map whose indentation ended it',
    why: 'the API server reads what is before it and drops the rest without a word; indent it as it is meant',
    example: '"  a: 1" followed by "b: 2"',
  },
  'yaml-separator': {
    severity: 'warning',
    type: 'Invalid',
    kinds: every,
    what: 'a document begins in the line of its "---"',
    why: 'the API server reads that, kubectl and the GitOps engines do not; begin a new line',
    example: '--- {apiVersion: v1}',
  },
});
