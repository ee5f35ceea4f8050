// `ledgerway webhooks verify-signature`, put together from what was asked for.
import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { ApiClient, type Json } from '../api/api-client.js';
import { dataDirectory, findConnection } from '../api/connection.js';
import type { VerifyFlags } from '../commands/webhooks.js';
import { keptSecret } from '../listen/session-secret.js';
import { readHeader } from '../listen/target.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print } from '../terminal/print.js';
import { parsedJson } from './changed-body.js';
import { verifySignature, type Verdict } from './verify-signature.js';

const maxBodyBytes = 4 * 1024 * 1024;
const apiTimeoutMs = 3_000;

export async function runVerifySignature(flags: VerifyFlags): Promise<ExitCode> {
  if (!/^\d{1,9}$/.test(flags.tolerance))
    throw new Failure('--tolerance takes a number of seconds');
  const headers = new Map((flags.header ?? []).map(readHeader));
  const body = flags.body === undefined ? await stdinBytes() : fileBytes(flags.body);
  const listening = keptSecret(dataDirectory(process.env));
  const secret = flags.secret ?? listening;
  if (secret === undefined) throw new Failure('Which secret? Use --secret whsec_… or whpk_…');
  const verdicts = verifySignature({
    headers,
    body,
    secret,
    otherSecrets:
      listening === undefined ? [] : [{ name: '`ledgerway listen`', secret: listening }],
    event: await eventOf(headers.get('webhook-id') ?? idIn(body), flags),
    nowS: Math.floor(Date.now() / 1000),
    toleranceS: Number(flags.tolerance),
  });
  const ok = verdicts.every(({ reason }) => reason === 'ok');
  if (flags.json) print(JSON.stringify({ ok, verdicts }));
  else verdicts.map(inWords).forEach(print);
  return ok ? exitCodes.done : exitCodes.no;
}

const titles = { standard: 'webhook-signature', stripe: 'Stripe-Signature' } as const;

function inWords({ scheme, reason, why }: Verdict): string {
  const title = (scheme === null ? 'no signature' : titles[scheme]).padEnd(17);
  return `${title}  ${styleText(reason === 'ok' ? 'green' : 'red', reason)}: ${why}`;
}

async function stdinBytes(): Promise<Buffer> {
  if (process.stdin.isTTY)
    throw new Failure(
      'The body comes from stdin: ledgerway webhooks verify-signature … < body.json',
    );
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Failure('The body is larger than any delivery');
  }
  return Buffer.concat(chunks);
}

function fileBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function idIn(body: Buffer): string | undefined {
  const { id } = (parsedJson(body.toString('utf8')) ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

/** None if no server can be asked: the verdict is then less exact, and that is all. */
async function eventOf(id: string | undefined, flags: VerifyFlags): Promise<Json | undefined> {
  if (id === undefined) return undefined;
  try {
    const api = new ApiClient(findConnection(flags, process.env));
    const path = `/v1/events/${encodeURIComponent(id)}`;
    const { status, body } = await api.send('GET', path, [], { timeoutMs: apiTimeoutMs });
    return status === 200 ? body : undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
