import { defineRules } from '../../issues/rule';

const kinds = ['Secret'];

export const secretRuleTable = defineRules({
  'secret-key-name': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a key of the data has other characters than letters, digits, "-", "_" and ".", or is "." or ".."',
    why: 'each key can become a file name',
    example: 'data: {"access key": ""}',
  },
  'secret-too-large': {
    severity: 'error',
    type: 'TooLong',
    kinds,
    what: 'the values have more than 1 MiB together',
    why: 'Kubernetes stores no larger Secret',
  },
  'secret-type-key-missing': {
    severity: 'error',
    type: 'Required',
    kinds,
    what: 'a key, or an annotation, that the type of the Secret asks for is missing',
    why: 'e.g. kubernetes.io/dockerconfigjson asks for .dockerconfigjson, kubernetes.io/tls for tls.crt and tls.key',
    example: 'type: kubernetes.io/tls',
  },
  'secret-docker-config': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'the Docker configuration in the Secret is no JSON object',
    why: 'Kubernetes parses it for types kubernetes.io/dockercfg and kubernetes.io/dockerconfigjson',
  },
  'secret-type-immutable': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'an update changes the type; no type means Opaque',
    why: 'delete the Secret and create it anew',
  },
  'secret-immutable': {
    severity: 'error',
    type: 'Forbidden',
    kinds,
    what: 'an update changes a Secret that is immutable',
    why: 'neither its data nor the flag can be changed: delete the Secret and create it anew',
  },
  'alicloud-access-key': {
    severity: 'error',
    type: 'Invalid',
    kinds,
    what: 'a Secret with the label provider.shoot.gardener.cloud/alicloud breaks the rules of provider-alicloud for an access key',
    why: 'accessKeyID has 16 to 128 of [0-9A-Za-z._=], accessKeySecret at least 30 characters and no newline at either end',
    example:
      'metadata: {labels: {provider.shoot.gardener.cloud/alicloud: "true"}}, stringData: {accessKeyID: "LTAI-1", accessKeySecret: "short"}',
  },

  'alicloud-access-key-encoded-twice': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'an access key is base64-encoded once more than the Secret needs',
    why: 'values below data are base64 of the key, values below stringData the key itself; the encoded text passes all checks, and no cloud call works with it',
    example: 'stringData: {accessKeyID: TFRBSTV0…}',
  },
  'alicloud-access-key-not-encoded-for-chart': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'a Secret for chart values holds an access key that is not base64-encoded once more',
    why: 'the chart copies the text into the data of a Secret: in stringData write base64 of the key, in data base64 of that',
  },
  'alicloud-access-key-newline': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'a key of a DNS Secret begins or ends with a newline',
    why: 'nobody trims it, and signatures made with it are refused: encode with printf or echo -n',
  },
  'alicloud-credentials-file': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'a key that ends in .json stands beside an access key',
    why: 'the backup sidecar reads such a file instead of accessKeyID and accessKeySecret',
  },
  'alicloud-backup-key-overwritten': {
    severity: 'warning',
    type: 'Invalid',
    kinds,
    what: 'storageEndpoint or bucketName stands in a Secret with an access key',
    why: 'the extension computes both and overwrites them',
  },
  'secret-access-key-in-clear': {
    severity: 'warning',
    type: 'Forbidden',
    kinds,
    what: 'a Secret in a manifest holds an access key, or what looks like another credential; base64 hides nothing',
    why: 'everyone who may read the repository has it: use an ExternalSecret, a Secret that exists, or a placeholder that the GitOps engine fills, and rotate the key',
  },
});
