// The Node SDK as merchants have it: the newest major, and older ones that are still in use.
import { createRequire } from 'node:module';
import Stripe from 'stripe';
import { sdkFor } from '../deployment/deployment.js';
import type { SdkMaker } from './merchant.js';

export type Sdk = { readonly label: string; readonly make: SdkMaker };

export const newestSdk: Sdk = {
  label: `stripe for Node ${Stripe.PACKAGE_VERSION}`,
  make: sdkFor,
};

/** Under the names that package.json gives them. */
export const olderMajors: readonly Sdk[] = ['stripe-20', 'stripe-17', 'stripe-12', 'stripe-8'].map(
  olderSdk,
);

function olderSdk(packageName: string): Sdk {
  // Required, not imported: the types of the old majors would be merged into those of the newest.
  const require = createRequire(import.meta.url);
  const Sdk = require(packageName) as typeof Stripe;
  return {
    label: `stripe for Node ${Sdk.PACKAGE_VERSION}`,
    make: (base, key) => {
      const { hostname, port } = new URL(base);
      return new Sdk(key, { host: hostname, port, protocol: 'http', telemetry: false });
    },
  };
}
