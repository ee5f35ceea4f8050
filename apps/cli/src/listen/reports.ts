// What `listen` shows of an event and of the answer to it.
import { styleText } from 'node:util';
import { tableOf } from '../terminal/table.js';
import type { ApiEvent } from './event.js';
import type { Forwarded } from './forwarder.js';

export const formats = ['compact', 'table', 'json'] as const;
export type Format = (typeof formats)[number];

export type Report = {
  event(event: ApiEvent): void;
  answer(event: ApiEvent, target: URL, answer: Forwarded): void;
};

type Print = (line: string) => void;

export const isAccepted = ({ status }: Forwarded): boolean =>
  status !== undefined && status >= 200 && status < 300;

export const reportIn = (format: Format, print: Print): Report => reports[format](print);

const timeOf = ({ created }: ApiEvent): string => {
  const time = new Date(created * 1000).toISOString();
  return time.slice(0, 19).replace('T', ' ');
};

const coloured = (answer: Forwarded, text: string): string =>
  styleText(isAccepted(answer) ? 'green' : 'red', text);

const triesOf = ({ attempts }: Forwarded): string => (attempts === 1 ? '' : ` (try ${attempts})`);

const compact = (print: Print): Report => ({
  event(event) {
    const arrow = styleText('dim', `${timeOf(event)}  -->`);
    print(`${arrow} ${styleText('bold', event.type)} [${event.id}]`);
  },
  answer(event, target, answer) {
    const arrow = styleText('dim', `${timeOf(event)}  <--`);
    const status = coloured(answer, `[${answer.status ?? answer.body}]`);
    print(`${arrow} ${status} POST ${target.href} [${event.id}]${triesOf(answer)}`);
  },
});

const columns = ['time (UTC)'.padEnd(19), 'type'.padEnd(41), 'event'.padEnd(32), 'object'];

function table(print: Print): Report {
  print(tableOf([columns])[0]!);
  return {
    event(event) {
      const cells = [timeOf(event), event.type, event.id, event.data.object.id ?? ''];
      print(
        cells
          .map((cell, i) => cell.padEnd(columns[i]!.length))
          .join('  ')
          .trimEnd(),
      );
    },
    answer(_event, target, answer) {
      const status = coloured(answer, String(answer.status ?? answer.body));
      print(`${' '.repeat(19)}  ${status} POST ${target.href}${triesOf(answer)}`);
    },
  };
}

const json = (print: Print): Report => ({
  event(event) {
    print(JSON.stringify({ kind: 'event', event }));
  },
  answer(event, target, { status = null, body, attempts, durationMs }) {
    print(
      JSON.stringify({
        kind: 'answer',
        event: event.id,
        url: target.href,
        status,
        attempts,
        duration_ms: durationMs,
        body,
      }),
    );
  },
});

const reports: Readonly<Record<Format, (print: Print) => Report>> = { compact, table, json };
