import { allJourneysOn } from './journeys/all-journeys.js';

// One process per service, over a real Kafka broker and a real PostgreSQL of its own.
allJourneysOn('distributed', { LEDGERWAY_WEBHOOK_ALLOW: '127.0.0.0/8,::1/128' });
