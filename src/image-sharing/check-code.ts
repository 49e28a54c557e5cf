import { gardenAppRules } from '../garden-app/rules';
import { FieldPath } from '../validation/field-path';
import type { IssueCollector } from '../validation/issue-collector';
import { readInlineCode, type InlineCode } from './inline-code';
import { readSecret, type NamedSecret } from './read-accounts';
import { judgeImageReference, ReconcilerCode } from './reconciler-code';
import { imageSharingRules as rules } from './rules';

/** Where the program comes from, checked. */
export interface Code {
  readonly image: string;
  readonly pullSecret: NamedSecret | undefined;
  /** For the ConfigMap; none where the image has the program. */
  readonly inline: InlineCode | undefined;
}

export function checkCode(given: unknown, issues: IssueCollector): Code {
  const path = FieldPath.of('code');
  if (given !== undefined && !(given instanceof ReconcilerCode)) {
    issues.report(gardenAppRules['prop-type'], path, 'is no ReconcilerCode', {
      hint: 'use ReconcilerCode.image or ReconcilerCode.inline',
    });
  }
  const code = given instanceof ReconcilerCode ? given : ReconcilerCode.inline();
  const verdict = judgeImageReference(code.image);
  if (verdict === 'invalid') {
    const message = `${typeof code.image === 'string' ? JSON.stringify(code.image) : 'nothing'} names no image`;
    issues.report(rules['image-sharing-code-invalid'], path, message, {
      hint: 'write <registry>/<name>:<tag> or <registry>/<name>@sha256:<digest>, the name in lower case',
    });
  } else if (verdict === 'moving') {
    issues.report(
      rules['image-sharing-code-unpinned'],
      path,
      `${JSON.stringify(code.image)} may change any time`,
      {
        hint: 'pin it by digest, or by a tag that stays',
      },
    );
  }
  const inline = code.form === 'inline' ? readInlineCode() : undefined;
  if (code.form === 'inline' && inline === undefined) {
    issues.report(rules['image-sharing-code-missing'], path, 'the bundled program is missing', {
      hint: 'run npm run build in the package, or use ReconcilerCode.image',
    });
  }
  const pullSecret =
    code.pullSecret === undefined ? undefined : readSecret(code.pullSecret, path.child('pullSecret'), issues);
  return { image: verdict === 'invalid' ? '' : code.image, pullSecret, inline };
}
