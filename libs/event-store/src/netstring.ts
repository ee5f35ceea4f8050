const comma = Buffer.from(',');

/** `<length in bytes>:<bytes>,`: whatever is joined this way can be taken apart in one way only. */
export function netstring(content: string): string;
export function netstring(content: Buffer): Buffer;
export function netstring(content: string | Buffer): string | Buffer {
  if (typeof content === 'string') return `${Buffer.byteLength(content)}:${content},`;
  return Buffer.concat([Buffer.from(`${content.length}:`), content, comma]);
}
