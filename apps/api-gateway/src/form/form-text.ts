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

/** The query of a request target, without the question mark. Node lets only ASCII come this far. */
export function queryText(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}
