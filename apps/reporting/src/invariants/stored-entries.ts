/** The journal's rows in the shape that the projection makes them of: numbers of the log as text. */
export const storedEntriesSql = `
select partition, position::text, stream_id as "streamId", version, event,
       merchant_id as "merchantId", livemode, created_ms::float8 as "createdMs",
       effective_ms::float8 as "effectiveMs",
       (select json_agg(json_build_object('account', account, 'layer', layer, 'currency', currency,
                                          'amount', amount::text) order by n)
        from unnest(accounts, layers, currencies, amounts) with ordinality
          as leg (account, layer, currency, amount, n)) as legs
from entries where partition = $1 and position = any($2::bigint[])
`;
