// `npm run demo`: a small shop's day against a running server, told as it happens.
import { ApiClient } from './demo/api-client.js';
import { startReceiver } from './demo/receiver.js';
import { runShopDay } from './demo/shop-day.js';

const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const api = ApiClient.forRunningServer(process.env['LEDGERWAY_DATA'] ?? '.ledgerway');
  const receiver = await startReceiver();
  try {
    await runShopDay(api, receiver, say);
  } finally {
    await receiver.close();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
