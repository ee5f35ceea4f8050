import { formOf, type FormValue } from '../conformance/form.js';
import type { Answer } from '../conformance/merchant.js';
import type { Deployment } from '../deployment/deployment.js';
import type { DescribedApi } from './described-api.js';

// The wire is what is under test: its JSON has no type that could be trusted.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** Calls the API, and collects what about its answers is not as it is described. */
export class Caller {
  constructor(
    private readonly deployment: Deployment,
    private readonly api: DescribedApi,
    private readonly key: string,
    readonly complaints: string[] = [],
  ) {}

  /** The same with another key; complaints are collected together. */
  with(key: string): Caller {
    return new Caller(this.deployment, this.api, key, this.complaints);
  }

  get(path: string): Promise<Json> {
    return this.call('GET', path);
  }

  post(path: string, params: FormValue = {}): Promise<Json> {
    return this.call('POST', path, formOf(params));
  }

  delete(path: string): Promise<Json> {
    return this.call('DELETE', path);
  }

  private async call(method: string, path: string, body?: string): Promise<Json> {
    const answer = (await this.deployment.request(method, path, {
      key: this.key,
      ...(body !== undefined && { body }),
    })) as Answer;
    this.complaints.push(...this.api.complaintsOf(method, path, answer));
    if (answer.status >= 500) this.complaints.push(`${method} ${path}: ${answer.text}`);
    return answer.json;
  }
}
