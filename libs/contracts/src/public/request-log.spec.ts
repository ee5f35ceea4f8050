import { renderRequestLog, type LoggedRequest } from './request-log.js';

const logged: LoggedRequest = {
  id: 'req_1',
  tenant: { merchantId: 'acct_1', livemode: true },
  createdAtMs: 1_700_000_000_999,
  method: 'POST',
  path: '/v1/charges',
  status: 402,
  durationMs: 12.5,
  keyLast4: 'abcd',
  idempotencyKey: 'order-1',
  apiVersion: '2024-06-20',
  ip: '192.0.2.1',
  requestBody: '{"amount":"2000"}',
  responseBody: '{"error":{"code":"card_declined","message":"No.","type":"card_error"}}',
};

describe('a logged request', () => {
  it('is shown with its error, but never as one', () => {
    const shown = renderRequestLog(logged);
    expect(shown).toMatchObject({
      object: 'request_log',
      created: 1_700_000_000,
      livemode: true,
      api_key_last4: 'abcd',
      error_code: 'card_declined',
      error_message: 'No.',
      error_type: 'card_error',
    });
    expect(shown).not.toHaveProperty('error');
  });

  it.each([
    ['an answer', '{"id":"ch_1"}'],
    ['an answer that was cut', '{"error":{"code":"card_decl'],
    ['no answer', null],
  ])('with %s has no error', (_what, responseBody) =>
    expect(renderRequestLog({ ...logged, responseBody })).toMatchObject({
      error_code: null,
      error_message: null,
      error_type: null,
      response_body: responseBody,
    }),
  );
});
