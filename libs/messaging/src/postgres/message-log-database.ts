import { CreateMessageLog0000000000001 } from './migrations/0001-create-message-log.js';
import { role, schema } from './schema.js';

/** What has to be in the database before the log is used. */
export const messageLogDatabase = { schema, role, migrations: [CreateMessageLog0000000000001] };
