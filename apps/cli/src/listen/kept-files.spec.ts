import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Recorder, recordingsIn } from './recordings.js';
import { sessionSecret } from './session-secret.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledgerway cli '));
});
afterEach(() => rmSync(directory, { recursive: true }));

const event = (id: string) => ({
  id,
  type: 'charge.succeeded',
  created: 1,
  livemode: false,
  data: { object: {} },
});

describe('the secret of a session', () => {
  it('stays the same, and is for its owner only', () => {
    const secret = sessionSecret(directory);
    expect(secret).toMatch(/^whsec_[A-Za-z\d+/]{43}=$/);
    expect(sessionSecret(directory)).toBe(secret);
    expect(statSync(join(directory, 'cli', 'listen.secret')).mode & 0o777).toBe(0o600);
  });
});

describe('recordings', () => {
  it('come back in their order, over several sessions', () => {
    const recordings = ['evt_b', 'evt_a', 'evt_c'].map((id) => ({ event: event(id) }));
    const first = new Recorder(join(directory, 'new'));
    recordings.slice(0, 2).forEach((one) => first.add(one));
    new Recorder(join(directory, 'new')).add(recordings[2]!);
    expect([...recordingsIn(join(directory, 'new'))]).toEqual(recordings);
  });

  it('hold no secret and no signature', () => {
    new Recorder(directory).add({ event: event('evt_a') });
    const text = readFileSync(join(directory, '000001-charge.succeeded-evt_a.json'), 'utf8');
    expect(text).not.toMatch(/whsec|signature/);
  });

  it('that are none are named', () => {
    writeFileSync(join(directory, '000001-broken.json'), '{');
    expect(() => [...recordingsIn(directory)]).toThrow('000001-broken.json is no recording');
    expect(() => [...recordingsIn(join(directory, 'nowhere'))]).toThrow('nowhere');
  });
});
