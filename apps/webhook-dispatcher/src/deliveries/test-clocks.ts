// Test mode has a clock of its own for each account, which may be ahead of ours. When a delivery is
// due is written by the clock of its account, so that moving the clock on makes it due.

/**
 * Selects `ahead_ms` in one row: how far the clock of an endpoint's account is ahead, 0 in live mode.
 * Both tables are reached by their keys.
 *
 * @param endpointId an SQL expression
 */
export const aheadSql = (endpointId: string): string => `
  select coalesce((
    select c.offset_ms::float8
    from endpoint e join account_clocks c on c.account_id = e.merchant_id
    where e.endpoint_id = ${endpointId} and not e.livemode
    limit 1
  ), 0) as ahead_ms`;
