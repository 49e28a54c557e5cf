import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Texts or bytes of files by their path in a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A small chart with the name of the real one, and templates that read some of its values. */
export const chartFiles: Files = {
  'Chart.yaml': 'apiVersion: v1\nname: gardener-extension-provider-alicloud\nversion: 0.1.0\n',
  'values.yaml': 'image:\n  tag: latest\nreplicaCount: 1\nresources: {}\nconfig: {}\n',
  'templates/_helpers.tpl':
    '{{- define "config" -}}\nimages: {{ .Values.config.toBeSharedImageIDs | toJson }}\n{{- end -}}\n',
  'templates/configmap.yaml':
    'data:\n  config.yaml: |\n{{ include "config" . | indent 4 }}\n{{- if .Values.config.csi }}\n  csi: {{ .Values.config.csi.enableADController }}\n{{- end }}\n',
  'templates/secret.yaml':
    '{{- with .Values.config.machineImageOwnerSecret }}\nname: {{ .name }}\n{{- end }}\n',
  'templates/deployment.yaml':
    'image: {{ .Values.image.repository }}:{{ .Values.image.tag }}\nreplicas: {{ .Values.replicaCount }}\nresources:\n{{ toYaml .Values.resources | indent 2 }}\n',
};

const folders: string[] = [];

/** A folder that holds these files; `removeFolders` takes it away. */
export function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
