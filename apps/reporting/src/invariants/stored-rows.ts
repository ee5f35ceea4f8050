// The tables' rows in the shape that the projection makes them of: amounts and positions as text,
// times as numbers.

export const storedChargesSql = `
select id, partition, stream_id as "streamId", version, position::text, merchant_id as "merchantId",
       livemode, created_ms::float8 as "createdMs", customer, transfer_group as "transferGroup",
       status, currency, authorized::text, captured::text, refunded::text, charge
from charges where partition = $1 and id = any($2)
`;

export const storedRefundsSql = `
select id, partition, charge_id as "chargeId", merchant_id as "merchantId", livemode,
       created_ms::float8 as "createdMs"
from refunds where partition = $1 and id = any($2)
`;

export const storedEntriesSql = `
select partition, position::text, stream_id as "streamId", version, event,
       merchant_id as "merchantId", livemode, created_ms::float8 as "createdMs",
       (select json_agg(json_build_object('account', account, 'layer', layer, 'currency', currency,
                                          'amount', amount::text) order by n)
        from unnest(accounts, layers, currencies, amounts) with ordinality
          as leg (account, layer, currency, amount, n)) as legs
from entries where partition = $1 and position = any($2::bigint[])
`;

export const storedBalanceTransactionsSql = `
select id, partition, merchant_id as "merchantId", livemode, created_ms::float8 as "createdMs",
       available_ms::float8 as "availableMs", type, amount::text, fee::text, currency, source,
       description
from balance_transactions where partition = $1 and id = any($2)
`;
