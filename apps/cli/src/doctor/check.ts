/** One thing that was looked at. A warning does not make the command fail. */
export type Check = {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failure';
  readonly detail: string;
};

export const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail });
export const warning = (name: string, detail: string): Check => ({
  name,
  status: 'warning',
  detail,
});
export const failure = (name: string, detail: string): Check => ({
  name,
  status: 'failure',
  detail,
});
