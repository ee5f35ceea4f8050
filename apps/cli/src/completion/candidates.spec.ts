import { createProgram } from '../program.js';
import { candidates } from './candidates.js';

const events = ['charge.captured', 'charge.failed', 'refund.created'];
const complete = (line: string) => candidates(createProgram(), line.split(' '), events);

describe('completion', () => {
  it.each([
    ['li', ['listen']],
    ['listen --forw', ['--forward-to']],
    ['listen --format ', ['compact', 'json', 'table']],
    ['listen --events ch', ['charge.captured', 'charge.failed']],
    ['trigger re', ['refund.created']],
    ['webhooks endpoints di', ['disable']],
    ['listen --forward-to ', []],
  ])('%s', (line, offered) => expect(complete(line)).toEqual(offered));

  it('offers every command, but not the one that it asks itself', () => {
    expect(complete('')).toEqual(expect.arrayContaining(['doctor', 'listen', 'verify']));
    expect(complete('')).not.toContain('complete');
  });
});
