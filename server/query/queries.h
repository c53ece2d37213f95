// The answers to all unary reads. Each overload answers one method from a context; docs/API.md describes them. They
// read RocksDB, so they run on a worker. A refusal leaves the response in any state.
#ifndef INGOT_SERVER_QUERY_QUERIES_H_
#define INGOT_SERVER_QUERY_QUERIES_H_

#include "absl/status/status.h"
#include "ingot/v1/audit_service.pb.h"
#include "ingot/v1/balance_service.pb.h"
#include "ingot/v1/directory_service.pb.h"
#include "ingot/v1/ledger_service.pb.h"
#include "ingot/v1/proof_service.pb.h"
#include "ingot/v1/query_service.pb.h"
#include "ingot/v1/report_service.pb.h"
#include "ingot/v1/seal_service.pb.h"
#include "ingot/v1/witness_service.pb.h"
#include "server/query/context.h"

namespace ingot::query {

// ledger_queries.cc
absl::Status Answer(const Context&, const v1::GetReceiptRequest&, v1::GetReceiptResponse*);
absl::Status Answer(const Context&, const v1::GetEntryRequest&, v1::GetEntryResponse*);

// vehicle_queries.cc
absl::Status Answer(const Context&, const v1::GetVehicleRequest&, v1::GetVehicleResponse*);
absl::Status Answer(const Context&, const v1::GetVehicleHistoryRequest&, v1::GetVehicleHistoryResponse*);
absl::Status Answer(const Context&, const v1::ListVehiclesRequest&, v1::ListVehiclesResponse*);

// record_queries.cc
absl::Status Answer(const Context&, const v1::GetContractRequest&, v1::GetContractResponse*);
absl::Status Answer(const Context&, const v1::GetLotRequest&, v1::GetLotResponse*);
absl::Status Answer(const Context&, const v1::GetBatchRequest&, v1::GetBatchResponse*);
absl::Status Answer(const Context&, const v1::GetHeatRequest&, v1::GetHeatResponse*);
absl::Status Answer(const Context&, const v1::GetClaimRequest&, v1::GetClaimResponse*);

// account_queries.cc
absl::Status Answer(const Context&, const v1::GetAccountsRequest&, v1::GetAccountsResponse*);

// balance_queries.cc
absl::Status Answer(const Context&, const v1::GetBalanceSheetRequest&, v1::GetBalanceSheetResponse*);
absl::Status Answer(const Context&, const v1::GetBalanceHistoryRequest&, v1::GetBalanceHistoryResponse*);
absl::Status Answer(const Context&, const v1::GetUntracedRequest&, v1::GetUntracedResponse*);

// fleet_queries.cc
absl::Status Answer(const Context&, const v1::GetMaturityLadderRequest&, v1::GetMaturityLadderResponse*);
absl::Status Answer(const Context&, const v1::GetRecoveryRequest&, v1::GetRecoveryResponse*);
absl::Status Answer(const Context&, const v1::GetClosedLoopRequest&, v1::GetClosedLoopResponse*);

// audit_queries.cc
absl::Status Answer(const Context&, const v1::GetCheckpointRequest&, v1::GetCheckpointResponse*);
absl::Status Answer(const Context&, const v1::GetInclusionProofRequest&, v1::GetInclusionProofResponse*);
absl::Status Answer(const Context&, const v1::GetConsistencyProofRequest&, v1::GetConsistencyProofResponse*);
absl::Status Answer(const Context&, const v1::GetTileEdgeRequest&, v1::GetTileEdgeResponse*);

// Of WitnessService: ledger_queries.cc has the receipt, audit_queries.cc the others.
absl::Status Answer(const Context&, const v1::GetCosignedReceiptRequest&, v1::GetCosignedReceiptResponse*);
absl::Status Answer(const Context&, const v1::GetCosignedCheckpointRequest&, v1::GetCosignedCheckpointResponse*);
absl::Status Answer(const Context&, const v1::ListWitnessesRequest&, v1::ListWitnessesResponse*);

// proof_queries.cc
absl::Status Answer(const Context&, const v1::GetSubjectProofRequest&, v1::GetSubjectProofResponse*);
absl::Status Answer(const Context&, const v1::GetHistoryProofRequest&, v1::GetHistoryProofResponse*);
absl::Status Answer(const Context&, const v1::GetAccountProofRequest&, v1::GetAccountProofResponse*);

// directory_queries.cc
absl::Status Answer(const Context&, const v1::GetOrganisationRequest&, v1::GetOrganisationResponse*);
absl::Status Answer(const Context&, const v1::ListOrganisationsRequest&, v1::ListOrganisationsResponse*);
absl::Status Answer(const Context&, const v1::ListKeysRequest&, v1::ListKeysResponse*);
absl::Status Answer(const Context&, const v1::ListSitesRequest&, v1::ListSitesResponse*);
absl::Status Answer(const Context&, const v1::ListBrandsRequest&, v1::ListBrandsResponse*);
absl::Status Answer(const Context&, const v1::ListYieldStandardsRequest&, v1::ListYieldStandardsResponse*);

// Reports.
absl::Status Answer(const Context&, const v1::ListStockRequest&, v1::ListStockResponse*);
absl::Status Answer(const Context&, const v1::ListExpiriesRequest&, v1::ListExpiriesResponse*);
absl::Status Answer(const Context&, const v1::ListArrearsRequest&, v1::ListArrearsResponse*);
absl::Status Answer(const Context&, const v1::ListReturnsDueRequest&, v1::ListReturnsDueResponse*);
absl::Status Answer(const Context&, const v1::ListMileageRequest&, v1::ListMileageResponse*);
absl::Status Answer(const Context&, const v1::ListHulksRequest&, v1::ListHulksResponse*);
absl::Status Answer(const Context&, const v1::ListOpenBatchesRequest&, v1::ListOpenBatchesResponse*);
absl::Status Answer(const Context&, const v1::ListLotsRequest&, v1::ListLotsResponse*);
absl::Status Answer(const Context&, const v1::ListTicketGapsRequest&, v1::ListTicketGapsResponse*);
absl::Status Answer(const Context&, const v1::ListYieldsRequest&, v1::ListYieldsResponse*);
absl::Status Answer(const Context&, const v1::ListFlagsRequest&, v1::ListFlagsResponse*);
absl::Status Answer(const Context&, const v1::ListReversalsRequest&, v1::ListReversalsResponse*);
absl::Status Answer(const Context&, const v1::ListVariancesRequest&, v1::ListVariancesResponse*);
absl::Status Answer(const Context&, const v1::ListRefusedRequest&, v1::ListRefusedResponse*);
absl::Status Answer(const Context&, const v1::ListErasuresRequest&, v1::ListErasuresResponse*);
absl::Status Answer(const Context&, const v1::ListHolderAssaysRequest&, v1::ListHolderAssaysResponse*);
absl::Status Answer(const Context&, const v1::GetYieldComparisonRequest&, v1::GetYieldComparisonResponse*);
// seal_queries.cc. EraseSealed writes: it blocks its worker until the erasure is done.
absl::Status Answer(const Context&, const v1::RevealSealedRequest&, v1::RevealSealedResponse*);
absl::Status Answer(const Context&, const v1::FindSealedRequest&, v1::FindSealedResponse*);
absl::Status Answer(const Context&, const v1::EraseSealedRequest&, v1::EraseSealedResponse*);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_QUERIES_H_
