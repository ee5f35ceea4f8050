import { ArrayMinSize, Matches } from 'class-validator';
import { invalidRequest, type ApiError } from '../errors.js';
import { ExpandParams } from './lists.js';
import { Flag, Ignored, Metadata, MetadataChanges, Nested, Text, TextList } from './parameters.js';
import { DeliveryParams, NewDeliveryParams } from './webhook-delivery.js';

const maxEvents = 300;
const eventName = /^(\*|[a-z0-9_]+(\.[a-z0-9_]+)+)$/;
const isEventName = Matches(eventName, { each: true, message: 'Invalid event type' });
const notEmpty = ArrayMinSize(1, { message: 'At least one event type is needed' });

function urlRefusal(url: string | undefined): ApiError | undefined {
  if (url === undefined || /^https?:$/.test(URL.parse(url)?.protocol ?? '')) return undefined;
  return invalidRequest('Invalid URL: it must be an absolute http or https URL', {
    code: 'url_invalid',
    param: 'url',
  });
}

export class CreateWebhookEndpointParams extends ExpandParams {
  @Text({ required: true, max: 2048 }) url!: string;
  @notEmpty @isEventName @TextList({ required: true, max: maxEvents }) enabled_events!: string[];
  @Text({ max: 100 }) api_version?: string;
  @Text() description?: string;
  @Metadata() metadata?: Record<string, string>;
  @Nested(NewDeliveryParams) delivery?: NewDeliveryParams;
  @Ignored() connect?: undefined;

  static refuse = ({ url }: CreateWebhookEndpointParams) => urlRefusal(url);
}

/** A description that is null is cleared; metadata is merged key by key. */
export class UpdateWebhookEndpointParams extends ExpandParams {
  @Text({ max: 2048 }) url?: string;
  @notEmpty @isEventName @TextList({ max: maxEvents }) enabled_events?: string[];
  @Text({ clearable: true }) description?: string | null;
  @MetadataChanges() metadata?: Record<string, string> | null;
  @Flag() disabled?: boolean;
  @Nested(DeliveryParams) delivery?: DeliveryParams;

  static refuse = ({ url }: UpdateWebhookEndpointParams) => urlRefusal(url);
}
