import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './certificate';
import type { AccessKey } from './identities';

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

const PATH = /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([a-z]+)(?:\/([^/]+))?$/;
const KINDS: Readonly<Record<string, string>> = {
  namespaces: 'Namespace',
  secrets: 'Secret',
  credentialsbindings: 'CredentialsBinding',
  secretbindings: 'SecretBinding',
};

/** The virtual garden's API server, as far as somebody who looks for credentials needs it: HTTPS, a token, pages. */
export class FakeGarden {
  /** `GET <path>` of every request, without its query. */
  readonly requests: string[] = [];
  readonly token = randomBytes(20).toString('hex');
  /** Secrets (`namespace/name`) that the token may not read. */
  readonly forbidden = new Set<string>();
  /** Lists (`credentialsbindings`) that are not found: the API behind them is away. */
  readonly absent = new Set<string>();
  /** Happens before each answer. */
  beforeAnswer: (path: string) => Promise<void> = () => Promise.resolve();
  /** Entries a page, whatever the client asks for. */
  pageSize = 500;
  private readonly tls = selfSigned(['localhost']);
  private readonly server: Server;
  private readonly resources: Resource[] = [];

  private constructor() {
    this.server = createServer(
      { key: this.tls.key, cert: this.tls.certificate },
      (request, response) =>
        void this.beforeAnswer(request.url ?? '').then(() => this.serve(request, response)),
    );
  }

  static async start(): Promise<FakeGarden> {
    const garden = new FakeGarden();
    await new Promise<void>((resolve) => garden.server.listen(0, '127.0.0.1', resolve));
    return garden;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A kubeconfig that reaches this garden. */
  get kubeconfig(): string {
    const { port } = this.server.address() as AddressInfo;
    const authority = Buffer.from(this.tls.certificate).toString('base64');
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'garden',
      contexts: [{ name: 'garden', context: { cluster: 'garden', user: 'job' } }],
      clusters: [
        {
          name: 'garden',
          cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': authority },
        },
      ],
      users: [{ name: 'job', user: { token: this.token } }],
    });
  }

  addProject(project: string): string {
    const name = `garden-${project}`;
    const labels = { 'project.gardener.cloud/name': project };
    this.resources.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    return name;
  }

  addSecret(namespace: string, name: string, key: Pick<AccessKey, 'id' | 'secret'>): void {
    const encode = (text: string): string => Buffer.from(text).toString('base64');
    this.resources.push({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels: { 'provider.shoot.gardener.cloud/alicloud': 'true' } },
      data: { accessKeyID: encode(key.id), accessKeySecret: encode(key.secret) },
    });
  }

  addCredentialsBinding(
    namespace: string,
    name: string,
    reference: { readonly kind?: string; readonly namespace?: string; readonly name: string },
    provider = 'alicloud',
  ): void {
    const kind = reference.kind ?? 'Secret';
    const apiVersion = kind === 'Secret' ? 'v1' : 'security.gardener.cloud/v1alpha1';
    this.resources.push({
      apiVersion: 'security.gardener.cloud/v1alpha1',
      kind: 'CredentialsBinding',
      metadata: { name, namespace },
      provider: { type: provider },
      credentialsRef: { apiVersion, kind, namespace: reference.namespace ?? namespace, name: reference.name },
    });
  }

  addSecretBinding(namespace: string, name: string, secret: string, provider = 'alicloud'): void {
    this.resources.push({
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'SecretBinding',
      metadata: { name, namespace },
      provider: { type: provider },
      secretRef: { name: secret, namespace },
    });
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'https://garden');
    this.requests.push(`${request.method ?? ''} ${url.pathname}`);
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      answer(response, 401, status(401, 'Unauthorized'));
      return;
    }
    const [, group = '', version = '', namespace, plural = '', name] = PATH.exec(url.pathname) ?? [];
    const kind = KINDS[plural];
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const found = this.resources.filter(
      (resource) =>
        resource.kind === kind &&
        resource.apiVersion === apiVersion &&
        (namespace === undefined || resource.metadata.namespace === namespace),
    );
    if (this.absent.has(plural)) {
      answer(response, 404, status(404, 'NotFound'));
      return;
    }
    if (name !== undefined) {
      this.serveOne(
        response,
        found.find(({ metadata }) => metadata.name === name),
      );
      return;
    }
    if (kind === undefined || kind === 'Secret') {
      answer(response, 403, status(403, 'Forbidden'));
      return;
    }
    this.serveList(response, url, { apiVersion, kind, found });
  }

  private serveOne(response: ServerResponse, resource: Resource | undefined): void {
    if (resource === undefined) {
      answer(response, 404, status(404, 'NotFound'));
    } else if (this.forbidden.has(`${resource.metadata.namespace ?? ''}/${resource.metadata.name}`)) {
      answer(response, 403, status(403, 'Forbidden'));
    } else {
      answer(response, 200, resource);
    }
  }

  private serveList(
    response: ServerResponse,
    url: URL,
    { apiVersion, kind, found }: { apiVersion: string; kind: string; found: readonly Resource[] },
  ): void {
    const from = Number(url.searchParams.get('continue') ?? '0');
    const size = Math.min(this.pageSize, Number(url.searchParams.get('limit') ?? this.pageSize));
    const rest = found.length - from - size;
    const metadata = rest > 0 ? { continue: String(from + size), remainingItemCount: rest } : {};
    // Items of a typed list carry neither kind nor apiVersion.
    const items = found
      .slice(from, from + size)
      .map((resource) =>
        Object.fromEntries(
          Object.entries(resource).filter(([key]) => key !== 'kind' && key !== 'apiVersion'),
        ),
      );
    answer(response, 200, { apiVersion, kind: `${kind}List`, metadata, items });
  }
}

function status(code: number, reason: string): object {
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message: reason };
}

function answer(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
