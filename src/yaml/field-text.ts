/**
 * The path of a value in the notation of Kubernetes' errors, from keys and indices. A key that does not look
 * like a field's name is data, and stands in brackets.
 */
export function fieldText(steps: readonly (string | number)[]): string {
  let field = '';
  for (const step of steps) {
    if (typeof step === 'number') field += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) field += field === '' ? step : `.${step}`;
    else field += `[${step}]`;
  }
  return field;
}
