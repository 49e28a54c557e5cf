/**
 * Lets an error that nobody catches end the process with its message alone: a stack trace through our code
 * tells a user nothing. Errors that are caught, and those of others, behave as ever.
 */
export function withoutTrace<E extends Error>(error: E): E {
  const report = (thrown: unknown): void => {
    process.stderr.write(`${thrown === error ? error.message : stackOf(thrown)}\n`);
    process.exit(1);
  };
  process.once('uncaughtException', report);
  // An error that reaches the top does so before the next turn of the event loop.
  setImmediate(() => process.removeListener('uncaughtException', report)).unref();
  return error;
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
