// What happened, as the merchant is told of it.
import { eventually } from '@ledgerway/testing';
import type Stripe from 'stripe';
import type { Merchant } from './merchant.js';

const pageSize = 100;

const isAbout = (about: string) => (event: Stripe.Event) =>
  JSON.stringify(event.data.object).includes(about);

/** The events that name a resource, oldest first. */
export const eventsAbout = async (merchant: Merchant, about: string): Promise<Stripe.Event[]> =>
  (await eventsOf(merchant)).filter(isAbout(about));

/** All events of the account, oldest first. */
async function eventsOf(merchant: Merchant): Promise<Stripe.Event[]> {
  const found: Stripe.Event[] = [];
  for (let cursor = ''; ;) {
    const { json } = await merchant.get(`/v1/events?limit=${pageSize}${cursor}`);
    const { data, has_more: more } = json as Stripe.ApiList<Stripe.Event>;
    found.push(...data);
    const last = data.at(-1);
    if (!more || last === undefined) return found.reverse();
    cursor = `&starting_after=${last.id}`;
  }
}

/** Exactly these, in this order, once each: now, and again when the area is over. */
export async function expectEvents(merchant: Merchant, about: string, types: readonly string[]) {
  const events = await eventually(async () => {
    const events = await eventsAbout(merchant, about);
    expect(events.map(({ type }) => type)).toEqual(types);
    return events;
  });
  merchant.expectedEvents.push({ about, types });
  return events;
}

/** Nothing came late, and nothing came twice. */
export async function expectNoFurtherEvents(merchant: Merchant): Promise<void> {
  if (merchant.expectedEvents.length === 0) return;
  const events = await eventsOf(merchant);
  for (const { about, types } of merchant.expectedEvents)
    expect(events.filter(isAbout(about)).map(({ type }) => type)).toEqual(types);
}
