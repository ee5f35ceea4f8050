import { specFor, type Decider } from './decider-spec.js';

type Command = { type: 'Lend'; to: string } | { type: 'Return' };
type Event = { type: 'Lent'; to: string } | { type: 'Returned' };
type State = { lentTo: string | undefined };

const book: Decider<Command, State, Event, 'lent_already' | 'not_lent'> = {
  initialState: { lentTo: undefined },
  decide(command, { lentTo }) {
    if (command.type === 'Lend')
      return lentTo === undefined
        ? { accepted: true, events: [{ type: 'Lent', to: command.to }] }
        : { accepted: false, reason: 'lent_already' };
    return lentTo === undefined
      ? { accepted: false, reason: 'not_lent' }
      : { accepted: true, events: [{ type: 'Returned' }] };
  },
  evolve: (_, event) => ({ lentTo: event.type === 'Lent' ? event.to : undefined }),
};

const { given } = specFor(book);
const lend = (to: string): Command => ({ type: 'Lend', to });
const lent = (to: string): Event => ({ type: 'Lent', to });

describe('the spec of a decider', () => {
  it('passes when the events are the expected ones', () => {
    given().when(lend('Ann')).then(lent('Ann'));
    given(lent('Ann')).when({ type: 'Return' }).then({ type: 'Returned' });
  });

  it('passes when the refusal is the expected one', () => {
    given(lent('Ann')).when(lend('Bob')).thenRejected('lent_already');
  });

  it.each([
    ['other events', () => given().when(lend('Ann')).then(lent('Bob'))],
    ['fewer events', () => given().when(lend('Ann')).then()],
    ['a refusal instead', () => given(lent('Ann')).when(lend('Bob')).then(lent('Bob'))],
    ['events instead', () => given().when(lend('Ann')).thenRejected('lent_already')],
    ['another refusal', () => given().when({ type: 'Return' }).thenRejected('lent_already')],
  ])('fails on %s', (_, spec) => {
    expect(spec).toThrow(/expected .*\nreceived/);
  });
});
