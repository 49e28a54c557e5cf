export type { LandscapeReport } from './landscape-report';
export { toLandscapeReport, type ReportInput } from './to-landscape-report';
export { renderPage } from './html/page';
