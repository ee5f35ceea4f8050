import { sandboxCard } from '@ledgerway/contracts';
import { RunningVault, tenant, visa } from '../test/running-vault.js';

let vault: RunningVault;
beforeAll(async () => {
  vault = await RunningVault.start();
});
afterAll(() => vault?.stop());

describe('a card in the vault', () => {
  it('is known outside by what it may be known by', async () => {
    const { card, token } = await vault.tokenize({
      number: '378282246310005',
      expMonth: 1,
      expYear: 2030,
    });
    expect(card).toMatchObject({ brand: 'amex', last4: '0005', expMonth: 1, expYear: 2030 });
    expect(card.instrument).toMatch(/^vault:\w{22}$/);
    expect(token).toMatchObject({ card, type: 'card', used: false, cvcGiven: true });
  });

  it('comes out for a connector, as it went in', async () => {
    const { card } = await vault.tokenize();
    expect(await vault.reveal(card.instrument)).toEqual(visa);
    expect(await vault.reveal('vault:nothing')).toBeNull();
  });

  it('is the same card when its operation is repeated, and another in each new one', async () => {
    const intake = vault.intake(visa);
    const once = await vault.ask('vault.tokenize', intake);
    expect(await vault.ask('vault.tokenize', intake)).toEqual(once);
    expect((await vault.tokenize()).card.instrument).not.toBe(once.card.instrument);
    const kept = await vault.ask('vault.tokenize', { ...intake, purpose: 'payment_method' });
    expect(kept.token).toBeNull();
    expect(kept.card.instrument).not.toBe(once.card.instrument);
  });

  it('has the same fingerprint each time, and as the test token of that card', async () => {
    const real = { ...visa, number: '4539578763621486' };
    const [one, two] = [await vault.tokenize(real), await vault.tokenize(real)];
    expect(one.card.fingerprint).toBe(two.card.fingerprint);
    expect(one.card).toMatchObject({ brand: 'visa', country: 'ZZ', funding: 'unknown' });
    const test = await vault.tokenize();
    expect(test.card.fingerprint).toBe(sandboxCard('tok_visa')?.fingerprint);
    expect(test.card.fingerprint).not.toBe(one.card.fingerprint);
  });

  it('tells whether its issuer asks for 3-D Secure', async () => {
    const { card } = await vault.tokenize({ ...visa, number: '4000002500003155' });
    expect(card.authentication).toBe('required_unless_set_up');
    expect((await vault.tokenize()).card).not.toHaveProperty('authentication');
  });

  it('lies in no table and no log in clear', async () => {
    const number = '4539578763621486';
    await vault.tokenize({ ...visa, number });
    await vault.tokenize({ ...visa, number }, { purpose: 'payment_method' });
    const stored = await vault.everything();
    expect(stored).toContain('tok_');
    for (const clear of [number, Buffer.from(number).toString('hex'), visa.number])
      expect(stored + vault.logged).not.toContain(clear);
  });

  it('is refused when it was sealed for another operation', async () => {
    const [one, two] = [vault.intake(visa), vault.intake(visa)];
    await expect(
      vault.ask('vault.tokenize', { ...one, sealedCard: two.sealedCard }),
    ).rejects.toBeDefined();
  });

  it.each(['wrapped_key', 'sealed'])(
    'does not come out of a row whose %s was changed',
    async (at) => {
      const { card } = await vault.tokenize();
      await vault.owner.query(
        `update card set ${at} = set_byte(${at}, 20, get_byte(${at}, 20) # 1) where instrument = $1`,
        [card.instrument],
      );
      await expect(vault.reveal(card.instrument)).rejects.toBeDefined();
    },
  );

  it('does not come out of another row, nor for another account', async () => {
    const [mine, theirs] = [await vault.tokenize(), await vault.tokenize()];
    await vault.owner.query(
      `update card set (wrapped_key, sealed) =
         (select wrapped_key, sealed from card where instrument = $1) where instrument = $2`,
      [mine.card.instrument, theirs.card.instrument],
    );
    await expect(vault.reveal(theirs.card.instrument)).rejects.toBeDefined();
    await vault.owner.query(`update card set merchant_id = 'acct_2' where instrument = $1`, [
      mine.card.instrument,
    ]);
    await expect(vault.reveal(mine.card.instrument)).rejects.toBeDefined();
  });
});

describe('a token', () => {
  const spend = (id: string, spentBy: string, as = tenant) =>
    vault.ask('vault.spend_token', { ...as, id, spentBy });

  it('is spent once; who spent it may ask again', async () => {
    const { card, token } = await vault.tokenize();
    const { id } = token!;
    expect(await spend(id, 'ch_1')).toEqual({ card, billing: null });
    expect(await spend(id, 'ch_2')).toEqual({ refused: 'already_used' });
    expect(await spend(id, 'ch_1')).toEqual({ card, billing: null });
    expect(await vault.ask('vault.token', { ...tenant, id })).toMatchObject({ used: true });
  });

  it('goes to one of twenty that want it at once', async () => {
    const { token } = await vault.tokenize();
    const spenders = Array.from({ length: 20 }, (_, index) => `ch_${index}`);
    const answers = await Promise.all(spenders.map((spender) => spend(token!.id, spender)));
    expect(answers.filter((answer) => 'card' in answer)).toHaveLength(1);
    expect(answers.filter((answer) => 'refused' in answer)).toHaveLength(19);
  });

  it('is unknown to other accounts, and named in the other mode', async () => {
    const { token } = await vault.tokenize();
    const { id } = token!;
    const stranger = { ...tenant, merchantId: 'acct_2' };
    expect(await spend(id, 'ch_1', stranger)).toEqual({ refused: 'unknown', otherMode: false });
    expect(await vault.ask('vault.token', { ...stranger, id })).toBeNull();
    const live = { ...tenant, livemode: true };
    expect(await spend(id, 'ch_1', live)).toEqual({ refused: 'unknown', otherMode: true });
  });

  it('of no card is spent on nothing', async () => {
    const { sealedCard: _card, purpose: _purpose, ...made } = vault.intake(visa);
    const token = await vault.ask('vault.create_token', { ...made, type: 'pii', card: null });
    expect(token).toMatchObject({ type: 'pii', card: null });
    expect(await spend(token.id, 'ch_1')).toMatchObject({ refused: 'unknown' });
  });

  it('may stand for a card that is known already', async () => {
    const { sealedCard: _card, purpose: _purpose, ...made } = vault.intake(visa);
    const card = sandboxCard('tok_visa')!;
    const token = await vault.ask('vault.create_token', { ...made, type: 'card', card });
    expect(await spend(token.id, 'ch_1')).toMatchObject({ card });
  });
});
