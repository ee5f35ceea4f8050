// What every adapter of the message log must do. A simulation over the one in memory means
// something because that one passes the same suite as Kafka.
import { delivering } from './conformance/delivering.js';
import { publishing } from './conformance/publishing.js';
import { sharing } from './conformance/sharing.js';
import type { MessageLog } from './port.js';

/** Opens the same log once more, as another process would. */
export type OpenLog = () => MessageLog;

export type LogsUnderTest = {
  readonly log: () => MessageLog;
  readonly open: OpenLog;
  readonly newTopic: (partitions: number) => Promise<string>;
};

export function messageLogConformance(name: string, prepare: () => Promise<OpenLog>): void {
  describe(`${name} as a message log`, () => {
    const opened: MessageLog[] = [];
    let openLog: OpenLog;
    let topics = 0;
    const open = (): MessageLog => {
      const log = openLog();
      opened.push(log);
      return log;
    };
    beforeAll(async () => {
      openLog = await prepare();
    }, 300_000); // The first start of a broker on a machine downloads it.
    beforeEach(() => void open());
    afterEach(() => Promise.all(opened.splice(0).map((log) => log.close())));

    const underTest: LogsUnderTest = {
      log: () => opened[0]!,
      open,
      newTopic: async (partitions) => {
        const topic = `topic-${++topics}`;
        await opened[0]!.createTopics([{ topic, partitions, retentionMs: 3_600_000 }]);
        return topic;
      },
    };
    publishing(underTest);
    delivering(underTest);
    sharing(underTest);
  });
}
