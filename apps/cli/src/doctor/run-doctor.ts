// `ledgerway doctor`, put together from what was asked for.
import { styleText } from 'node:util';
import { ApiClient } from '../api/api-client.js';
import { dataDirectory, findConnection } from '../api/connection.js';
import { formOf } from '../api/form.js';
import type { DoctorFlags } from '../commands/doctor.js';
import type { Page } from '../feed/list-feed.js';
import { sessionSecret } from '../listen/session-secret.js';
import { readTarget } from '../listen/target.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';
import type { Endpoint } from '../webhooks/endpoint-commands.js';
import type { Check } from './check.js';
import { receiverChecks, type Receiver } from './receiver-checks.js';
import { serverChecks } from './server-checks.js';

const nowMs = () => Date.now();

export async function runDoctor(flags: DoctorFlags): Promise<ExitCode> {
  const checks: Check[] = [];
  const add = (check: Check) => {
    checks.push(check);
    if (!flags.json) print(inWords(check));
  };
  const isWell = () => checks.every(({ status }) => status !== 'failure');
  const api = new ApiClient(findConnection(flags, process.env));
  for await (const check of serverChecks(api, { nowMs })) add(check);
  if (isWell())
    for (const receiver of await receiversOf(api, flags))
      for await (const check of receiverChecks(receiver, nowMs)) add(check);
  if (flags.json) print(JSON.stringify({ ok: isWell(), checks }));
  return isWell() ? exitCodes.done : exitCodes.no;
}

/** The one that was named, else all endpoints that are enabled. */
async function receiversOf(api: ApiClient, flags: DoctorFlags): Promise<readonly Receiver[]> {
  const { forwardTo, endpoint, secret } = flags;
  if (forwardTo !== undefined) {
    const listening = () => sessionSecret(dataDirectory(process.env));
    return [{ url: readTarget(forwardTo), secret: secret ?? listening() }];
  }
  const path = '/v1/webhook_endpoints';
  if (endpoint !== undefined) {
    const { url } = await api.get<Endpoint>(`${path}/${encodeURIComponent(endpoint)}`);
    return [{ url: new URL(url), secret }];
  }
  const { data } = await api.get<Page<Endpoint>>(path, formOf({ limit: 100 }));
  return data
    .filter(({ status }) => status === 'enabled')
    .map(({ url }) => ({ url: new URL(url), secret: undefined }));
}

const colours = { ok: 'green', warning: 'yellow', failure: 'red' } as const;

const inWords = ({ name, status, detail }: Check): string =>
  `${styleText(colours[status], status.padEnd(7))}  ${name}: ${detail}`;
