import { refusalOf } from '../testing/parsing.js';
import { CreateConversionParams, UpdateAccountParams } from './account-settings.js';

const scheduled = (schedule: object) => ({ settings: { payouts: { schedule } } });

describe('the settings of an account', () => {
  it.each([
    [scheduled({ interval: 'daily' }), 'accepted'],
    [scheduled({ interval: 'weekly', weekly_anchor: 'friday' }), 'accepted'],
    [scheduled({ interval: 'weekly' }), '400 settings[payouts][schedule][weekly_anchor]'],
    [
      scheduled({ interval: 'daily', weekly_anchor: 'friday' }),
      '400 settings[payouts][schedule][weekly_anchor]',
    ],
    [scheduled({ interval: 'monthly', monthly_anchor: '31' }), 'accepted'],
    [scheduled({ interval: 'monthly' }), '400 settings[payouts][schedule][monthly_anchor]'],
  ])('%j is %s', (given, expected) => {
    expect(refusalOf(UpdateAccountParams, given)).toBe(expected);
  });
});

describe('a conversion', () => {
  it.each([
    ['7.8', 'accepted'],
    ['999999999.999999999999', 'accepted'],
    ['1000000000', '400 rate'],
    ['1e3', '400 rate'],
    ['-7.8', '400 rate'],
  ])('at the rate %s is %s', (rate, expected) => {
    const given = { amount: '100', from: 'usd', to: 'hkd', rate };
    expect(refusalOf(CreateConversionParams, given)).toBe(expected);
  });
});
