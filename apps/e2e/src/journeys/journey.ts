// A journey is written once and runs on every deployment.
import type { Deployment } from '../deployment/deployment.js';

/** Declares its tests; `deployment()` is the running server, from inside a test. */
export type Journey = (deployment: () => Deployment) => void;
