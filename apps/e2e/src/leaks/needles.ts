// What may be nowhere, in every spelling that it could hide in.

export type Needle = {
  /** What it is, for people: the text itself may not be in a report either. */
  readonly name: string;
  readonly spelling: string;
  readonly bytes: Buffer;
};

/** A text as it is, and as an encoding of all or a part of a larger one would hold it. */
export function needlesOf(name: string, text: string): Needle[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [
    { name, spelling: 'plain', bytes },
    { name, spelling: 'UTF-16', bytes: Buffer.from(text, 'utf16le') },
    { name, spelling: 'hex', bytes: Buffer.from(hex) },
    { name, spelling: 'HEX', bytes: Buffer.from(hex.toUpperCase()) },
    ...[0, 1, 2].map((offset) => ({
      name,
      spelling: `base64 at ${offset}`,
      bytes: Buffer.from(base64At(offset, bytes)),
    })),
  ];
}

/** The digits as people and forms write them, in groups of four too. */
export function needlesOfNumber(name: string, digits: string): Needle[] {
  const groups = digits.match(/\d{1,4}/g) ?? [];
  return [' ', '-', '+', '%20', ''].flatMap((between) => needlesOf(name, groups.join(between)));
}

/** Three digits are everywhere: a security code is known by the name that stands before it. */
export function needlesOfCode(name: string, code: string): Needle[] {
  const named = ['cvc=', 'cvc]=', 'cvc%5D=', 'cvc":"', 'cvc\\":\\"', 'cvc":', "cvc: '", 'cvc: '];
  return named.flatMap((before) => needlesOf(name, before + code));
}

/** The characters that these bytes alone decide, wherever they stand among others. */
function base64At(offset: number, bytes: Buffer): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const decided = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(Math.ceil((offset * 8) / 6), decided);
}

/** Looks for all needles in one pass. */
export class NeedleSearch {
  /** By the first two bytes; and which pairs of bytes begin a needle at all. */
  private readonly byStart = new Map<number, Needle[]>();
  private readonly isStart = new Uint8Array(0x1_00_00);

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      const start = needle.bytes.readUInt16BE(0);
      this.isStart[start] = 1;
      this.byStart.set(start, [...(this.byStart.get(start) ?? []), needle]);
    }
  }

  /** What is there, each once: "<name> in <spelling>". */
  foundIn(hay: Buffer): string[] {
    const found = new Set<string>();
    for (let at = 0; at + 1 < hay.length; at += 1) {
      const start = (hay[at]! << 8) | hay[at + 1]!;
      if (this.isStart[start] === 0) continue;
      for (const { name, spelling, bytes } of this.byStart.get(start) ?? [])
        if (bytes.equals(hay.subarray(at, at + bytes.length))) found.add(`${name} in ${spelling}`);
    }
    return [...found];
  }
}
