import { marks, type Change } from './landscape-diff';

/** Subjects whose names are paths: each stands for itself. */
const alone: ReadonlySet<string> = new Set(['field', 'value', 'seed', 'backup', 'chart', 'object']);

/** Changes that differ by name only become one; the worst come first, each in the order of its list. */
export function condense(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>();
  changes.forEach((change, index) => {
    const key = isAlone(change) ? String(index) : likeness(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  });
  const merged = [...groups.values()].flatMap(([first, ...others]): Change[] => {
    if (first === undefined) return [];
    return [{ ...first, names: [first, ...others].flatMap(({ names }) => names) }];
  });
  return marks.flatMap((mark) => merged.filter((change) => change.mark === mark));
}

/** What hits somebody is told by its name. */
function isAlone({ subject, refusals, shoots }: Change): boolean {
  return (
    alone.has(subject) || refusals.length > 0 || (shoots !== undefined && shoots.count + shoots.unsure > 0)
  );
}

function likeness({ mark, subject, action, of, details, reason }: Change): string {
  return JSON.stringify([mark, subject, action, of, details, reason]);
}
