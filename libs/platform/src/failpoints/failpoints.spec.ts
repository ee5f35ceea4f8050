import { armFailpoints, failpoint, parseFailpoints } from './failpoints.js';

describe('failpoints', () => {
  it('strike at the hit that was asked for, once', () => {
    const sent: string[] = [];
    const hit = armFailpoints(parseFailpoints('append=exit@3,publish=pause'), (s) => sent.push(s));
    hit('append');
    hit('append');
    hit('elsewhere');
    expect(sent).toEqual([]);
    hit('append');
    hit('publish');
    hit('append');
    expect(sent).toEqual(['SIGKILL', 'SIGSTOP']);
  });

  it('refuse what they cannot read', () => {
    expect(() => parseFailpoints('append=explode')).toThrow(/append=explode/);
  });

  it('are nothing when none is asked for', () => {
    expect(failpoint('append')).toBeUndefined();
  });
});
