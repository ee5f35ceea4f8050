import { randomBytes } from 'node:crypto';
import { vaultTransit } from '@ledgerway/contracts';
import { deriveKey, Seal } from '@ledgerway/platform';
import { of, throwError, type Observable } from 'rxjs';
import { vaultCards } from './vault-cards.js';

const masterKey = randomBytes(32);
const card = { number: '4242424242424242', expMonth: 5, expYear: 2031 };
const sealedFor = (instrument: string, key = masterKey) =>
  new Seal(deriveKey(key, vaultTransit.reveal))
    .seal(JSON.stringify(card), instrument)
    .toString('base64');
const cardsOf = (answer: Observable<unknown>) =>
  vaultCards({ send: <R>() => answer as Observable<R> }, masterKey);

describe('the cards of the vault', () => {
  it('are read for one call', async () => {
    const cards = cardsOf(of({ sealedCard: sealedFor('vault:1') }));
    expect(await cards.reveal('vault:1')).toEqual(card);
    expect(cards.testInstrument(card.number)).toBe('tok_visa');
    expect(cards.testInstrument('4539578763621486')).toBeUndefined();
  });

  it('may not be there', async () =>
    expect(await cardsOf(of(null)).reveal('vault:1')).toBeUndefined());

  it('are not read from another card’s answer, nor from another installation’s', async () => {
    const wrong = [sealedFor('vault:2'), sealedFor('vault:1', randomBytes(32))];
    for (const sealedCard of wrong)
      await expect(cardsOf(of({ sealedCard })).reveal('vault:1')).rejects.toThrow();
  });

  it('cannot be read while the vault does not answer', () =>
    expect(cardsOf(throwError(() => new Error('away'))).reveal('vault:1')).rejects.toThrow('away'));
});
