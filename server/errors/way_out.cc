#include "server/errors/errors.h"

namespace ingot::errors {

std::string_view WayOut(v1::RefusalReason reason) {
  switch (reason) {
    // Form.
    case v1::REFUSAL_REASON_MALFORMED:
    case v1::REFUSAL_REASON_NOT_CANONICAL:
    case v1::REFUSAL_REASON_NOT_UTF8:
      return "serialise the message deterministically with the published .proto files";
    case v1::REFUSAL_REASON_UNKNOWN_FIELD:
    case v1::REFUSAL_REASON_UNKNOWN_ENUM:
      return "use the .proto files of the version that the server runs";
    case v1::REFUSAL_REASON_TOO_LARGE:
      return "split it: docs/API.md lists the bounds";
    case v1::REFUSAL_REASON_EVENTS_MISMATCH:
      return "compute count and events_root over the events that are sent, and sign again";
    case v1::REFUSAL_REASON_DETACHED_MISMATCH:
      return "send each detached part with the salt and body that its event commits to";
    case v1::REFUSAL_REASON_SEALED_UNAVAILABLE:
      return "submit without sealed parts; keep them, salted, with the document";
    case v1::REFUSAL_REASON_ID_NOT_OWN:
      return "begin the id with the submitting organisation's id and '/'";
    case v1::REFUSAL_REASON_INVALID_PAGE_TOKEN:
      return "begin again without a page token, or keep the filters that it was made with";

    // Identity and signature.
    case v1::REFUSAL_REASON_UNAUTHENTICATED:
      return "connect with a client certificate whose SAN URI is urn:ingot:org:<organisation id>";
    case v1::REFUSAL_REASON_IDENTITY_MISMATCH:
      return "submit for the organisation that the client certificate names";
    case v1::REFUSAL_REASON_UNKNOWN_ORGANISATION:
      return "have the ledger's operator enrol the organisation";
    case v1::REFUSAL_REASON_KEY_NOT_VALID:
      return "sign with a key that the organisation has added and not revoked";
    case v1::REFUSAL_REASON_BAD_SIGNATURE:
      return "sign the submission for this ledger id with the key that the header names";
    case v1::REFUSAL_REASON_EXPIRED:
      return "sign again with a later expires_at; the idempotency key stays";
    case v1::REFUSAL_REASON_EXPIRY_TOO_FAR:
      return "sign again with expires_at within seven days; the idempotency key stays";
    case v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT:
      return "use a new idempotency key for new events; GetReceipt shows what the old one stands for";
    case v1::REFUSAL_REASON_ROLE_REQUIRED:
      return "have the ledger's operator grant a role that may do this (docs/DOMAIN.md)";
    case v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN:
      return "sign the possession message with the new key's private half";

    // The service.
    case v1::REFUSAL_REASON_OVERLOADED:
      return "retry after the stated delay with the same idempotency key";
    case v1::REFUSAL_REASON_DISK_RESERVE:
      return "retry once the operator has freed disk space; reads go on";
    case v1::REFUSAL_REASON_CLOCK:
      return "retry once the operator has confirmed the server's clock; reads go on";
    case v1::REFUSAL_REASON_SHUTTING_DOWN:
      return "retry with the same idempotency key";
    case v1::REFUSAL_REASON_DATA_LOSS:
      return "tell the server's operator";
    case v1::REFUSAL_REASON_DEADLINE_REQUIRED:
      return "set a deadline on the call";
    case v1::REFUSAL_REASON_CHECKPOINT_KEY_NOT_HELD:
      return "start the server with the new key as --next-checkpoint-key, then submit again";
    case v1::REFUSAL_REASON_NOT_COSIGNED:
      return "ask again after the stated delay; ListWitnesses shows what each witness answered";
    case v1::REFUSAL_REASON_PAST_STATE_NOT_READY:
      return "ask again after the stated delay, with the same entry";

    // The domain's rules say the way out in their message: it depends on the event.
    default:
      return {};
  }
}

}  // namespace ingot::errors
