/** Where the read models live. Everything in it can be thrown away and rebuilt from the log. */
export const schema = 'reporting';

/** Writes this service's schema, and only reads the event log. */
export const role = 'ledgerway_reporting';
