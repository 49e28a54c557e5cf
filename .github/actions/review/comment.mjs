// Keeps one comment of a pull request up to date with the review, for action.yml beside it. It finds the comment again by
// an invisible mark that names the landscape, so that two landscapes in one repository have a comment each.
import { readFileSync } from 'node:fs';

const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, REVIEW_PULL_REQUEST } = process.env;
const mark = `<!-- gardener-alicloud-review ${encodeURIComponent(process.env.REVIEW_PATH)} -->`;
/** GitHub refuses a body that is longer. */
const longestBody = 65_536;
const commentsPerPage = 100;

const refusal = await writeComment(readBody());
if (refusal !== undefined) {
  // The token of a pull request from a fork reads only. The job's summary has the review all the same.
  console.log(`::notice::no comment is written, see the job's summary: ${refusal}`);
}

function readBody() {
  const url = process.env.REVIEW_ARTIFACT_URL ?? '';
  const end = url === '' ? '' : `\n[The landscape as one page](${url})\n`;
  const review = readFileSync(process.env.REVIEW_SUMMARY, 'utf8');
  const body = `${mark}\n${review}${end}`;
  if (body.length <= longestBody) return body;
  return `${mark}\nThe review is too long for a comment: it is in the summary of the job.\n${end}`;
}

/** @returns why it is not written, undefined if it is */
async function writeComment(body) {
  const comments = `/repos/${GITHUB_REPOSITORY}/issues/${REVIEW_PULL_REQUEST}/comments`;
  for (let page = 1; ; page++) {
    const found = await call('GET', `${comments}?per_page=${commentsPerPage}&page=${page}`);
    if (isRefused(found)) return found.body.message;
    for (const { id, body: text } of found.body) {
      if (!text?.startsWith(mark)) continue;
      const answer = await call('PATCH', `/repos/${GITHUB_REPOSITORY}/issues/comments/${id}`, { body });
      // Somebody else's, who has copied the mark: it stays as it is.
      if (!isRefused(answer)) return undefined;
    }
    if (found.body.length < commentsPerPage) break;
  }
  const answer = await call('POST', comments, { body });
  return isRefused(answer) ? answer.body.message : undefined;
}

function isRefused({ status }) {
  return status === 401 || status === 403 || status === 404;
}

async function call(method, path, body) {
  const response = await fetch(`${GITHUB_API_URL}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${GITHUB_TOKEN}`,
      'x-github-api-version': '2022-11-28',
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = { status: response.status, body: await response.json() };
  if (!response.ok && !isRefused(answer))
    throw new Error(`${method} ${path}: ${response.status} ${answer.body.message}`);
  return answer;
}
