// Under which name the sandbox knows what pays: a test card's canonical token name, or the method.
// Numbers are read from the vault for the moment of the call; the book never holds one.
import type { AuthorizeRequest } from '../port.js';

export type CardReader = {
  /** The number behind an instrument of the vault; nothing if the vault has no such card. */
  reveal(instrument: string): Promise<{ readonly number: string } | undefined>;
  /** The canonical token name of a published test number; nothing for any other number. */
  testInstrument(number: string): string | undefined;
};

const ofVault = /^vault:/;

/** Throws if the vault must be asked and does not answer: that is no decline. */
export async function instrumentOf(
  { method, card, livemode }: Pick<AuthorizeRequest, 'method' | 'card' | 'livemode'>,
  cards: CardReader | undefined,
): Promise<string> {
  if (method !== 'card') return method;
  if (card === null) throw new Error('A card payment without a card');
  if (!ofVault.test(card.instrument)) return livemode ? 'live_mode_test_card' : card.instrument;
  if (cards === undefined) throw new Error('No vault to read cards from');
  const revealed = await cards.reveal(card.instrument);
  if (revealed === undefined) throw new Error(`The vault has no card ${card.instrument}`);
  const test = cards.testInstrument(revealed.number);
  if (livemode) return test === undefined ? 'live_card' : 'live_mode_test_card';
  return test ?? 'test_mode_live_card';
}
