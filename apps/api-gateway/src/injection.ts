/** What Nest cannot find by a class goes by these. */
export const clockToken = Symbol('clock');
