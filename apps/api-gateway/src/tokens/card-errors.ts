import { cardError } from '@ledgerway/contracts';

/** Live mode runs on the sandbox acquirer so far, and a real card has no business there. */
export const noLiveCards = () =>
  cardError(
    'card_declined',
    'Your card was declined. There is no acquirer for live cards on this installation.',
    { declineCode: 'live_mode_test_card', param: 'number' },
  );
