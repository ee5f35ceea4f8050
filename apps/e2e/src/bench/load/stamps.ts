// When an event was due to be published, written into the event itself: whoever receives it knows
// how long it took.

/** In the metadata of the charge: a name that nothing else in an event has. */
export const stampName = 'published_ms';

/** Before the value, in the JSON text that a merchant gets. */
export const stampMarker = `"${stampName}":"`;

/** Always of one length, so that all events are. */
export const stampOf = (atMs: number): string => atMs.toFixed(3);
