export type { Call } from './call';
export { numberedValues } from './call';
export { selfSigned, type SelfSigned } from './certificate';
export { namesFirstBadAccount, namesNoAccount } from './ecs-settings';
export { FakeCloud, type FakeCloudOptions } from './fake-cloud';
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
} from './faults/delivery-faults';
export { after, afterEffect, before, withoutEffect } from './faults/effects';
export { compose, on, type Fault, type Selector } from './faults/fault';
export { closedFor, html, okWithCode, refuse, throttle } from './faults/refusals';
export { FakeGarden } from './fake-garden';
export { ForwardProxy } from './forward-proxy';
export type { AccessKey, Principal, Role } from './identities';
export type { Image, ImageProps } from './image-store';
export { type Entry } from './journal';
export { driftingTotal, overlappingPages, shortPages } from './pages';
