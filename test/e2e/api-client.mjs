// The few requests to an API server that the tests make, over plain HTTPS.
import assert from 'node:assert/strict';
import { request } from 'node:https';

export class ApiClient {
  #connection;
  #resources = new Map();

  constructor({ port, token, ca }) {
    this.#connection = { host: '127.0.0.1', port, ca, headers: { authorization: `Bearer ${token}` } };
  }

  /** Status, body (JSON where it is such) and the texts of Warning headers. */
  request(method, path, body, type = 'application/json') {
    const { headers, ...where } = this.#connection;
    return new Promise((resolve, reject) => {
      const sent = request(
        { ...where, method, path, headers: { ...headers, 'content-type': type } },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part) => (text += part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              body: /json/.test(response.headers['content-type'] ?? '') ? JSON.parse(text) : text,
              warnings: warnings(response),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Server-side apply, with the strictest reading of fields, as Flux and Argo CD do it. */
  async apply(manifest, { dryRun }) {
    const { path, problem } = await this.#locate(manifest);
    if (problem !== undefined) return problem;
    const query = `fieldManager=e2e&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    const name = encodeURIComponent(manifest.metadata.name);
    return this.request('PATCH', `${path}/${name}?${query}`, manifest, 'application/apply-patch+yaml');
  }

  /** Applies what everything else needs, and throws if it cannot be. */
  async create(manifest) {
    const { status, body } = await this.apply(manifest, { dryRun: false });
    assert.ok(status < 300, `${manifest.kind} ${manifest.metadata.name}: ${body.message}`);
    return body;
  }

  /** What the server holds under the kind and name of the object; undefined where there is none. */
  async read(manifest) {
    const { path, problem } = await this.#locate(manifest);
    const answer =
      problem ?? (await this.request('GET', `${path}/${encodeURIComponent(manifest.metadata.name)}`));
    return answer.status === 200 ? answer.body : undefined;
  }

  /** Changes fields of the object, or of a subresource such as `status`. */
  async patch(manifest, change, subresource) {
    const { path, problem } = await this.#locate(manifest);
    const part = subresource === undefined ? '' : `/${subresource}`;
    const url = `${path}/${encodeURIComponent(manifest.metadata.name)}${part}?fieldManager=e2e`;
    const { status, body } =
      problem ?? (await this.request('PATCH', url, change, 'application/merge-patch+json'));
    assert.ok(status < 300, `${manifest.kind} ${manifest.metadata.name}: ${body.message}`);
    return body;
  }

  async delete(manifest) {
    const { path, problem } = await this.#locate(manifest);
    return problem ?? this.request('DELETE', `${path}/${encodeURIComponent(manifest.metadata.name)}`);
  }

  /** Creates, as controllers do it, in dry run. */
  async tryCreate(manifest) {
    const { path, problem } = await this.#locate(manifest);
    return problem ?? this.request('POST', `${path}?fieldValidation=Strict&dryRun=All`, manifest);
  }

  /** Path of the collection that the object belongs to, as the server's discovery has it. */
  async #locate({ apiVersion, kind, metadata }) {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    if (!this.#resources.has(root)) {
      const found = await this.request('GET', root);
      if (found.status !== 200) return { problem: found };
      this.#resources.set(root, found.body.resources);
    }
    const resource = this.#resources
      .get(root)
      .find(({ name, kind: its }) => its === kind && !name.includes('/'));
    if (resource === undefined) {
      return { problem: { status: 404, body: { message: `${apiVersion} has no ${kind}` }, warnings: [] } };
    }
    if (!resource.namespaced) return { path: `${root}/${resource.name}` };
    return { path: `${root}/namespaces/${encodeURIComponent(metadata.namespace)}/${resource.name}` };
  }
}

/** RFC 9111's `299 - "text"`, of which there may be several. */
function warnings(response) {
  const header = response.headers.warning ?? '';
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1'));
}
