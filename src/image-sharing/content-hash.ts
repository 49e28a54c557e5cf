import { createHash } from 'node:crypto';

/** Ten characters that follow the content, for the name of something that never changes. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10);
}
