/** Texts that end a string, a comment or a template, or that mean something to the language. */
export const hostileTexts = [
  ...["'", '"', '`', '\\', "\\'", '${process.exit(7)}', '`${process.exit(7)}`', '*/ process.exit(7) /*'],
  ...[
    '// x',
    '</script>',
    "'); process.exit(7); ('",
    'a\nb',
    'a\r\nb',
    'a\n',
    '\n',
    '\u2028',
    '\u2029',
    '\u202e',
  ],
  ...['a\n`${1}`\\', '\0', '\ud800', '\u{1f600}', '', ' ', '__proto__', 'constructor', 'toString', 'default'],
  ...["it's", 'say "it\'s"', 'a\nit\'s "b"', '\t', '\u200b', '\ufeff', 'ä', '日本'],
];
/** In YAML as in JSON, with what YAML takes for a line break escaped. */
export function json(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}

/** A landscape in which a text stands wherever a text can stand. */
export function landscapeOf(text: string): string[] {
  const t = json(text);
  return [
    `
apiVersion: core.gardener.cloud/v1beta1
kind: CloudProfile
metadata: { name: ${t}, labels: { ${t}: ${t} }, annotations: { ${t}: ${t}, other: ${t} } }
spec:
  type: alicloud
  caBundle: ${t}
  kubernetes: { versions: [{ version: ${t}, expirationDate: ${t} }, { version: b, expirationDate: ${t} }] }
  regions: [{ name: ${t}, zones: [{ name: ${t}, unavailableMachineTypes: [${t}] }], labels: { ${t}: ${t} } }]
  machineImages: [{ name: ${t}, updateStrategy: ${t}, versions: [{ version: ${t}, classification: ${t} }] }]
  machineTypes: [{ name: ${t}, cpu: "1", gpu: "0", memory: 1Gi, ${t}: ${t} }]
  volumeTypes: [{ name: ${t}, class: ${t} }]
  seedSelector: { matchLabels: { ${t}: ${t} } }
  ${t}: { ${t}: ${t} }
  providerConfig:
    apiVersion: alicloud.provider.extensions.gardener.cloud/v1alpha1
    kind: CloudProfileConfig
    machineImages: [{ name: ${t}, versions: [{ version: ${t}, regions: [{ name: ${t}, id: ${t} }] }] }]
`,
    ...['garden-a', 'garden-b'].map(
      (namespace) => `
apiVersion: core.gardener.cloud/v1beta1
kind: NamespacedCloudProfile
metadata: { name: ${t}, namespace: ${namespace} }
spec: { parent: { kind: CloudProfile, name: ${t} }, volumeTypes: [{ name: ${t}, class: ${t} }] }
`,
    ),
    `
apiVersion: core.gardener.cloud/v1beta1
kind: Seed
metadata: { name: ${t} }
spec:
  provider: { type: ${t}, region: ${t}, zones: [${t}], providerConfig: { ${t}: ${t} } }
  networks: { pods: ${t}, services: ${t} }
  dns: { provider: { type: ${t}, credentialsRef: { apiVersion: v1, kind: Secret, namespace: ${t}, name: ${t} } } }
  ingress: { domain: ${t}, controller: { kind: nginx } }
  backup:
    provider: alicloud
    region: ${t}
    credentialsRef: { apiVersion: v1, kind: Secret, namespace: ${t}, name: ${t} }
`,
    `
apiVersion: core.gardener.cloud/v1
kind: ControllerDeployment
metadata: { name: ${t} }
helm: { ociRepository: { repository: ${t}, tag: ${t} }, values: { ${t}: ${t}, image: { tag: ${t} } } }
`,
    `
apiVersion: core.gardener.cloud/v1beta1
kind: ControllerRegistration
metadata: { name: ${t} }
spec: { resources: [{ kind: Worker, type: alicloud }], deployment: { deploymentRefs: [{ name: ${t} }] } }
`,
  ];
}
