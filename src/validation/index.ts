export type { Issue, IssueOrigin, IssueType, Severity } from './issue';
export { validateLandscape, type LandscapeDocument } from './landscape';
export { UnsupportedVersionError, type TargetOptions } from './target';
export { validateManifest, validateYaml, type ValidateOptions } from './validate';
export type { Waiver } from './waivers';
