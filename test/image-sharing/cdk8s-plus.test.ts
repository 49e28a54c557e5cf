import { Chart, Cron, Duration, Size, Testing } from 'cdk8s';
import {
  ConcurrencyPolicy,
  ConfigMap,
  Cpu,
  CronJob,
  RestartPolicy,
  Secret,
  ServiceAccount,
  Volume,
} from 'cdk8s-plus-27';
import { isObject } from '../../src/gardener/json';
import { ReconcilerCode } from '../../src/image-sharing/reconciler-code';
import { jobWith } from './job';

const image = `registry.example.com/image-sharing@sha256:${'0'.repeat(64)}`;

/** The same job as cdk8s-plus makes it, as far as Kubernetes 1.27 knows its fields. */
function withCdk8sPlus(): unknown {
  const chart = new Chart(Testing.app(), 'plus', { namespace: 'garden', disableResourceNameHashes: true });
  const account = ServiceAccount.fromServiceAccountName(chart, 'account', 'image-sharing');
  const job = new CronJob(chart, 'job', {
    schedule: Cron.schedule({ minute: '*/15' }),
    concurrencyPolicy: ConcurrencyPolicy.FORBID,
    startingDeadline: Duration.seconds(300),
    activeDeadline: Duration.seconds(720),
    backoffLimit: 0,
    failedJobsRetained: 3,
    successfulJobsRetained: 1,
    restartPolicy: RestartPolicy.NEVER,
    automountServiceAccountToken: false,
    serviceAccount: account,
    securityContext: { ensureNonRoot: true, user: 65532, group: 65532, fsGroup: 65532 },
  });
  const container = job.addContainer({
    name: 'share-images',
    image,
    args: ['--config', '/etc/image-sharing/config.json', '--output', 'summary'],
    securityContext: {
      ensureNonRoot: true,
      user: 65532,
      group: 65532,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    },
    resources: {
      cpu: { request: Cpu.millis(20), limit: Cpu.millis(500) },
      memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
    },
  });
  const config = ConfigMap.fromConfigMapName(chart, 'config', 'config');
  container.mount('/etc/image-sharing', Volume.fromConfigMap(chart, 'v1', config, { name: 'config' }), {
    readOnly: true,
  });
  const owner = Secret.fromSecretName(chart, 'owner', 'machine-image-owner');
  const volume = Volume.fromSecret(chart, 'v2', owner, { name: 'owner', defaultMode: 0o440 });
  container.mount('/etc/image-owner', volume, { readOnly: true });
  return (Testing.synth(chart) as { kind: string }[]).find(({ kind }) => kind === 'CronJob');
}

/** Where both write a field, and differ. */
function differences(ours: unknown, theirs: unknown, path: string): string[] {
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.flatMap((item, index) => differences(item, theirs[index], `${path}[${index}]`));
  if (!isObject(ours) || !isObject(theirs))
    return ours === theirs ? [] : [`${path}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`];
  return Object.keys(ours).flatMap((key) =>
    key in theirs ? differences(ours[key], theirs[key], `${path}.${key}`) : [],
  );
}

test('the job means what cdk8s-plus writes for the same facts', () => {
  const job = jobWith({ code: ReconcilerCode.image(image) });
  const ours = (Testing.synth(Chart.of(job)) as { kind: string; spec: unknown }[]).find(
    ({ kind }) => kind === 'CronJob',
  );
  const theirs = withCdk8sPlus() as { spec: unknown };
  // Names of what is mounted, labels, and the pull policy are decisions of ours.
  const decided = /labels|imagePullPolicy|configMap\.name|metadata/;
  expect(differences(ours?.spec, theirs.spec, 'spec').filter((line) => !decided.test(line))).toEqual([]);
});
