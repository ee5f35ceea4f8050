import { Matches } from 'class-validator';
import { CreatedListParams } from './lists.js';
import { OneOf, Text } from './parameters.js';

export class ListRequestLogsParams extends CreatedListParams {
  @OneOf(['GET', 'POST', 'DELETE']) method?: string;
  @Text() path?: string;
  @Matches(/^[1-5](?:xx|\d\d)$/, { message: 'Invalid status: it must be such as 402 or 4xx' })
  @Text()
  status?: string;
}

/** The statuses that `402` or `4xx` stands for, both ends included. */
export function statusBounds(status: string): readonly [from: number, to: number] {
  if (!status.endsWith('xx')) return [Number(status), Number(status)];
  const hundred = Number(status[0]) * 100;
  return [hundred, hundred + 99];
}
