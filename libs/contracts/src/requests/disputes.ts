import { CreatedListParams, ExpandParams } from './lists.js';
import { Flag, Id, Ignored, Ignores, MetadataChanges, Nested, Text } from './parameters.js';

const evidenceLength = 20_000;
/** Texts of evidence that may be long; all others are references and short facts. */
const Statement = () => Text({ max: evidenceLength, clearable: true });

/** What the merchant says against a dispute. Files are not kept here: their ids are passed through. */
@Ignores('enhanced_evidence', 'appeal')
export class DisputeEvidenceParams {
  @Statement() access_activity_log?: string | null;
  @Statement() billing_address?: string | null;
  @Statement() cancellation_policy?: string | null;
  @Statement() cancellation_policy_disclosure?: string | null;
  @Statement() cancellation_rebuttal?: string | null;
  @Statement() customer_communication?: string | null;
  @Statement() customer_email_address?: string | null;
  @Statement() customer_name?: string | null;
  @Statement() customer_purchase_ip?: string | null;
  @Statement() customer_signature?: string | null;
  @Statement() duplicate_charge_documentation?: string | null;
  @Statement() duplicate_charge_explanation?: string | null;
  @Statement() duplicate_charge_id?: string | null;
  @Statement() product_description?: string | null;
  @Statement() receipt?: string | null;
  @Statement() refund_policy?: string | null;
  @Statement() refund_policy_disclosure?: string | null;
  @Statement() refund_refusal_explanation?: string | null;
  @Statement() service_date?: string | null;
  @Statement() service_documentation?: string | null;
  @Statement() shipping_address?: string | null;
  @Statement() shipping_carrier?: string | null;
  @Statement() shipping_date?: string | null;
  @Statement() shipping_documentation?: string | null;
  @Statement() shipping_tracking_number?: string | null;
  @Statement() uncategorized_file?: string | null;
  @Statement() uncategorized_text?: string | null;
}

export class UpdateDisputeParams extends ExpandParams {
  @Nested(DisputeEvidenceParams) evidence?: DisputeEvidenceParams;
  @MetadataChanges() metadata?: Record<string, string> | null;
  /** Without it evidence is handed in as soon as there is any. */
  @Flag() submit?: boolean;
  @Ignored() intended_submission_method?: undefined;
}

export class ListDisputesParams extends CreatedListParams {
  @Id() charge?: string;
  @Id() payment_intent?: string;
}
