// Certificates are bound to an account, and let go. They come from the merchant's own authority, or
// are made here from a signing request, if this process has the installation's authority.
import type { Permissions, Tenant } from '@ledgerway/contracts';
import type { RecentLookups } from '../auth/recent-lookups.js';
import type { Operation } from '../idempotency/operation.js';
import type { CertificateAuthority } from './certificate-authority.js';
import type { ReadCertificate } from './certificate-param.js';
import type {
  BoundCertificate,
  ClientCertificate,
  ClientCertificateStore,
} from './client-certificate-store.js';

export type NewBinding = {
  readonly name: string | null;
  readonly permissions: Permissions;
  readonly certificate: ReadCertificate;
};

/** How many certificates an account may have in one mode; the list is read as a whole. */
export const maxCertificates = 100;

export class ClientCertificates {
  constructor(
    private readonly store: ClientCertificateStore,
    private readonly bound: Pick<RecentLookups<BoundCertificate>, 'forget'>,
    /** Signs requests; none if the installation's authority is kept elsewhere. */
    private readonly authority: CertificateAuthority | undefined,
  ) {}

  async bind(
    operation: Operation,
    tenant: Tenant,
    { certificate, ...asked }: NewBinding,
  ): Promise<ClientCertificate | 'too_many' | 'already_bound'> {
    if ((await this.list(tenant)).length >= maxCertificates) return 'too_many';
    const id = `cert_${operation.core()}`;
    const { createdAtMs } = operation;
    const added = await this.store.add({ id, tenant, createdAtMs, ...asked, ...certificate });
    this.bound.forget(certificate.thumbprint);
    return (added ? await this.store.find(id) : undefined) ?? 'already_bound';
  }

  /** A certificate for a signing request; the same one however often the operation is repeated. */
  async sign(
    operation: Operation,
    csr: string,
  ): Promise<{ readonly pem: string } | 'no_authority' | 'invalid'> {
    if (this.authority === undefined) return 'no_authority';
    const serial = `4${operation.commandId().replaceAll('-', '').slice(1)}`;
    const pem = await this.authority.signClient(csr, serial, operation.createdAtMs);
    return pem === undefined ? 'invalid' : { pem };
  }

  list(tenant: Tenant): Promise<ClientCertificate[]> {
    return this.store.list(tenant, maxCertificates);
  }

  find(id: string): Promise<ClientCertificate | undefined> {
    return this.store.find(id);
  }

  async revoke({ id, thumbprint }: ClientCertificate, atMs: number): Promise<void> {
    await this.store.revoke(id, atMs);
    this.bound.forget(thumbprint);
  }
}
