import { randomUUID } from 'node:crypto';

/** `req_` and 24 characters that nobody can guess or repeat. */
export const newRequestId = (): string => `req_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
