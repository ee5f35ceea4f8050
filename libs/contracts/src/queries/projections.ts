// The versions of the read models, and what operators have done with them. Positions and counts of
// events are decimal text.

/** All read models are written in one commit, so they are one projection. */
export const projectionNames = ['ledger', 'all'] as const;
export type ProjectionName = (typeof projectionNames)[number];

export const projectionJobKinds = ['rebuild', 'compare', 'swap', 'rollback'] as const;
export type ProjectionJobKind = (typeof projectionJobKinds)[number];

export type ProjectionJobOptions = {
  /** Events per second, at most. */
  readonly rate?: number;
  /** How many partitions at the same time. */
  readonly parallel?: number;
  /** False: a rebuilt version stays beside the live one, and keeps up with it. */
  readonly swap?: boolean;
};

export type ProjectionJobProgress = {
  readonly done: string;
  readonly total: string;
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
};

export type ProjectionComparisonJson = {
  readonly equal: boolean;
  readonly partitions: readonly {
    readonly partition: number;
    readonly position: string;
    readonly live: string;
    readonly standby: string;
  }[];
  readonly tables: readonly string[];
  readonly rows: readonly {
    readonly table: string;
    readonly partition: number;
    readonly key: string;
    readonly difference: string;
  }[];
};

export type ProjectionJobJson = {
  readonly id: string;
  readonly kind: ProjectionJobKind;
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed' | 'canceled';
  /** Of a rebuild, until it has caught up. */
  readonly progress: ProjectionJobProgress | null;
  readonly comparison: ProjectionComparisonJson | null;
  readonly failure: string | null;
  /** Unix seconds. */
  readonly created: number;
};

export type ProjectionStatusJson = {
  readonly version: number;
  readonly standbyVersion: number | null;
  readonly standbyState: 'empty' | 'building' | 'built' | 'kept';
  readonly partitions: readonly {
    readonly partition: number;
    /** Where the log ends, and how far each version is. */
    readonly head: string;
    readonly live: string;
    readonly standby: string | null;
  }[];
};

/** Another job has not ended yet. */
export type ProjectionJobRefusal = { readonly refused: 'busy'; readonly id: string };

export type ProjectionQueries = {
  'reporting.projection': { ask: Record<string, never>; answer: ProjectionStatusJson };
  'reporting.projection_job.create': {
    ask: {
      kind: ProjectionJobKind;
      options: ProjectionJobOptions;
      /** The same key is the same job. */
      operationKey: string;
    };
    answer: ProjectionJobJson | ProjectionJobRefusal;
  };
  'reporting.projection_job': {
    ask: { kind: ProjectionJobKind; id: string };
    answer: ProjectionJobJson | null;
  };
  'reporting.projection_job.cancel': {
    ask: { kind: ProjectionJobKind; id: string };
    answer: ProjectionJobJson | null;
  };
};
