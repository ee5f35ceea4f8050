const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `value` in at least `minLength` characters. */
export function base62(value: bigint, minLength: number): string {
  let text = '';
  for (let rest = value; rest > 0n || text.length < minLength; rest /= 62n)
    text = alphabet[Number(rest % 62n)] + text;
  return text;
}

export function fromBase62(text: string): bigint | undefined {
  let value = 0n;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    value = value * 62n + BigInt(digit);
  }
  return value;
}
