import { Testing } from 'cdk8s';
import type * as Job from './job';

afterEach(() => {
  jest.dontMock('cdk8s-plus-27');
});

test('without cdk8s-plus-27 there is an issue that says what to do, and no job', () => {
  jest.isolateModules(() => {
    jest.doMock('cdk8s-plus-27', () => {
      throw Object.assign(new Error("Cannot find module 'cdk8s-plus-27'"), { code: 'MODULE_NOT_FOUND' });
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded anew, without the peer
    const { jobWith, issuesOf } = require('./job') as typeof Job;
    const job = jobWith({}, Testing.chart());
    expect(job.apiObject).toBeUndefined();
    expect(issuesOf(job)).toMatchObject([
      {
        severity: 'error',
        rule: 'image-sharing-cdk8s-plus-missing',
        hint: 'run npm install cdk8s-plus-27',
      },
    ]);
  });
});

test('the peer is loaded where a job is built, and not before', () => {
  jest.isolateModules(() => {
    let loaded = false;
    jest.doMock('cdk8s-plus-27', () => {
      loaded = true;
      return jest.requireActual<object>('cdk8s-plus-27');
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded anew, to see what it loads
    const { jobWith } = require('./job') as typeof Job;
    expect(loaded).toBe(false);
    jobWith({}, Testing.chart());
    expect(loaded).toBe(true);
  });
});
