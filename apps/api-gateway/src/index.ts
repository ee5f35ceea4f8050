export {
  provisionFirstAccount,
  type Credentials,
  type ProvisionOptions,
} from './accounts/provisioning.js';
export { startApiGateway, type ApiGatewayOptions } from './gateway.js';
export { gatewayDatabase } from './migrations/index.js';
