// The API as it describes itself, to hold its answers against.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer } from '../conformance/merchant.js';
import type { Deployment } from '../deployment/deployment.js';

type Route = { readonly responses: Readonly<Record<string, { readonly $ref?: string }>> };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Route>>>> };

export class DescribedApi {
  /** Signatures such as `GET /v1/charges/{id}` that were answered with 200. */
  readonly seen = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false });

  private constructor(private readonly document: Document) {
    this.ajv.addSchema(document, 'api');
  }

  static async of(deployment: Deployment): Promise<DescribedApi> {
    const { json } = await deployment.request('GET', '/v1/openapi.json');
    return new DescribedApi(json as unknown as Document);
  }

  get signatures(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, routes]) =>
      Object.keys(routes).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** What about this answer is not as described; nothing if all is. */
  complaintsOf(method: string, url: string, answer: Answer): readonly string[] {
    const { status, json, headers, text } = answer;
    const [mediaType = ''] = (headers.get('content-type') ?? '').split(';');
    const [path = ''] = url.split('?');
    const template = this.templateOf(method, path);
    if (template === undefined) return [`${method} ${path} is not described`];
    const validate = this.validatorOf(method, template, status, mediaType);
    if (validate === undefined)
      return [`${method} ${template} is not said to answer ${status} ${mediaType}`];
    if (status === 200) this.seen.add(`${method} ${template}`);
    if (validate(isJson(mediaType) ? json : text)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${method} ${template} ${status}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** Literal segments come before placeholders, as they do for the router. */
  private templateOf(method: string, path: string): string | undefined {
    const matching = Object.entries(this.document.paths)
      .filter(([, routes]) => method.toLowerCase() in routes)
      .map(([template]) => template)
      .filter((template) => pattern(template).test(path));
    return matching.sort((one, other) => placeholders(one) - placeholders(other))[0];
  }

  private validatorOf(method: string, template: string, status: number, mediaType: string) {
    const pointer = (...steps: string[]) => steps.map((step) => `/${escaped(step)}`).join('');
    const route = ['paths', template, method.toLowerCase(), 'responses', String(status)];
    const response = this.document.paths[template]?.[method.toLowerCase()]?.responses[status];
    if (response === undefined) return undefined;
    const at = response.$ref?.slice('#'.length) ?? pointer(...route);
    const schema = `api#${at}${pointer('content', mediaType, 'schema')}`;
    return this.ajv.getSchema(schema) as ValidateFunction | undefined;
  }
}

const pattern = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
const placeholders = (template: string) => template.split('{').length;

const isJson = (mediaType: string) => mediaType === 'application/json';

/** As JSON pointers in URIs are written. */
const escaped = (step: string) =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
