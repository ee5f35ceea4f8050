// The process that runs Jest keeps the servers of a test run; suites ask it for them over a local
// socket, and the first to ask makes it start one. A run that needs no Kafka starts no Kafka.
import { request } from 'node:http';

export type ServiceName = 'postgres' | 'kafka';

const deadlineMs = 300_000; // The first start of Kafka on a machine downloads it.

/**
 * @returns the address that `variable` gives, or the address of the run's own server.
 * @throws with the reason when there is neither.
 */
export async function testService(service: ServiceName, variable: string): Promise<string> {
  const given = process.env[variable];
  if (given) return given;
  const socketPath = process.env['LEDGERWAY_TEST_SERVICES'];
  if (!socketPath)
    throw new Error(`no ${service} for this test: run it through Jest, or set ${variable}`);
  const { status, text } = await ask(socketPath, service);
  if (status !== 200) throw new Error(`${service} did not start: ${text}`);
  process.env[variable] = text;
  return text;
}

function ask(socketPath: string, service: ServiceName): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    // A connection of its own: one kept from an earlier suite may be closing at this very moment.
    const own = { socketPath, path: `/${service}`, agent: false };
    const asked = request(own, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    asked.setTimeout(deadlineMs, () => asked.destroy(new Error(`no ${service} in time`)));
    asked.on('error', reject);
    asked.end();
  });
}
