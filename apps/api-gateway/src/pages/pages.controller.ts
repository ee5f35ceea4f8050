// The payer's pages: the challenge of a card, the wallets, and how to pay with a QR code. They need
// no key: who has an intent's id, which cannot be guessed, may see how it stands. In test mode they
// settle it as well, for there they stand for the bank and the wallet.
import { randomUUID } from 'node:crypto';
import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Public } from '../auth/permissions.js';
import type { Answer } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { challengePage } from './challenge-page.js';
import { closingPage } from './closing-page.js';
import { enteredAmount } from './entered-amount.js';
import { FormTokens } from './form-tokens.js';
import { creditAction, fpsPage } from './fps-page.js';
import { pageAnswer, seeOther } from './page.js';
import { isOutcome, PageIntents, type PageIntent } from './page-intents.js';
import { staleFormPage, unknownPage, type PageContext, type PageView } from './page-view.js';
import { returnAddressWithSecret } from './return-address.js';
import { walletPage } from './wallet-page.js';
import { wechatPage } from './wechat-page.js';

@Controller('pages')
export class PagesController {
  constructor(
    private readonly intents: PageIntents,
    private readonly forms: FormTokens,
  ) {}

  @Get('3ds/:id')
  @Public()
  challenge(@Param('id') id: string): Promise<Answer> {
    return this.show(id, challengePage);
  }

  @Post('3ds/:id')
  @Public()
  answerChallenge(@Param('id') id: string, @Req() request: ApiRequest): Promise<Answer> {
    return this.settle(id, challengePage, request);
  }

  @Get('wallet/:id')
  @Public()
  wallet(@Param('id') id: string): Promise<Answer> {
    return this.show(id, walletPage);
  }

  @Post('wallet/:id')
  @Public()
  answerWallet(@Param('id') id: string, @Req() request: ApiRequest): Promise<Answer> {
    return this.settle(id, walletPage, request);
  }

  @Get('wechat/:id')
  @Public()
  wechat(@Param('id') id: string): Promise<Answer> {
    return this.show(id, wechatPage);
  }

  @Get('fps/:id')
  @Public()
  fps(@Param('id') id: string, @Req() request: ApiRequest): Promise<Answer> {
    return this.show(id, fpsPage, { unmatched: textOf(request, 'credit') === 'unmatched' });
  }

  @Post('fps/:id')
  @Public()
  async credit(@Param('id') id: string, @Req() request: ApiRequest): Promise<Answer> {
    const intent = await this.find(id, fpsPage);
    const creditId = textOf(request, 'credit_id');
    if (intent === undefined) return pageAnswer(unknownPage);
    if (!this.accepts(intent, creditAction(creditId), request)) return pageAnswer(staleFormPage);
    if (!isOpen(intent, fpsPage) || intent.amount === null) return this.leave(intent);
    const typed = textOf(request, 'amount');
    const amount = enteredAmount(typed, intent.amount.currency);
    if (amount === undefined) return this.show(id, fpsPage, { badAmount: typed });
    await this.intents.credit(intent, { creditId, amount });
    return this.leave(intent, '?credit=unmatched');
  }

  private async show(
    id: string,
    view: PageView,
    said: Pick<PageContext, 'badAmount' | 'unmatched'> = {},
  ): Promise<Answer> {
    const intent = await this.find(id, view);
    if (intent === undefined) return pageAnswer(unknownPage);
    if (!isOpen(intent, view)) return pageAnswer(closingPage(intent));
    const context = { forms: this.forms, creditId: randomUUID(), ...said };
    return pageAnswer(view.render(intent, context));
  }

  private async settle(id: string, view: PageView, request: ApiRequest): Promise<Answer> {
    const intent = await this.find(id, view);
    const outcome = textOf(request, 'outcome');
    if (intent === undefined) return pageAnswer(unknownPage);
    if (!isOutcome(outcome) || !this.accepts(intent, outcome, request))
      return pageAnswer(staleFormPage);
    if (isOpen(intent, view)) await this.intents.complete(intent, outcome);
    return this.leave(intent);
  }

  /** On to the merchant, or to the page that tells how things stand now. */
  private async leave(intent: PageIntent, ifWaiting = ''): Promise<Answer> {
    const now = (await this.intents.find(intent.id)) ?? intent;
    const address = returnAddressWithSecret(now);
    if (address !== undefined) return seeOther(address.href);
    return seeOther(encodeURIComponent(now.id) + (now.state === 'waiting' ? ifWaiting : ''));
  }

  private async find(id: string, view: PageView): Promise<PageIntent | undefined> {
    const intent = await this.intents.find(id);
    return intent !== undefined && view.methods.includes(intent.method) ? intent : undefined;
  }

  private accepts(intent: PageIntent, action: string, request: ApiRequest): boolean {
    return !intent.livemode && this.forms.accepts(intent, action, textOf(request, 'token'));
  }
}

const isOpen = ({ state }: PageIntent, { settlesProcessing }: PageView): boolean =>
  state === 'waiting' || (state === 'processing' && settlesProcessing);

function textOf({ form }: ApiRequest, field: string): string {
  const value = form[field];
  return typeof value === 'string' ? value : '';
}
