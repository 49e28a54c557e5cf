import { defineRules } from '../validation/rule';

/** Rules on secrets in what is about to be written. */
export const secretRules = defineRules({
  'secret-in-output': {
    severity: 'error',
    type: 'Forbidden',
    kinds: ['every file'],
    what: 'a text in the output has the form of an Alibaba Cloud AccessKey ID, plain or in base64',
    why: 'what is written goes to Git, and stays there for ever; refer to a Secret, or revoke the key if it is real',
    example: 'LTAI followed by 12 to 20 letters and digits',
  },
  'secret-in-clear': {
    severity: 'warning',
    type: 'Forbidden',
    kinds: ['Secret', 'ControllerDeployment'],
    what: 'credentials are written in clear, as was asked for in so many words',
    why: 'everybody who can read the repository has the key from now on; use a reference for anything but a test',
  },
  'substitution-variable-invalid': {
    severity: 'error',
    type: 'Invalid',
    kinds: ['Secret'],
    what: 'the name of a variable for Flux is none, or is the secret itself',
    why: 'Flux substitutes ${name} only for names of letters, digits and _; a key in its place would be in clear',
    example: "accessKeyId: 'my-key'",
  },
});
