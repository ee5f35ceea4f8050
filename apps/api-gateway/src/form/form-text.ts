import { MalformedInput } from './form-value.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes of a body as text. @throws MalformedInput if they are not UTF-8 */
export function bodyText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedInput('The body is not valid UTF-8.');
  }
}

/**
 * The query of a request target, without the question mark. Node hands out header bytes as
 * Latin-1, so bytes beyond ASCII are read again as the UTF-8 they must be.
 */
export function queryText(target: string): string {
  const mark = target.indexOf('?');
  if (mark < 0) return '';
  const query = target.slice(mark + 1);
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(query) ? query : bodyText(Buffer.from(query, 'latin1'));
}
