import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { resourceMissing } from '@ledgerway/contracts';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/permissions.js';
import { ApiException } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { unrecognizedUrl } from '../edge/edge-errors.js';
import { privateHeaders } from '../pages/page.js';
import { PageIntents } from '../pages/page-intents.js';
import { qrPng, qrSvg } from './qr-image.js';

/**
 * `GET /qr/<payment intent>.png` and `.svg`: the code that the payment waits for, as a picture. No
 * key: it is shown to payers, and the intent's id cannot be guessed.
 */
@Controller('qr')
export class QrController {
  constructor(private readonly intents: PageIntents) {}

  @Get(':file')
  @Public()
  async image(
    @Param('file') file: string,
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [, id, format] = /^(\w+)\.(png|svg)$/.exec(file) ?? [];
    if (id === undefined) throw new ApiException(unrecognizedUrl('GET', request.url));
    const intent = await this.intents.find(id);
    // The code of a payment that is over must not be drawn again: somebody might pay with it.
    if (intent?.state !== 'waiting' || intent.qr === null)
      throw new ApiException(resourceMissing('payment_intent', id, { param: 'intent' }));
    const { data } = intent.qr;
    reply.headers({ ...privateHeaders, 'content-security-policy': "default-src 'none'" });
    if (format === 'png') await reply.type('image/png').send(await qrPng(data));
    else await reply.type('image/svg+xml').send(await qrSvg(data));
  }
}
