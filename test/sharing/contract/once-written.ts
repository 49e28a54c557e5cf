import type { FakeCloud } from '../fake-cloud/fake-cloud';
import { after } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';

/** Comes true when an image is written to for the first time: what waits for it tells who waits for whom. */
export function onceWritten(cloud: FakeCloud, image: string): Promise<void> {
  return new Promise((resolve) => {
    cloud.inject(
      on(
        { action: 'ModifyImageSharePermission', image },
        after(() => resolve()),
      ),
    );
  });
}
