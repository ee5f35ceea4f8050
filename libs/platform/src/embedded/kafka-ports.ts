import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from './free-ports.js';
import type { NodePorts } from './kafka-properties.js';

const portAttempts = 3;

/** A free port is only free until somebody else takes it; then other ones are tried. */
export async function startOnFreePorts<T>(
  dataDir: string,
  { ports, nodes = 1 }: { ports?: readonly NodePorts[]; nodes?: number },
  start: (ports: readonly NodePorts[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(ports ?? (await keptPorts(dataDir, nodes)));
    } catch (error) {
      const taken = /Address already in use/.test((error as Error).message);
      if (!taken || ports !== undefined || attempt === portAttempts) throw error;
      rmSync(portsFile(dataDir), { force: true });
    }
  }
}

const portsFile = (dataDir: string) => join(dataDir, 'ports.json');

/** Clients keep their addresses over a restart, so the ports are part of the data. */
async function keptPorts(dataDir: string, nodes: number): Promise<readonly NodePorts[]> {
  const file = portsFile(dataDir);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as NodePorts[];
  const free = await freePorts(2 * nodes);
  const ports = Array.from({ length: nodes }, (_, i) => ({
    client: free[2 * i]!,
    controller: free[2 * i + 1]!,
  }));
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}
