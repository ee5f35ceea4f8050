import { messageLogConformance } from '../conformance.js';
import { InMemoryMessageLog } from './in-memory-message-log.js';
import { InMemoryStorage } from './in-memory-storage.js';

messageLogConformance('InMemoryMessageLog', async () => {
  const storage = new InMemoryStorage();
  return () => new InMemoryMessageLog({ storage });
});
