// What differs between two documents, field by field.

export type Difference = {
  /** Such as `charge.refunds[0].status`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
};

/** Absent and null say the same in these documents. */
export function differences(from: unknown, to: unknown, path = ''): Difference[] {
  const [before, after] = [from ?? null, to ?? null];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) =>
      differences(before[i], after[i], `${path}[${i}]`),
    ).flat();
  }
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      differences(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return before === after ? [] : [{ path, from: before, to: after }];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
