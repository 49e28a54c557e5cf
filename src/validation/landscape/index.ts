export type { LandscapeDocument } from './landscape-document';
export { landscapeRules } from './rules';
export { validateLandscape } from './validate-landscape';
