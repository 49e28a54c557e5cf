import { readFileSync } from 'node:fs';

/** What a new landscape has to know of the package that it depends on. */
export interface PackageInfo {
  readonly name: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<'cdk8s' | 'constructs', string>>;
}

/** This package's own package.json: by its name, as compiled and uncompiled code lie at different depths. */
export function readPackageInfo(): PackageInfo {
  const file = require.resolve('cdk8s-gardener-alicloud/package.json');
  return JSON.parse(readFileSync(file, 'utf8')) as PackageInfo;
}
