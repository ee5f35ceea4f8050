import { createHmac, type KeyObject } from 'node:crypto';
import { canonicalText, type FormObject } from '../form/form-value.js';

/**
 * What was asked, in 43 characters: endpoint and parameters, not headers, version or key, so that a
 * rotated key still finds its answers. Keyed, since a body may hold a card number and a plain hash of
 * one can be guessed.
 */
export const fingerprintOf = (secret: KeyObject, endpoint: string, form: FormObject): string =>
  createHmac('sha256', secret)
    .update(`${endpoint}\n${canonicalText(form)}`)
    .digest('base64url');
