import { Failure } from '../terminal/failure.js';

/** `3000/hook`, `localhost:3000/hook` and whole URLs. Without a scheme it is HTTP. */
export function readTarget(text: string): URL {
  const host = /^:?\d{1,5}(?=\/|$)/.test(text) ? `localhost:${text.replace(/^:/, '')}` : text;
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(host) ? host : `http://${host}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || text.startsWith('/'))
    throw new Failure(
      `'${text}' is no address to forward to: expected such as localhost:3000/hook`,
    );
  if (parsed.username !== '' || parsed.password !== '')
    throw new Failure('Put credentials of the receiver in a header: -H "Authorization: …"');
  parsed.hash = '';
  return parsed;
}

/** `Name: value` */
export function readHeader(text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined || /[\r\n]/.test(value))
    throw new Failure(`'${text}' is no header: expected "Name: value"`);
  return [name.toLowerCase(), value];
}
