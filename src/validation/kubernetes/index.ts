export { isStandardBase64 } from './base64';
export { firstPemIsCertificate } from './certificate';
export { Cidr, parseCidr, type IpFamily } from './cidr';
export { formatGoDuration, parseGoDuration } from './duration';
export { validateLabelSelector } from './label-selector';
export {
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  isUnprefixedQualifiedName,
} from './names';
export {
  validateAnnotations,
  validateLabels,
  validateObjectMeta,
  type ObjectMetaOptions,
} from './object-meta';
export { parseQuantity, Quantity } from './quantity';
export { kubernetesRules } from './rules';
export { compareVersions, isConstraint, parseVersion, type Version } from './semver';
export { canonicalTimestamp, parseTimestamp } from './timestamp';
export { validateTolerations } from './tolerations';
