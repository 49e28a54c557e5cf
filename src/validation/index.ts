export type { Issue, IssueOrigin, IssueType, Severity } from '../issues/issue';
export { validateLandscape } from './validate-landscape';
export type { LandscapeDocument } from './landscape/landscape';
export { UnsupportedVersionError, type TargetOptions } from '../gardener/target';
export { validateManifest, validateYaml, type ValidateOptions } from './validate';
export type { Waiver } from './waivers';
