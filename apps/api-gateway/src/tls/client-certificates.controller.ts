import { Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  CreateClientCertificateParams,
  ExpandParams,
  invalidRequest,
  ListForAccountParams,
  pageOf,
  renderPermissions,
  resourceMissing,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { AccountStore } from '../accounts/account-store.js';
import { KeyOperations } from '../accounts/key-operations.js';
import { isVisible, ownerOf } from '../accounts/owner.js';
import { widerThanOwn } from '../auth/auth-errors.js';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import type { Operation } from '../idempotency/operation.js';
import { clockToken } from '../injection.js';
import { certificateParam } from './certificate-param.js';
import type { ClientCertificate } from './client-certificate-store.js';
import { ClientCertificates, maxCertificates } from './client-certificates.js';

@Controller('v1/client_certificates')
export class ClientCertificatesController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly certificates: ClientCertificates,
    private readonly keys: KeyOperations,
    private readonly accounts: AccountStore,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  /** Answers with the certificate itself if it was made here, from a signing request. */
  @Post()
  @Needs('api_key', { operator: true })
  async create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateClientCertificateParams);
    checkNothingExpanded(params.expand);
    const tenant = await ownerOf(request, params, this.accounts);
    const { permissions = {}, name = null } = params;
    if (!(await this.keys.mayGrantForGood(callerOf(request), tenant, permissions)))
      throw new ApiException(widerThanOwn(callerOf(request)));
    const given = params.certificate;
    if (given !== undefined) certificateParam(given, this.clock.now());
    return this.posts.run(request, async (operation) => {
      const pem = given ?? (await this.sign(operation, params.csr ?? ''));
      const certificate = certificateParam(pem, this.clock.now());
      const bound = await this.certificates.bind(operation, tenant, {
        name,
        permissions,
        certificate,
      });
      if (bound === 'too_many') throw tooMany();
      if (bound === 'already_bound') throw alreadyBound();
      return ok({ ...rendered(bound), ...(given === undefined && { certificate: pem }) });
    });
  }

  @Get(':id')
  @Needs('api_key', { operator: true })
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(rendered(await this.existing(request, id)));
  }

  @Get()
  @Needs('api_key', { operator: true })
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListForAccountParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const bound = await this.certificates.list(await ownerOf(request, params, this.accounts));
    const list = { url: '/v1/client_certificates', kind: 'client_certificate', page };
    return listAnswer(pageFrom(bound, page), list, rendered);
  }

  /** From now on the certificate is refused, even beside a valid key. */
  @Delete(':id')
  @Needs('api_key', { operator: true })
  async remove(@Req() request: ApiRequest, @Param('id') id: string) {
    await this.certificates.revoke(await this.existing(request, id), this.clock.now());
    return ok({ id, object: 'client_certificate', deleted: true });
  }

  private async existing(request: ApiRequest, id: string): Promise<ClientCertificate> {
    const found = await this.certificates.find(id);
    if (found === undefined || !isVisible(callerOf(request), found.tenant))
      throw new ApiException(resourceMissing('client_certificate', id));
    return found;
  }

  private async sign(operation: Operation, csr: string): Promise<string> {
    const signed = await this.certificates.sign(operation, csr);
    if (signed === 'no_authority')
      throw refusedRequest(
        'this gateway has no authority of its own; bind a certificate of yours.',
      );
    if (signed === 'invalid')
      throw refusedRequest('it must be a PKCS #10 request in PEM, signed with its own key.');
    return signed.pem;
  }
}

export type PublicClientCertificate = ReturnType<typeof rendered>;

const rendered = (bound: ClientCertificate) => ({
  id: bound.id,
  object: 'client_certificate' as const,
  account: bound.tenant.merchantId,
  created: Math.floor(bound.createdAtMs / 1000),
  expires_at: Math.floor(bound.notAfterMs / 1000),
  livemode: bound.tenant.livemode,
  name: bound.name,
  permissions: renderPermissions(bound.permissions),
  serial_number: bound.serialNumber,
  subject: bound.subject,
  thumbprint: bound.thumbprint,
});

const refused = (message: string, param: string) =>
  new ApiException(invalidRequest(message, { param }));

const refusedRequest = (why: string) => refused(`Invalid csr: ${why}`, 'csr');

const alreadyBound = () => refused('This certificate is bound already.', 'certificate');

const tooMany = () =>
  refused(
    `An account can bind up to ${maxCertificates} certificates in each mode. Delete one first.`,
    'certificate',
  );
