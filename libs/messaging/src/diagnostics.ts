/** Where an adapter reports what it works around. A pino logger is one. */
export type Diagnostics = {
  warn(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
};

export const silent: Diagnostics = { warn: () => undefined, info: () => undefined };
