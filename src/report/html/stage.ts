import { markup, type Markup } from './markup';

const known = ['unavailable', 'preview', 'supported', 'deprecated', 'expired'];

/** Class of a stage's colour; a stage that Gardener does not know has one of its own. */
export function stageClass(stage: string): string {
  return known.includes(stage) ? `s-${stage}` : 's-unknown';
}

/** A stage in its colour, and in words. */
export function stageBadge(stage: string): Markup {
  return markup`<span class="stage ${stageClass(stage)}">${stage === '' ? 'unknown' : stage}</span>`;
}

export function isPast(stage: string): boolean {
  return stage === 'expired';
}
