import { allJourneysOn } from './journeys/all-journeys.js';

allJourneysOn('embedded');
