export {
  provisionFirstAccount,
  type Credentials,
  type ProvisionOptions,
} from './accounts/provisioning.js';
export { publicUrlEnvironment, publicUrlFrom, publicUrlSettings } from './public-url.js';
export {
  requestEnvironment,
  requestOptionsFrom,
  requestSettings,
  type RequestConfig,
} from './request-settings.js';
export { describeApi } from './gateway-module.js';
export { startApiGateway, type ApiGatewayOptions } from './gateway.js';
export {
  CertificateAuthority,
  createAuthority,
  type KeyPair,
} from './tls/certificate-authority.js';
export { tlsEnvironment, tlsOptionsFrom, tlsSettings, type TlsConfig } from './tls/tls-settings.js';
export { gatewayDatabase } from './migrations/index.js';
export type { ApiDocument } from './openapi/document.js';
export type { DescribedRoute } from './openapi/described-route.js';
