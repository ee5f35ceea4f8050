// The public API as any HTTP client has it: form in, JSON out.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = Record<string, unknown>;
export type Answer = { readonly status: number; readonly body: Json };

export class ApiClient {
  private constructor(
    private readonly base: string,
    private readonly key: string,
  ) {}

  /** @throws with a readable message if no server has run on this data directory */
  static forRunningServer(data: string): ApiClient {
    try {
      const text = readFileSync(join(data, 'credentials.json'), 'utf8');
      const { api_base: base, secret_key: key } = JSON.parse(text) as Record<string, string>;
      return new ApiClient(String(base), String(key));
    } catch {
      throw new Error(`No credentials in ${data}: run \`npm start\` in another terminal first`);
    }
  }

  async post(path: string, parameters: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, new URLSearchParams(parameters));
  }

  async get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  async delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  private async send(method: string, path: string, body?: URLSearchParams): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.key}` };
    if (method === 'POST') headers['idempotency-key'] = randomUUID();
    const response = await fetch(this.base + path, { method, headers, body });
    return { status: response.status, body: (await response.json()) as Json };
  }
}
