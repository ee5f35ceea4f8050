export const schema = 'message_log';
export const role = 'ledgerway_message_log';
