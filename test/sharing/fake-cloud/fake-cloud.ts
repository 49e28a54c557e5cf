import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Answer, errorAnswer, renderJson, renderXml } from './answer';
import { ApiError } from './api-error';
import { Authentication, readSignatureClaim, type SignatureClaim } from './authentication';
import type { Call } from './call';
import type { SelfSigned } from './certificate';
import { deliver } from './delivery';
import { describeImages } from './describe-images';
import { defaultEcsSettings } from './ecs-settings';
import { compose, type Fault } from './faults/fault';
import { Identities, type Principal } from './identities';
import { describeImageSharePermission, modifyImageSharePermission } from './image-share-permission';
import { ImageStore } from './image-store';
import { type Incoming, readIncoming } from './incoming';
import { Journal } from './journal';
import { assumeRole, assumeRoleWithOidc, getCallerIdentity } from './sts-actions';

const VERSIONS: Readonly<Record<string, string>> = {
  DescribeImages: '2014-05-26',
  DescribeImageSharePermission: '2014-05-26',
  ModifyImageSharePermission: '2014-05-26',
  GetCallerIdentity: '2015-04-01',
  AssumeRole: '2015-04-01',
  AssumeRoleWithOIDC: '2015-04-01',
};
const UNSIGNED_ACTION = 'AssumeRoleWithOIDC';

export interface FakeCloudOptions {
  /** The account that owns the images. @default '1000000000000001' */
  readonly ownerAccount?: string;
  /** Serves HTTPS with this key and certificate. @default plain HTTP */
  readonly tls?: SelfSigned;
}

/** ECS and STS on one loopback port: regions are told apart by RegionId, services by their version. */
export class FakeCloud {
  readonly ownerAccount: string;
  readonly identities = new Identities();
  readonly images: ImageStore;
  readonly journal = new Journal();
  readonly settings = defaultEcsSettings();
  readonly authentication = new Authentication(this.identities);
  private readonly faults: Fault[] = [];
  private readonly server: Server;
  private sequence = 0;

  private constructor(private readonly options: FakeCloudOptions) {
    this.ownerAccount = options.ownerAccount ?? '1000000000000001';
    this.images = new ImageStore(this.ownerAccount);
    const handler = (request: IncomingMessage, response: ServerResponse): void => {
      void this.serve(request, response);
    };
    this.server =
      options.tls === undefined
        ? createServer(handler)
        : createSecureServer({ key: options.tls.key, cert: options.tls.certificate }, handler);
  }

