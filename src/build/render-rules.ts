import { catalogue, type RuleGroup } from '../cli/catalogue';
import type { Rule } from '../issues/rule';

const introduction = `# Rules

What the validator says, and what to do about it. An **error** is what a Gardener of the target version, with the
admission of provider-alicloud, refuses; a **warning** is what it accepts and an operator regrets. Warnings can be
turned into errors (\`--strict\`) or waived one by one with a reason (\`--waivers\`). Rules whose ids begin with
\`change-\` are about two states of a landscape: \`diff\` finds them, and the changes of a \`report\`.

This page is made from the rule tables in the source: \`npm run docs:rules\`.

<!-- prettier-ignore-start -->
`;

/** docs/rules.md: every rule, by subject, in the order of its table. */
export function renderRules(groups: readonly RuleGroup[] = catalogue()): string {
  const contents = groups.map(({ title, rules }) => `- [${title}](#${anchorOf(title)}): ${rules.length}`);
  return [
    introduction,
    contents.join('\n'),
    '',
    ...groups.map((group) => renderGroup(group)),
    '<!-- prettier-ignore-end -->\n',
  ].join('\n');
}

function renderGroup({ title, rules }: RuleGroup): string {
  return [`## ${title}`, '', ...rules.map((rule) => renderRule(rule))].join('\n');
}

function renderRule({ id, severity, type, kinds, what, why, example, since }: Rule): string {
  const facts = [
    `**${severity}** ${type}`,
    kinds.join(', '),
    ...(since === undefined ? [] : [`since ${release(since)}`]),
  ];
  return [
    `### ${id}`,
    '',
    facts.join(' · '),
    '',
    `${sentence(what)} ${sentence(why)}`,
    '',
    ...(example === undefined ? [] : ['```yaml', example, '```', '']),
  ].join('\n');
}

/** Tables name Gardener's releases by number alone or in words. */
function release(since: string): string {
  return /^\d/.test(since) ? `Gardener ${since}` : since;
}

/** Texts of the tables begin and end as the messages do, or as sentences do. */
function sentence(text: string): string {
  // A name in code, such as apiVersion, keeps its spelling.
  const begun = /^[a-z]+(?:[ ,'’-]|$)/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** As GitHub and GitLab make it of a heading. */
function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

if (require.main === module) process.stdout.write(renderRules());
