// Catena-X documents: CertificateOfDestruction 2.0.0 (io.catenax.certificate_of_destruction) and RecyclingBatch 1.0.0
// (io.catenax.material_accounting). The ledger knows vehicles, permits and metal; people, addresses, containers and
// business partner numbers come from the issuer's details, which have the document's own shape.
#ifndef INGOT_CLIENTS_EXCHANGE_CATENA_X_H_
#define INGOT_CLIENTS_EXCHANGE_CATENA_X_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/exchange/facts.h"
#include "clients/exchange/json.h"
#include "clients/exchange/ledger_entry.h"

namespace ingot::exchange {

struct CatenaXDocument {
  // Valid against the schema exactly if nothing is missing.
  Json document;
  // Pointers of demanded values that neither the ledger nor the details hold, in the schema's order.
  std::vector<std::string> missing;
};

// INVALID_ARGUMENT: the details contradict the ledger, or a value has not the form that the schema demands; names it.
absl::StatusOr<CatenaXDocument> CertificateOfDestruction(const FactBook& book);

// What a RecyclingBatch is made from.
struct RecycledBatch {
  std::string batch_id;
  // The batch's whole history, ascending; CheckHistory holds.
  std::vector<LedgerEntry> history;
  // Permit number of the batch's site (the sender's operating number); empty where not known.
  std::string permit_number;
  // In the document's shape; may lack anything.
  Json details = Json::object();
};

// FAILED_PRECONDITION: the batch is not closed. INVALID_ARGUMENT as for the certificate. Masses are those of the
// aluminium in process: what entered, what became lots, and the difference.
absl::StatusOr<CatenaXDocument> RecyclingBatch(const RecycledBatch& batch);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_CATENA_X_H_
