// A story for a person, and for a program.
import { shownAmount } from '@ledgerway/contracts';
import { tableOf } from '../terminal/table.js';
import { inWords } from './words.js';
import type { Chapter } from './story.js';
import type { Delivery } from './webhooks.js';

export function storyInWords(id: string, story: readonly Chapter[], timeZone: string): string {
  const shown = timesIn(timeZone);
  const title = `${id}, as the log has it; times are those of ${timeZone}`;
  return [title, ...story.map((chapter) => chapterInWords(chapter, shown))].join('\n\n');
}

type Shown = (ms: number) => string;

function chapterInWords({ step, webhooks }: Chapter, shown: Shown): string {
  const { event, state, version, recordedAt } = step;
  const isTestTime = Math.abs(recordedAt - event.at) > minuteMs;
  const really = isTestTime ? ` by the account's clock (really ${shown(recordedAt)})` : '';
  return [
    `${shown(event.at)}${really}  [${version}] ${event.type}`,
    `  ${inWords(event, state)}`,
    ...whyLines(step),
    ...legLines(step),
    ...webhooks.flatMap(({ id, type, deliveries }) => [
      `  webhook ${type} ${id}`,
      ...(deliveries.length === 0 ? ['    no endpoint is subscribed'] : []),
      ...deliveries.map((delivery) => `    ${deliveryInWords(delivery, shown)}`),
    ]),
  ].join('\n');
}

const minuteMs = 60_000;

function whyLines({ commandId, origin }: Chapter['step']): string[] {
  const request = origin.id === null ? '' : ` of request ${origin.id}`;
  const key = origin.idempotencyKey === null ? '' : `, idempotency key ${origin.idempotencyKey}`;
  return [`  by command ${commandId}${request}${key}`];
}

const legLines = ({ legs }: Chapter['step']): string[] =>
  tableOf(
    legs.map(({ account, layer, currency, amount }) => [
      `  ${amount > 0n ? 'debit' : 'credit'}`,
      shownAmount({ amount: amount > 0n ? amount : -amount, currency }),
      layer === 'pending' ? `${account} (only promised)` : account,
    ]),
  );

function deliveryInWords(delivery: Delivery, shown: Shown): string {
  const { endpoint, url, outcome, attempts, lastStatus, atMs, trigger } = delivery;
  const when =
    outcome === 'pending' ? `pending, next at ${shown(atMs)}` : `${outcome} ${shown(atMs)}`;
  const status = lastStatus === null ? '' : `, last answer ${lastStatus}`;
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${status}`;
  const cause = trigger === 'event' ? '' : ` (${trigger})`;
  return `to ${endpoint}${url === null ? '' : ` ${url}`}: ${when}, ${tries}${cause}`;
}

/** Sweden writes its dates as ISO 8601 does. */
export function timesIn(timeZone: string): Shown {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (ms) => format.format(ms);
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Amounts are minor units as text; a debit is positive. */
export const storyAsJson = (id: string, story: readonly Chapter[]): object => ({
  id,
  stream: story[0]?.step.streamId,
  partition: story[0]?.step.partition,
  events: story.map(({ step, webhooks }) => ({
    version: step.version,
    position: String(step.position),
    type: step.event.type,
    at: iso(step.event.at),
    recorded_at: iso(step.recordedAt),
    what: inWords(step.event, step.state),
    command: step.commandId,
    request: step.origin.id,
    idempotency_key: step.origin.idempotencyKey,
    postings: step.legs.map(({ account, layer, currency, amount }) => ({
      ...{ account, layer, currency },
      amount: String(amount),
    })),
    webhooks: webhooks.map((event) => ({
      id: event.id,
      type: event.type,
      deliveries: event.deliveries.map((delivery) => ({
        endpoint: delivery.endpoint,
        url: delivery.url,
        outcome: delivery.outcome,
        attempts: delivery.attempts,
        last_status: delivery.lastStatus,
        at: iso(delivery.atMs),
        trigger: delivery.trigger,
      })),
    })),
  })),
});
