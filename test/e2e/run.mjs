// Asks real components: `npm run test:e2e [-- PART...]`. Most are built from their Go modules, which wants Go and, the
// first time, a network and many minutes; without Go the parts that need it are skipped.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkAlerts } from './alerts.mjs';
import { buildApiServer } from './api-server.mjs';
import { buildArgocd, checkArgocd } from './argocd.mjs';
import { buildFlux, checkFlux, checkFluxWithTwoClusters } from './flux.mjs';
import { checkLiveGarden } from './live.mjs';
import { Report } from './report.mjs';
import { checkReviewAction } from './review-action.mjs';
import { checkRuntimeCluster } from './runtime-cluster.mjs';
import { checkVariants } from './variants.mjs';
import { checkWorkflows } from './workflows.mjs';

/** Each with the programs that it needs. */
const parts = {
  review: { needs: ['git', 'bash', 'tar'], check: (report) => checkReviewAction({ report }) },
  workflows: { needs: ['go'], check: (report) => checkWorkflows({ report }) },
  alerts: { needs: ['go'], check: (report) => checkAlerts({ report }) },
  runtime: {
    needs: ['go'],
    check: (report) => checkRuntimeCluster({ program: buildApiServer(), report }),
  },
  live: {
    needs: ['go', 'git', 'kubectl'],
    check: (report) => checkLiveGarden({ program: buildApiServer(), report }),
  },
  variants: {
    needs: ['go'],
    check: (report) => checkVariants({ program: buildApiServer(), report }),
  },
  flux: {
    needs: ['go', 'tar'],
    check: async (report) => {
      const built = { program: buildApiServer(), flux: buildFlux(), report };
      await checkFlux(built);
      await checkFluxWithTwoClusters(built);
    },
  },
  argocd: {
    needs: ['go'],
    check: (report) => checkArgocd({ program: buildApiServer(), argocd: buildArgocd(), report }),
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(', ')}; the parts are ${Object.keys(parts).join(', ')}`);
  process.exitCode = 2;
} else await main(wanted.length > 0 ? wanted : Object.keys(parts));

async function main(names) {
  const report = new Report();
  for (const name of names) {
    const missing = parts[name].needs.filter((program) => !isInstalled(program));
    if (missing.length > 0) {
      console.log(`${name}: skipped, because there is no ${missing.join(', ')}`);
      continue;
    }
    const start = Date.now();
    try {
      await parts[name].check(report);
    } catch (error) {
      report.say(name, error.stack);
    }
    console.log(`${name}: ${Math.round((Date.now() - start) / 1000)} s`);
  }
  console.log(`${report.failures} failures`);
  process.exitCode = report.failures > 0 ? 1 : 0;
}

function isInstalled(program) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}
