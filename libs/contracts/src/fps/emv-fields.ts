// The format of all EMVCo QR codes: fields one after the other, each a two-digit id, a two-digit
// length and a value. The value of a template is fields again.

/** @throws Error if the value is empty or longer than two digits can say */
export function emvField(id: string, value: string): string {
  if (value.length < 1 || value.length > 99)
    throw new Error(`Field ${id} cannot hold ${value.length} characters`);
  return `${id}${String(value.length).padStart(2, '0')}${value}`;
}

/** The fields by their ids; undefined unless the text is fields from its first to its last character. */
export function readEmvFields(text: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (let rest = text; rest !== '';) {
    const [, id, digits] = /^(\d\d)(\d\d)/.exec(rest) ?? [];
    if (id === undefined || fields.has(id)) return undefined;
    const end = 4 + Number(digits);
    if (end === 4 || end > rest.length) return undefined;
    fields.set(id, rest.slice(4, end));
    rest = rest.slice(end);
  }
  return fields;
}
