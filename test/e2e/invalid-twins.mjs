// What a real API server refuses: without these the test could not fail.
const container = (cronJob) => podSpec(cronJob).containers[0];
const podSpec = (cronJob) => cronJob.spec.jobTemplate.spec.template.spec;

/**
 * Kind of the valid object, what is done to a copy of it, status and text of the answer. 500 is what server-side
 * apply says to what the schema does not have.
 */
export const invalidTwins = [
  ['a schedule in words', 'CronJob', (job) => (job.spec.schedule = 'hourly'), 422, 'spec.schedule'],
  ['a time zone that is none', 'CronJob', (job) => (job.spec.timeZone = 'Mars/Base'), 422, 'spec.timeZone'],
  ['an unknown field', 'CronJob', (job) => (container(job).imagePolicy = 'Always'), 500, 'imagePolicy'],
  [
    'a limit below the request',
    'CronJob',
    (job) => (container(job).resources.limits.memory = '1Mi'),
    422,
    'containers[0].resources.requests',
  ],
  [
    'a mount without its volume',
    'CronJob',
    (job) => (podSpec(job).volumes = podSpec(job).volumes.slice(1)),
    422,
    'containers[0].volumeMounts[0].name',
  ],
  [
    'a network that is none',
    'NetworkPolicy',
    (policy) => (policy.spec.egress[1].to[0].ipBlock.cidr = '0.0.0.0/99'),
    422,
    'spec.egress[1].to[0].ipBlock.cidr',
  ],
  ['a number as text', 'ConfigMap', (map) => (map.data['config.json'] = 7), 500, 'data'],
  [
    'a resource without its type',
    'Extension',
    (extension) => delete extension.spec.resources[0].type,
    422,
    'spec.resources[0].type',
  ],
  [
    'an unknown field of a custom resource',
    'Extension',
    (extension) => (extension.spec.deployment.extension.chart = {}),
    500,
    'chart',
  ],
];

/** The same for pods, in a namespace that enforces the restricted Pod Security Standard. */
export const invalidPods = [
  ['a privileged pod', (pod) => (pod.spec.hostNetwork = true), 403, 'violates PodSecurity'],
  [
    'an unknown account',
    (pod) => (pod.spec.serviceAccountName = 'nobody'),
    403,
    'serviceaccount "nobody" not found',
  ],
];

/** What is accepted, and yet not as it should be: with a warning, or stored in another form. */
export const doubtfulTwins = [
  [
    'a job whose pods the namespace refuses',
    'CronJob',
    (job) => (podSpec(job).hostNetwork = true),
    'warnings: would violate PodSecurity',
  ],
  [
    'a quantity that the server writes differently',
    'CronJob',
    (job) => (container(job).resources.limits.cpu = '1000m'),
    'containers/0/resources/limits/cpu',
  ],
];
