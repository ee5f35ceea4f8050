import { Controller, Get } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Public } from '../auth/permissions.js';
import { Answer } from '../edge/answer.js';

/** Only where the public port may show them; elsewhere they have a port of their own. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @Public()
  async metrics(): Promise<Answer> {
    const { contentType } = this.registry;
    return new Answer(200, await this.registry.metrics(), { 'content-type': contentType });
  }
}
