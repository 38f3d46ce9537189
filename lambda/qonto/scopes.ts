/**
 * The scopes that Qonto documents. Only these are repeated from a secret: what else stands in the
 * place of a scope may be anything.
 *
 * @see https://docs.qonto.com/api-reference/business-api/introduction/authentication/scopes
 */
const KNOWN: ReadonlySet<string> = new Set([
  'offline_access',
  'openid',
  'organization.read',
  'user_organization.read',
  'membership.read',
  'membership.write',
  'attachment.read',
  'attachment.write',
  'internal_transfer.write',
  'payment.write',
  'international_transfer.write',
  'beneficiary.trust',
  'supplier_invoice.read',
  'supplier_invoice.write',
  'client_invoices.read',
  'client_invoice.write',
  'client.read',
  'client.write',
  'product.read',
  'product.write',
  'request_review.read',
  'request_review.write',
  'request_transfers.write',
  'request_cards.write',
  'team.read',
  'team.write',
  'card.read',
  'card.write',
  'bank_account.write',
  'insurance_contract.read',
  'insurance_contract.write',
  'payment_link.read',
  'payment_link.write',
  'sepa_direct_debit.read',
  'sepa_direct_debit.write',
  'terminal.read',
  'terminal.write',
  'webhook',
  'einvoicing.read',
  'embed_auth_link.write',
  'subscription.read',
]);

/** Granted scopes in words: those that Qonto documents by name, the others by their number. */
export function describeScopes(scopes: readonly string[]): string {
  const known = scopes.filter((scope) => KNOWN.has(scope));
  const others = scopes.length - known.length;
  return [
    ...known,
    ...(others === 0 ? [] : [`${others} that Qonto does not document`]),
    ...(scopes.length === 0 ? ['none'] : []),
  ].join(', ');
}
