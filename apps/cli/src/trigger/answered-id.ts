import type { Json } from '../api/api-client.js';

/** Of the object, of the first in a list, or of what a decline left behind. */
export function idIn(answer: Json): string | null {
  const { id, data, error } = answer as {
    id?: string;
    data?: { id: string }[];
    error?: { charge?: string; payment_intent?: { id: string }; setup_intent?: { id: string } };
  };
  const declined = error?.payment_intent?.id ?? error?.setup_intent?.id ?? error?.charge;
  return id ?? data?.[0]?.id ?? declined ?? null;
}
