import { type Answer, type JsonFields, renderJson } from '../answer';
import type { Fault } from './fault';

/** The answer is made (so a write happens), but the connection is reset in its place. */
export const reset: Fault = async (_call, proceed) => ({ ...(await proceed()), delivery: { kind: 'reset' } });

/** The answer is made, but nothing of it is ever sent. */
export const hang: Fault = async (_call, proceed) => ({
  ...(await proceed()),
  delivery: { kind: 'hang', afterHeaders: false },
});

/** Headers and half of the body, and then silence. */
export const hangInBody: Fault = async (_call, proceed) => ({
  ...(await proceed()),
  delivery: { kind: 'hang', afterHeaders: true },
});

/** Half of the promised bytes, then the connection ends. */
export const truncate: Fault = async (_call, proceed) => ({
  ...(await proceed()),
  delivery: { kind: 'truncate' },
});

/** A byte at a time: no idle timeout fires, only a deadline ends it. */
export function drip(everyMs: number): Fault {
  return async (_call, proceed) => ({ ...(await proceed()), delivery: { kind: 'drip', everyMs } });
}

/** A complete HTTP answer whose JSON ends in the middle. */
export const cutJson: Fault = async (_call, proceed) => {
  const answer = await proceed();
  const text = typeof answer.content === 'string' ? answer.content : renderJson(answer.content);
  return { ...answer, content: text.slice(0, Math.floor(text.length / 2)) };
};

/** A complete HTTP answer without a body. */
export const emptyBody: Fault = async (_call, proceed) => ({ ...(await proceed()), content: '' });

/** The answer, later. */
export function delay(ms: number): Fault {
  return async (_call, proceed) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return proceed();
  };
}

/** Changes the fields of a good answer. */
export function rewrite(change: (fields: JsonFields) => JsonFields): Fault {
  return async (_call, proceed): Promise<Answer> => {
    const answer = await proceed();
    return typeof answer.content === 'string' ? answer : { ...answer, content: change(answer.content) };
  };
}

/** The answer without one of its fields. */
export function without(field: string): Fault {
  return rewrite((fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field)));
}
