import { traceparentOf } from './traceparent.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

describe('the trace of a request', () => {
  it('is in its header', () => {
    const traceparent = `00-${trace}-${parent}-01`;
    expect(traceparentOf({ traceparent })).toBe(traceparent);
    expect(traceparentOf({})).toBeUndefined();
  });

  it.each([
    ['an unknown version', `01-${trace}-${parent}-01`],
    ['no trace', `00-${'0'.repeat(32)}-${parent}-01`],
    ['no parent', `00-${trace}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${trace.toUpperCase()}-${parent}-01`],
    ['more behind it', `00-${trace}-${parent}-01-more`],
    ['two of them', `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`],
  ])('is none with %s', (_what, traceparent) =>
    expect(traceparentOf({ traceparent })).toBeUndefined(),
  );
});
