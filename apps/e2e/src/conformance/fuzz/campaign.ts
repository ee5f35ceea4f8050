// A seeded flood of requests at one server, and a verdict on every answer.
import type { Deployment } from '../../deployment/deployment.js';
import { belongingsOf } from '../belongings.js';
import { Merchant } from '../merchant.js';
import { faultOf, type FuzzAnswer } from './judge.js';
import { requestOf, type Cast, type FuzzRequest } from './requests.js';

export type CampaignOptions = {
  readonly seed: number;
  readonly count: number;
  /** Stop after so many faults: the rest would say the same. */
  readonly enough?: number;
  readonly onProgress?: (done: number) => void;
};

export type Report = {
  readonly requests: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly faults: readonly string[];
};

const lanes = 4;
/** After so many requests everything is canceled, deleted or full: time for another account. */
const requestsPerAccount = 200;
const patienceMs = 15_000;
const marker = 'strangers-belonging';

export async function runFuzz(
  deployment: Deployment,
  { seed, count, enough = 20, onProgress }: CampaignOptions,
): Promise<Report> {
  const stranger = await Merchant.open(deployment);
  const strangers = await belongingsOf(stranger, marker);
  const byStatus: Record<string, number> = {};
  const faults: string[] = [];
  let slowestMs = 0;
  let next = 0;

  const lane = async (cast: Cast, end: number): Promise<void> => {
    while (next < end && faults.length < enough) {
      const request = requestOf(seed, next++, cast);
      const answer = await send(deployment.base, request);
      slowestMs = Math.max(slowestMs, answer.durationMs);
      byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
      const fault = faultOf(request, answer, marker);
      if (fault !== undefined) faults.push(described(request, answer, fault));
    }
  };
  while (next < count && faults.length < enough) {
    const merchant = await Merchant.open(deployment);
    const own = await belongingsOf(merchant);
    const cast = { own, strangers, strangersAccount: stranger.id, keys: merchant.keys };
    const end = Math.min(count, next + requestsPerAccount);
    await Promise.all(Array.from({ length: lanes }, () => lane(cast, end)));
    onProgress?.(next);
  }
  return { requests: next, byStatus, slowestMs, faults };
}

async function send(base: string, request: FuzzRequest): Promise<FuzzAnswer> {
  const { method, path, headers, body } = request;
  const startedMs = performance.now();
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const init = { method, headers, redirect: 'manual' as const, signal };
    const response = await fetch(base + path, body === undefined ? init : { ...init, body });
    const text = await response.text();
    const durationMs = performance.now() - startedMs;
    return { status: response.status, headers: response.headers, text, durationMs };
  } catch (error) {
    // No answer at all counts as the worst of answers.
    const durationMs = performance.now() - startedMs;
    return { status: 599, headers: new Headers(), text: String(error), durationMs };
  }
}

function described(request: FuzzRequest, answer: FuzzAnswer, fault: string): string {
  const { number, method, path, body = '', headers } = request;
  const { authorization = '', ...rest } = headers;
  const sent = { ...rest, authorization: authorization.replace(/_\w{8,}/, '_…') };
  return [
    `request ${number}: the answer ${fault}`,
    `  ${method} ${path.slice(0, 300)}`,
    `  ${JSON.stringify(sent)} ${body.slice(0, 500)}`,
    `  ${answer.status} ${answer.text.slice(0, 500)}`,
  ].join('\n');
}
