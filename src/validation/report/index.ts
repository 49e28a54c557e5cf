export { renderGithub, type GithubOptions } from './github';
export { renderJson, type JsonOptions, type JsonReport } from './json';
export { renderSarif, type SarifOptions } from './sarif';
export { renderText, type TextOptions } from './text';
export type { ReportSummary, ValidationReport } from './validation-report';
