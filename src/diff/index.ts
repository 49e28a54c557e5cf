export { diffLandscapes } from './diff-landscapes';
export type {
  Action,
  Change,
  Detail,
  DiffDocument,
  DiffOptions,
  DiffSummary,
  LandscapeDiff,
  Mark,
  ObjectDiff,
  Refusal,
  ShootHits,
  Subject,
} from './landscape-diff';
export { renderDiffJson } from './render/json';
export { commentLimit, renderDiffMarkdown } from './render/markdown';
export { renderDiffText } from './render/text';
