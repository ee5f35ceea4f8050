// Short stories of what takes several steps that seldom meet by chance.
import { dayMs } from '@ledgerway/domain';
import type { Kind, Step } from './histories.js';

type Changes = Partial<Pick<Step, 'amount' | 'final' | 'answer' | 'afterMs'>>;
type Told = readonly [kind: Kind, does: string, changes?: Changes];

const approved: Changes = { answer: 'approved' };
const done: Changes = { answer: 'done' };
const failed: Changes = { answer: 'failed' };
const unknown: Changes = { answer: 'unknown' };
const pending: Changes = { answer: 'pending' };
const yes: Changes = { answer: 'done', final: true };
const no: Changes = { answer: 'done', final: false };
const all: Changes = { amount: null };
const some: Changes = { amount: 700 };
const nextDay: Changes = { afterMs: dayMs };

const then = (story: readonly Told[], ...more: readonly Told[]): readonly Told[] => [
  ...story,
  ...more,
];

const charged: readonly Told[] = [
  ['charge', 'create'],
  ['charge', 'answer', approved],
];
const warned = then(charged, ['charge', 'dispute', pending], ['charge', 'evidence', pending]);
const refunding = then(charged, ['charge', 'refund', some]);
const canceling = then(refunding, ['charge', 'answer', pending], ['charge', 'cancel_refund']);
/** Automatic charges were captured: these are refused. */
const voiding = then(charged, ['charge', 'refund', all]);

const confirmed: readonly Told[] = [
  ['intent', 'create', done],
  ['intent', 'confirm', done],
];
const paidByIntent = then(
  confirmed,
  ['intent', 'complete', yes],
  ['intent', 'credit', approved],
  ['intent', 'answer', approved],
);

const set: readonly Told[] = [
  ['setup', 'create'],
  ['setup', 'confirm', no],
];

const told: readonly Told[] = [
  ['merchant', 'feed', all],
  ['merchant', 'release', { afterMs: 8 * dayMs }],
];
const paidOut = then(
  told,
  ['merchant', 'pay'],
  ['merchant', 'send', nextDay],
  ['merchant', 'settle', nextDay],
);

export const stories: readonly (readonly Told[])[] = [
  then(charged, ['charge', 'dispute', all], ['charge', 'settle', done]),
  then(charged, ['charge', 'dispute', all], ['charge', 'concede']),
  then(warned, ['charge', 'evidence', done], ['charge', 'answer', done]),
  then(refunding, ['charge', 'answer', unknown], ['charge', 'answer', done], ['charge', 'return']),
  then(canceling, ['charge', 'answer', done], ['charge', 'describe']),
  then(canceling, ['charge', 'answer', failed]),
  then(charged, ['charge', 'contradict']),
  then(voiding, ['charge', 'answer', unknown], ['charge', 'answer', done]),
  then(voiding, ['charge', 'answer', failed], ['charge', 'capture', some]),
  then(charged, ['charge', 'capture'], ['charge', 'answer', unknown], ['charge', 'answer', failed]),
  then(charged, ['charge', 'announce', { afterMs: 6.5 * dayMs }], ['charge', 'expire', nextDay]),
  then(
    confirmed,
    ['intent', 'answer', { answer: 'declined' }],
    ['intent', 'confirm', done],
    ['intent', 'update'],
  ),
  then(confirmed, ['intent', 'complete', pending], ['intent', 'complete', no]),
  then(confirmed, ['intent', 'confirm', failed], ['intent', 'complete', no]),
  paidByIntent,
  then(paidByIntent, ['intent', 'cancel'], ['intent', 'answer', done]),
  then(paidByIntent, ['intent', 'refund', some], ['intent', 'answer', done], ['intent', 'dispute']),
  [
    ['method', 'create'],
    ['method', 'attach', yes],
    ['method', 'detach'],
  ],
  [
    ['method', 'create'],
    ['method', 'use'],
  ],
  then(set, ['setup', 'complete', yes]),
  then(set, ['setup', 'cancel']),
  then(set, ['setup', 'complete', no], ['setup', 'update']),
  then(paidOut, ['merchant', 'fail']),
  then(paidOut, ['merchant', 'reverse'], ['merchant', 'update']),
  then(told, ['merchant', 'pay'], ['merchant', 'cancel']),
  [['merchant', 'schedule'], ...told, ['merchant', 'run']],
  then(told, ['merchant', 'hold'], ['merchant', 'free']),
  then(told, ['merchant', 'convert'], ['merchant', 'pay', all]),
  [
    ['batch', 'import'],
    ['statement', 'import', done],
    ['batch', 'credit'],
  ],
  [
    ['statement', 'import', done],
    ['batch', 'credit'],
    ['batch', 'import'],
  ],
  [
    ['statement', 'import', unknown],
    ['statement', 'assign'],
    ['statement', 'resolve'],
  ],
];
