// A merchant of its own, for what one account must not do to another.
import type { Deployment } from '../deployment/deployment.js';

type Account = {
  readonly id: string;
  readonly keys: Readonly<
    Record<'publishable' | 'secret' | 'live_publishable' | 'live_secret', string>
  >;
};

export async function openAccount(deployment: Deployment, name: string): Promise<Account> {
  const { json } = await deployment.request('POST', '/v1/accounts', {
    key: deployment.credentials.operator_key,
    body: `country=HK&default_currency=hkd&email=${name}%40example.com&business_profile[name]=${name}`,
  });
  return json as Account;
}