  static async start(options: FakeCloudOptions = {}): Promise<FakeCloud> {
    const cloud = new FakeCloud(options);
    await new Promise<void>((resolve) => cloud.server.listen(0, '127.0.0.1', resolve));
    return cloud;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  /** Faults strike calls that are authenticated; those injected first are outermost. */
  inject(...faults: readonly Fault[]): void {
    this.faults.push(...faults);
  }

  clearFaults(): void {
    this.faults.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let incoming: Incoming;
    try {
      incoming = await readIncoming(request);
    } catch (error) {
      const answer = errorAnswer(asApiError(error));
      send(response, answer, render(answer, '', true), () => undefined);
      return;
    }
    const claim = readSignatureClaim(incoming);
    const { call, refusal } = this.understand(incoming, claim);
    const entry = this.journal.begin(call);
    const answer = refusal === undefined ? await this.answer(call) : errorAnswer(refusal);
    entry.status = answer.status;
    entry.code = codeOf(answer);
    const wantsJson =
      call.signature === 'ACS3-HMAC-SHA256' || call.parameters.get('Format')?.toUpperCase() === 'JSON';
    send(response, answer, render(answer, call.action, wantsJson), () => this.journal.end(entry));
  }

  /** The call, and why it is refused before it is looked at, if it is. */
  private understand(incoming: Incoming, claim: SignatureClaim): { call: Call; refusal?: ApiError } {
    const parameters = new Map([...incoming.query, ...incoming.form]);
    const action = incoming.headers.get('x-acs-action') ?? parameters.get('Action') ?? '';
    const version = incoming.headers.get('x-acs-version') ?? parameters.get('Version') ?? '';
    const base: Call = {
      sequence: ++this.sequence,
      action,
      version,
      region: parameters.get('RegionId'),
      image: action.includes('SharePermission') ? parameters.get('ImageId') : undefined,
      parameters,
      host: incoming.host,
      method: incoming.method,
      signature: claim.kind,
      nonce: claim.nonce,
      date: claim.date,
      accessKeyId: claim.accessKeyId,
      principal: undefined,
    };
    try {
      checkTarget(base);
      const principal = this.identify(incoming, claim, action);
      return { call: { ...base, principal } };
    } catch (error) {
      return { call: base, refusal: asApiError(error) };
    }
  }

  private identify(incoming: Incoming, claim: SignatureClaim, action: string): Principal | undefined {
    if (action === UNSIGNED_ACTION) {
      this.authentication.checkDate(claim.date ?? incoming.headers.get('x-acs-date') ?? '');
      return undefined;
    }
    return this.authentication.authenticate(incoming, claim);
  }

  private async answer(call: Call): Promise<Answer> {
    try {
      return await compose(this.faults)(call, () => Promise.resolve(this.execute(call)));
    } catch (error) {
      return errorAnswer(asApiError(error));
    }
  }

  private execute(call: Call): Answer {
    try {
      return this.act(call);
    } catch (error) {
      return errorAnswer(asApiError(error));
    }
  }

  private act(call: Call): Answer {
    if (call.principal === undefined) {
      return assumeRoleWithOidc(call, this.identities);
    }
    switch (call.action) {
      case 'DescribeImages':
        return describeImages(call, call.principal, this.images);
      case 'DescribeImageSharePermission':
        return describeImageSharePermission(call, call.principal, this.images, this.settings);
      case 'ModifyImageSharePermission':
        return modifyImageSharePermission(call, call.principal, this.images, this.settings);
      case 'AssumeRole':
        return assumeRole(call, call.principal, this.identities);
      default:
        return getCallerIdentity(call.principal);
    }
  }
}

/** The action exists in that version, and the host is one that serves it (and, for ECS, its region). */
function checkTarget(call: Call): void {
  const version = VERSIONS[call.action];
  if (version === undefined) {
    throw new ApiError(404, 'InvalidAction.NotFound', 'The specified API is not found.');
  }
  if (call.version !== version) {
    throw new ApiError(400, 'InvalidVersion', 'The specified version is not valid.');
  }
  const [service, region] = call.host.split('.');
  const isEcs = version === VERSIONS.DescribeImages;
  const isWrongService = (service === 'ecs' && !isEcs) || (service === 'sts' && isEcs);
  const isWrongRegion = service === 'ecs' && region !== 'aliyuncs' && region !== call.region;
  if (isWrongService || isWrongRegion) {
    throw new ApiError(404, 'InvalidAction.NotFound', `The host ${call.host} does not serve this call.`);
  }
}

function send(response: ServerResponse, answer: Answer, body: Rendered, ended: () => void): void {
  const headers = { 'content-type': body.contentType, ...answer.headers };
  deliver(response, answer.status, headers, Buffer.from(body.text), answer.delivery, ended);
}

interface Rendered {
  readonly contentType: string;
  readonly text: string;
}

function render({ content }: Answer, action: string, wantsJson: boolean): Rendered {
  if (typeof content === 'string') {
    return { contentType: 'application/json;charset=utf-8', text: content };
  }
  return wantsJson
    ? { contentType: 'application/json;charset=utf-8', text: renderJson(content) }
    : { contentType: 'text/xml;charset=utf-8', text: renderXml(`${action}Response`, content) };
}

function codeOf({ content }: Answer): string | undefined {
  const code = typeof content === 'string' ? undefined : content.Code;
  return typeof code === 'string' ? code : undefined;
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
}
