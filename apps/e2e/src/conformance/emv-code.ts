// What stands in an EMVCo payment code, read without the code that writes it.

/** The value of a data object of an EMVCo QR payload, by its path of tags. */
export function tagOf(payload: string, ...path: readonly string[]): string | undefined {
  const [wanted, ...rest] = path;
  if (wanted === undefined) return payload;
  for (let at = 0; at + 4 <= payload.length;) {
    const length = Number(payload.slice(at + 2, at + 4));
    const value = payload.slice(at + 4, at + 4 + length);
    if (payload.slice(at, at + 2) === wanted) return tagOf(value, ...rest);
    at += 4 + length;
  }
  return undefined;
}

/** CRC-16/CCITT-FALSE over everything but its own four digits. */
export function crcOf(payload: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(payload.slice(0, -4), 'ascii')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  }
  return (crc & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}
