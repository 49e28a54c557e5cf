const expected = new Set<unknown>();

/**
 * Lets an error that nobody catches end the process with its message alone: a stack trace through our code
 * tells a user nothing. Errors that are caught, and those of others, behave as ever.
 */
export function withoutTrace<E extends Error>(error: E): E {
  if (expected.size === 0) {
    process.on('uncaughtException', report);
    // An error that reaches the top does so before the next turn of the event loop.
    setImmediate(() => {
      expected.clear();
      process.removeListener('uncaughtException', report);
    }).unref();
  }
  expected.add(error);
  return error;
}

function report(thrown: unknown): void {
  const text = !(thrown instanceof Error)
    ? String(thrown)
    : expected.has(thrown)
      ? thrown.message
      : (thrown.stack ?? thrown.message);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
