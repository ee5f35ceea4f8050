import { Controller, Get } from '@nestjs/common';
import { HealthRegistry, type HealthReport } from '@ledgerway/platform';
import { Public } from '../auth/permissions.js';
import { Answer } from '../edge/answer.js';

@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  @Get('live')
  @Public()
  live(): Answer {
    return answerOf(this.health.live());
  }

  @Get('ready')
  @Public()
  async ready(): Promise<Answer> {
    return answerOf(await this.health.ready());
  }
}

const answerOf = (report: HealthReport): Answer =>
  new Answer(report.status === 'ok' ? 200 : 503, JSON.stringify(report));
