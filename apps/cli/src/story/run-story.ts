import { withInstallation } from '../installation/installation.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print, printJson } from '../terminal/print.js';
import { storyAsJson, storyInWords } from './report.js';
import { storyOf } from './story.js';

export type StoryFlags = { readonly timeZone?: string; readonly json?: true };

export function runStory(id: string, { timeZone, json }: StoryFlags): Promise<ExitCode> {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!isTimeZone(zone)) throw new Failure(`'${zone}' is no time zone: expected Asia/Hong_Kong`);
  return withInstallation(async ({ database, reader }) => {
    const story = await storyOf(database, (await reader.heads()).length, id);
    if (json) printJson(storyAsJson(id, story), true);
    else print(storyInWords(id, story, zone));
    return exitCodes.done;
  });
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
