import fc from 'fast-check';
import { valuesMembers } from '../../src/provider-extension/extension-values';
import { HelmChart } from '../../src/provider-extension/helm-chart';
import { ImageOwner } from '../../src/provider-extension/image-owner';
import { ProviderExtension } from '../../src/provider-extension/provider-extension';
import { ProviderExtensionDeployment } from '../../src/provider-extension/provider-extension-deployment';
import { registrationMembers } from '../../src/provider-extension/registration';
import { synthesize } from './synthesize';

/** JavaScript callers give anything, the makers of charts and owners included. */
const anything = fc.anything({ maxDepth: 3, withNullPrototype: true });
const never = (value: unknown): never => value as never;
const chart = fc.oneof(
  anything,
  fc.tuple(anything, anything, anything).map(([a, b, c]) => HelmChart.oci(never(a), never(b), never(c))),
  anything.map((value) => HelmChart.base64(never(value))),
);
const imageOwner = fc.oneof(
  anything,
  fc.tuple(anything, anything).map(([a, b]) => ImageOwner.fromSecret(never(a), never(b))),
  anything.map((value) => ImageOwner.substituted(never(value))),
  anything.map((value) => ImageOwner.inClearTextForEverybodyToRead(never(value))),
);
const names = [...Object.keys(registrationMembers), ...Object.keys(valuesMembers), 'form'];
const others = [...names, 'extraFields', 'extraRegistrationSpec', 'extraSpec', 'runtimeClusterValues'];
const rest = fc.dictionary(fc.constantFrom(...others), fc.oneof(anything, fc.array(anything)), {
  maxKeys: 8,
});
const admission = fc.oneof(anything, fc.record({ runtime: chart, application: anything, values: anything }));

test.each([
  ['ProviderExtensionDeployment', ProviderExtensionDeployment],
  ['ProviderExtension', ProviderExtension],
])('%s says what is wrong with any props, and never throws', (_, Made) => {
  fc.assert(
    fc.property(chart, imageOwner, admission, rest, (givenChart, owner, givenAdmission, more) => {
      const props = { ...more, chart: givenChart, imageOwner: owner, admission: givenAdmission };
      const { issues } = synthesize((scope) => new Made(scope, 'provider-alicloud', never(props)));
      expect(Array.isArray(issues)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
