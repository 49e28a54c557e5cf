export {
  cutJson,
  delay,
  drip,
  emptyBody,
  hang,
  hangInBody,
  reset,
  rewrite,
  truncate,
  without,
} from './delivery-faults';
export { after, afterEffect, before, withoutEffect } from './effects';
export { compose, on, type Fault, type Selector } from './fault';
export { closedFor, html, okWithCode, refuse, throttle } from './refusals';
