import { readYaml } from '../yaml/read';
import { counterpart } from './counterpart';
import type { Issue } from './issue';
import { validateLandscape, type LandscapeDocument } from './landscape';
import { objectsOf } from './list-items';
import { Target, type TargetOptions } from './target';
import { judgeDocument } from './validate';

export interface ManifestText {
  /** As issues name it. */
  readonly file: string;
  readonly text: string;
}

export interface JudgedTexts {
  readonly issues: Issue[];
  readonly documents: readonly LandscapeDocument[];
}

/** Judges files as one landscape: every document by itself, and all of them together. */
export function judgeTexts(
  files: readonly ManifestText[],
  options: TargetOptions,
  related: { readonly previous?: readonly unknown[]; readonly parent?: unknown } = {},
): JudgedTexts {
  const { previous = [], parent } = related;
  const target = new Target(options);
  const issues: Issue[] = [];
  const documents: LandscapeDocument[] = [];
  for (const { file, text } of files) {
    for (const document of readYaml(text).flatMap((read) => objectsOf(read))) {
      const { index, value } = document;
      issues.push(
        ...judgeDocument(document, target, { previous: counterpart(value, previous), parent }, file),
      );
      documents.push({
        manifest: value,
        path: file,
        origin: { file, document: index },
        locate: (field) => document.locate(field),
      });
    }
  }
  issues.push(...validateLandscape(documents, options));
  return { issues, documents };
}
