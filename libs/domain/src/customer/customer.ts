// The customer aggregate: its stream is named by the core of the customer id.
import { evolveBy, type Decider } from '../decision.js';
import { decide, type CustomerRefusal, type CustomerState } from './decide.js';
import type { Customer, CustomerCommand, CustomerEvent } from './model.js';

type Living = CustomerState & { readonly customer: Customer };

const isLiving = (state: CustomerState): state is Living => state.customer?.deletedAt === null;
const holds = (state: CustomerState, sourceId: string) =>
  state.paymentMethods.some(({ id }) => id === sourceId);
const withDefault = ({ customer }: Living, defaultSource: string | null) => ({
  ...customer,
  defaultSource,
});

const evolve = evolveBy<CustomerState, CustomerEvent>({
  CustomerCreated: (state, { customer }) => state.customer === null && { ...state, customer },
  CustomerUpdated: (state, { details, defaultSource }) =>
    isLiving(state) && { ...state, customer: { ...state.customer, details, defaultSource } },
  // Its cards go with it, so that none can be charged any more.
  CustomerDeleted: (state, { at }) =>
    isLiving(state) && {
      ...state,
      customer: { ...withDefault(state, null), deletedAt: at },
      paymentMethods: [],
    },
  SourceAdded: (state, { source, isDefault }) =>
    isLiving(state) &&
    !holds(state, source.id) && {
      ...state,
      customer: isDefault ? withDefault(state, source.id) : state.customer,
      paymentMethods: [...state.paymentMethods, source],
    },
  SourceUpdated: (state, { source }) =>
    isLiving(state) &&
    holds(state, source.id) && {
      ...state,
      paymentMethods: state.paymentMethods.map((one) => (one.id === source.id ? source : one)),
    },
  SourceRemoved: (state, { sourceId, defaultSource }) =>
    isLiving(state) &&
    holds(state, sourceId) && {
      ...state,
      customer: withDefault(state, defaultSource),
      paymentMethods: state.paymentMethods.filter(({ id }) => id !== sourceId),
    },
});

export const customer: Decider<CustomerCommand, CustomerState, CustomerEvent, CustomerRefusal> = {
  initialState: { customer: null, paymentMethods: [] },
  decide,
  evolve,
};
