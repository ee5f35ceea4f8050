import { evolveBy } from './decision.js';

type Event = { type: 'Opened' } | { type: 'Closed' };
const evolve = evolveBy<'open' | 'closed', Event>({
  Opened: (state) => state === 'closed' && 'open',
  Closed: (state) => state === 'open' && 'closed',
});

describe('folding', () => {
  it('moves from state to state', () => expect(evolve('closed', { type: 'Opened' })).toBe('open'));
  it('stops at an event that cannot follow', () =>
    expect(() => evolve('open', { type: 'Opened' })).toThrow('Opened cannot follow'));
  it('stops at an event of an unknown type', () =>
    expect(() => evolve('open', { type: 'Painted' } as never)).toThrow('Painted'));
});
