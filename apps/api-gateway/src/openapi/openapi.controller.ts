import { createHash } from 'node:crypto';
import { Controller, Get, Req } from '@nestjs/common';
import { Public } from '../auth/permissions.js';
import { Answer } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import type { ApiDocument } from './document.js';

/** The description of the API as text, made once. */
export class ServedDocument {
  readonly text: string;
  readonly etag: string;

  constructor(document: ApiDocument) {
    this.text = JSON.stringify(document);
    this.etag = `"${createHash('sha256').update(this.text).digest('hex').slice(0, 32)}"`;
  }
}

@Controller('v1/openapi.json')
export class OpenApiController {
  constructor(private readonly document: ServedDocument) {}

  @Get()
  @Public()
  describe(@Req() request: ApiRequest): Answer {
    const { text, etag } = this.document;
    const headers = { 'Cache-Control': 'public, max-age=300', ETag: etag };
    const isKnown = request.headers['if-none-match'] === etag;
    return isKnown ? new Answer(304, '', headers) : new Answer(200, text, headers);
  }
}
