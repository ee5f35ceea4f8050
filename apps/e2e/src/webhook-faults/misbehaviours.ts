// The ways in which a merchant's server can answer a delivery that are no plain success.
import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Answers, or does not. @returns true if the status that it sent is a success all the same */
export type Misbehaviour = (response: ServerResponse) => boolean;

/** Of the body that nobody asked for. */
export const floodBytes = 10_000_000;
const flood = Buffer.alloc(floodBytes, '.');
const dripEveryMs = 100;
const dripBytes = 10_000;
/** Where a redirect leads: on the same server, which must never see a request for it. */
export const redirectTarget = '/elsewhere';

const status =
  (code: number, headers: Record<string, string> = {}): Misbehaviour =>
  (response) => {
    response.writeHead(code, headers).end();
    return false;
  };

const drip: Misbehaviour = (response) => {
  response.writeHead(200, { 'content-length': dripBytes });
  const timer = setInterval(() => response.write('.'), dripEveryMs);
  response.once('close', () => clearInterval(timer));
  return false;
};

const flooding =
  (code: number): Misbehaviour =>
  (response) => {
    response.writeHead(code).end(flood);
    return code === 200;
  };

/** One event in sixteen is what a choosy server accepts at no attempt. */
export const isNeverAccepted = (eventId: string): boolean => hash('sha256', eventId).endsWith('0');

export const misbehaviours = {
  'answers 500': status(500),
  'says that it is gone': status(410),
  redirects: status(307, { location: redirectTarget }),
  hangs: () => false,
  'resets the connection': (response) => {
    response.socket?.resetAndDestroy();
    return false;
  },
  'drips bytes': drip,
  'answers 200 with 10 MB': flooding(200),
  'answers 500 with 10 MB': flooding(500),
} satisfies Record<string, Misbehaviour>;

export type MisbehaviourName = keyof typeof misbehaviours;
