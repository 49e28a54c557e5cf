// Asks real components: `npm run test:e2e [-- PART...]`. Most are built from their Go modules, which wants Go and, the
// first time, a network and many minutes; without Go the parts that need it are skipped.
import { buildApiServer } from './api-server.mjs';
import { buildArgocd, checkArgocd } from './argocd.mjs';
import { buildFlux, checkFlux, checkFluxWithTwoClusters } from './flux.mjs';
import { goVersion } from './go-program.mjs';
import { Report } from './report.mjs';
import { checkReviewAction } from './review-action.mjs';
import { checkRuntimeCluster } from './runtime-cluster.mjs';
import { checkWorkflows } from './workflows.mjs';

const parts = {
  review: (report) => checkReviewAction({ report }),
  workflows: (report) => checkWorkflows({ report }),
  runtime: (report) => checkRuntimeCluster({ program: buildApiServer(), report }),
  flux: async (report) => {
    const built = { program: buildApiServer(), flux: buildFlux(), report };
    await checkFlux(built);
    await checkFluxWithTwoClusters(built);
  },
  argocd: (report) => checkArgocd({ program: buildApiServer(), argocd: buildArgocd(), report }),
};

const withoutGo = ['review'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(', ')}; the parts are ${Object.keys(parts).join(', ')}`);
  process.exitCode = 2;
} else await main(wanted.length > 0 ? wanted : Object.keys(parts));

async function main(names) {
  const report = new Report();
  const hasGo = goVersion() !== undefined;
  for (const name of names) {
    if (!hasGo && !withoutGo.includes(name)) {
      console.log(`${name}: skipped, there is no Go to build the programs with`);
      continue;
    }
    const start = Date.now();
    try {
      await parts[name](report);
    } catch (error) {
      report.say(name, error.stack);
    }
    console.log(`${name}: ${Math.round((Date.now() - start) / 1000)} s`);
  }
  console.log(`${report.failures} failures`);
  process.exitCode = report.failures > 0 ? 1 : 0;
}
