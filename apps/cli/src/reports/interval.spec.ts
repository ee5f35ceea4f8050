import { readInterval } from './interval.js';

const read = (text: string, timeZone = 'Etc/UTC') => {
  const { start, end } = readInterval(text, timeZone);
  return [start, end].map((second) => new Date(second * 1000).toISOString().slice(0, 19));
};

describe('an interval on the command line', () => {
  it.each([
    ['2026-01', 'Etc/UTC', '2026-01-01T00:00:00', '2026-02-01T00:00:00'],
    ['2026-12', 'Asia/Hong_Kong', '2026-11-30T16:00:00', '2026-12-31T16:00:00'],
    ['2026-01-05', 'Asia/Hong_Kong', '2026-01-04T16:00:00', '2026-01-05T16:00:00'],
    ['2026-01-05..2026-01-11', 'Etc/UTC', '2026-01-05T00:00:00', '2026-01-12T00:00:00'],
    ['2026-01..2026-03', 'Etc/UTC', '2026-01-01T00:00:00', '2026-04-01T00:00:00'],
    // The day is an hour short in New York, and begins at one o'clock in Beirut.
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00', '2026-03-09T04:00:00'],
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00', '2026-03-29T21:00:00'],
    [
      '2026-01-05T08:00:00Z..2026-01-05T18:30:00+08:00',
      'Etc/UTC',
      '2026-01-05T08:00:00',
      '2026-01-05T10:30:00',
    ],
    ['1767600000..1767600001', 'Etc/UTC', '2026-01-05T08:00:00', '2026-01-05T08:00:01'],
  ])('may be %s in %s', (text, timeZone, start, end) =>
    expect(read(text, timeZone)).toEqual([start, end]),
  );

  it.each([
    '',
    'January',
    '2026',
    '2026-13',
    '2026-02-30',
    '2026-01-05..',
    '2026-01-05..2026-01-06..2026-01-07',
    '2026-01-06..2026-01-05',
    '2026-01-05T08:00:00',
    '2026-01-05T08:00:00Z',
  ])('is not %j', (text) => expect(() => read(text)).toThrow());

  it('needs a time zone that there is', () =>
    expect(() => read('2026-01', 'Asia/Nowhere')).toThrow('no time zone'));
});
