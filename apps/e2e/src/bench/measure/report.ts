// The figures as people read them, each beside its control.
import type { Machine } from './machine.js';
import type { Result } from './measurement.js';

export type Figure = {
  readonly title: string;
  /** What is counted: `events`, `charges`. */
  readonly units: string;
  readonly results: readonly Result[];
  /** Plain values that have no rate: memory at rest. */
  readonly values?: Readonly<Record<string, number>>;
  readonly note?: string;
};

const nameWidth = 62;
const columnWidth = 9;

export function renderMachine(machine: Machine): string {
  return Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

export function renderFigure({ title, units, results, values = {}, note }: Figure): string {
  const controls = results.filter(({ control }) => control);
  const ratioHeads = controls.map((_, index) => `/ C${index + 1}`);
  const lines = results.map((result) => {
    const ratios = controls.map(({ perSecond }) => (result.perSecond / perSecond).toFixed(2));
    const { p50, p95, p99 } = result.latencyMs ?? {};
    const cells = [
      count(result.perSecond),
      ...ratios,
      micros(result.cpuUs),
      micros(result.clientCpuUs),
    ];
    const times = [ms(p50), ms(p95), ms(p99)];
    return `${row(labelOf(result, controls), [...cells, ...times])}  ${sharesOf(result)}`;
  });
  const heads = [`${units}/s`, ...ratioHeads, 'CPU µs', 'load µs', 'p50 ms', 'p95 ms', 'p99 ms'];
  return [
    '',
    results.length > 0 ? row(title, heads) : title,
    ...lines,
    ...Object.entries(values).map(([name, value]) => row(`  ${name}`, [String(value)])),
    ...(note === undefined ? [] : [`  ${note}`]),
  ].join('\n');
}

/** Whose processor time it was, if not one program's alone. */
function sharesOf({ cpuUsByProgram }: Result): string {
  const shares = Object.entries(cpuUsByProgram).filter(([, us]) => us >= 1);
  return shares.length < 2
    ? ''
    : shares.map(([program, us]) => `${program} ${micros(us)}`).join(', ');
}

function labelOf(result: Result, controls: readonly Result[]): string {
  return result.control ? `  C${controls.indexOf(result) + 1}: ${result.name}` : `  ${result.name}`;
}

const row = (name: string, cells: readonly string[]): string =>
  name.padEnd(nameWidth) + cells.map((cell) => cell.padStart(columnWidth)).join('');

const count = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
const micros = (value: number): string => (value === 0 ? '-' : value.toFixed(value < 100 ? 1 : 0));
const ms = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(1));
