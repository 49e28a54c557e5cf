import { counterpart } from '../validation/counterpart';
import { isObject } from '../validation/engine';
import type { Issue } from '../validation/issue';
import { validateLandscape, type LandscapeDocument } from '../validation/landscape';
import { renderGithub, renderJson, renderSarif, renderText, type ValidationReport } from '../validation/report';
import { Target } from '../validation/target';
import { judgeDocument } from '../validation/validate';
import { warningsAsErrors } from '../validation/waivers';
import { readYaml } from '../yaml/read';
import { oneOf, parseArguments } from './arguments';
import { exitCode, UsageError, type Io } from './io';
import { readManifests, type ManifestFile } from './read-manifests';
import { targetFlags, targetFrom, targetHelp } from './target-flags';

export const validateHelp = `Usage: gardener-alicloud validate [FLAGS] PATH...

Judges manifests as a Gardener with the Alibaba Cloud extension does. PATH is a file, a folder (one landscape,
judged as a whole) or - for standard input.

  --previous PATH        what is stored now (a file or folder): judges an update; objects pair by name
  --parent FILE          CloudProfile below which NamespacedCloudProfiles are judged, merged
  --strict               warnings count as errors
  --waivers FILE         YAML list of {rule, field, reason}: warnings that are known and meant
  --output FORMAT        text (default), json, sarif or github
${targetHelp}
Exit codes: 0 no errors, 1 errors, 2 wrong use.
`;
