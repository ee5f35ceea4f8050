// `npm run demo`: a small shop's day against a running server, told as it happens.
import { ApiClient } from './api/api-client.js';
import { findConnection } from './api/connection.js';
import { startReceiver } from './demo/receiver.js';
import { runShopDay } from './demo/shop-day.js';
import { complain, endWithReader, print } from './terminal/print.js';

endWithReader();

try {
  const api = new ApiClient(findConnection({}, process.env));
  const receiver = await startReceiver();
  try {
    await runShopDay(api, receiver, print);
  } finally {
    await receiver.close();
  }
} catch (error) {
  complain((error as Error).message);
  process.exitCode = 1;
}
