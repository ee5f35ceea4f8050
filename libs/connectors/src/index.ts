export * from './port.js';
export { behaviourOf, sandboxInstruments, type CardBehaviour } from './sandbox/behaviour.js';
export type * from './sandbox/book.js';
export {
  InMemoryFaults,
  faultKinds,
  type Fault,
  type FaultKind,
  type FaultProgram,
  type FaultScope,
  type SandboxFaults,
} from './sandbox/faults.js';
export { InMemoryBook } from './sandbox/in-memory-book.js';
export { sandboxDatabase } from './sandbox/migrations.js';
export type { CardReader } from './sandbox/instruments.js';
export { openSandbox, type Sandbox, type SandboxSettings } from './sandbox/open-sandbox.js';
export { faultsVisibleWithinMs } from './sandbox/postgres-faults.js';
export { settlementFaults, type SettlementFault } from './sandbox/settlements/misbehaviour.js';
export type {
  SandboxSettlements,
  SettlementOrder,
  WrittenSettlement,
} from './sandbox/settlements/postgres-settlements.js';
export { SandboxConnector, type SandboxOptions } from './sandbox/sandbox-connector.js';
