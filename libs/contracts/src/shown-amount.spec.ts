import { shownAmount } from './shown-amount.js';

it.each([
  [3000n, 'usd', '$30.00'],
  [99999999n, 'usd', '$999,999.99'],
  [123456789n, 'hkd', 'HK$1,234,567.89'],
  [1234n, 'jpy', '¥1,234'],
  [1234567n, 'kwd', '1,234.567 KWD'],
  [5n, 'usd', '$0.05'],
])('shows %s %s as %s', (amount, currency, text) =>
  expect(shownAmount({ amount, currency })).toBe(text),
);
