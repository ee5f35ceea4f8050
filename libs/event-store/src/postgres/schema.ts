/** Where the event log lives, and who may touch it. */
export const eventStoreSchema = 'payments';

/** The payments service's role: reads and adds events, but cannot change or delete one. */
export const paymentsRole = 'ledgerway_payments';

/** The role of those that only read the log: reporting's rebuilds and the operator's tools. */
export const logReaderRole = 'ledgerway_reporting';
