import type { FieldPath } from '../field-path';
import type { Issue, IssueOrigin } from '../issue';
import { IssueCollector, type Finding, type ReportDetails } from '../issue-collector';
import type { Rule } from '../rule';

/** One document of a landscape, and where it comes from. */
export interface LandscapeDocument {
  /** The manifest as it was read; whatever is no Gardener or GitOps object is only counted. */
  readonly manifest: unknown;
  /** Path of its file, `/` between folders, the same root for all; GitOps paths are matched with it. */
  readonly path?: string;
  readonly origin?: IssueOrigin;
  /** The construct that made it. */
  readonly constructPath?: string;
  /** Where a field stands in its file. */
  locate?(field: string): IssueOrigin | undefined;
}

/** Collects issues that belong to one of several documents. */
export class LandscapeIssues {
  readonly issues: Issue[] = [];

  report(
    document: LandscapeDocument,
    rule: Rule,
    field: FieldPath | string,
    message: string,
    details: ReportDetails = {},
  ): void {
    const collector = new IssueCollector();
    collector.report(rule, field, message, details);
    for (const finding of collector.findings) this.add(document, finding);
  }

  add(document: LandscapeDocument, { at, ...issue }: Finding): void {
    const origin = originOf(document, at ?? issue.field);
    this.issues.push(origin === undefined ? issue : { ...issue, origin });
  }
}

function originOf(document: LandscapeDocument, field: string): IssueOrigin | undefined {
  const { path, constructPath } = document;
  const known = {
    ...(constructPath === undefined && path !== undefined ? { file: path } : {}),
    ...(constructPath === undefined ? {} : { constructPath }),
    ...document.origin,
    ...document.locate?.(field),
  };
  return Object.keys(known).length === 0 ? undefined : known;
}
