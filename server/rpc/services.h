// The services: each method starts a reactor.
#ifndef INGOT_SERVER_RPC_SERVICES_H_
#define INGOT_SERVER_RPC_SERVICES_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "ingot/v1/audit_service.grpc.pb.h"
#include "ingot/v1/balance_service.grpc.pb.h"
#include "ingot/v1/directory_service.grpc.pb.h"
#include "ingot/v1/ledger_service.grpc.pb.h"
#include "ingot/v1/proof_service.grpc.pb.h"
#include "ingot/v1/query_service.grpc.pb.h"
#include "ingot/v1/report_service.grpc.pb.h"
#include "ingot/v1/seal_service.grpc.pb.h"
#include "ingot/v1/witness_service.grpc.pb.h"
#include "server/query/ancestry_pages.h"
#include "server/query/pages.h"
#include "server/query/report_pages.h"
#include "server/query/trial_pages.h"
#include "server/rpc/backend.h"
#include "server/rpc/page_stream.h"
#include "server/rpc/submit_call.h"
#include "server/rpc/submit_stream.h"
#include "server/rpc/unary.h"

namespace ingot::rpc {

// The generated classes whose methods take and give bytes (wire.h): one layer a method.
namespace raw {
using Ledger1 = v1::LedgerService::WithRawCallbackMethod_Submit<v1::LedgerService::Service>;
using Ledger2 = v1::LedgerService::WithRawCallbackMethod_SubmitStream<Ledger1>;
using Ledger3 = v1::LedgerService::WithRawCallbackMethod_GetReceipt<Ledger2>;
using Ledger4 = v1::LedgerService::WithRawCallbackMethod_GetEntry<Ledger3>;
using Ledger = v1::LedgerService::WithRawCallbackMethod_StreamEntries<Ledger4>;

using Query1 = v1::QueryService::WithRawCallbackMethod_GetVehicle<v1::QueryService::Service>;
using Query2 = v1::QueryService::WithRawCallbackMethod_GetVehicleHistory<Query1>;
using Query3 = v1::QueryService::WithRawCallbackMethod_ListVehicles<Query2>;
using Query4 = v1::QueryService::WithRawCallbackMethod_GetContract<Query3>;
using Query5 = v1::QueryService::WithRawCallbackMethod_GetLot<Query4>;
using Query6 = v1::QueryService::WithRawCallbackMethod_GetBatch<Query5>;
using Query7 = v1::QueryService::WithRawCallbackMethod_GetHeat<Query6>;
using Query8 = v1::QueryService::WithRawCallbackMethod_GetClaim<Query7>;
using Query = v1::QueryService::WithRawCallbackMethod_GetAccounts<Query8>;

using Audit1 = v1::AuditService::WithRawCallbackMethod_GetCheckpoint<v1::AuditService::Service>;
using Audit2 = v1::AuditService::WithRawCallbackMethod_GetInclusionProof<Audit1>;
using Audit3 = v1::AuditService::WithRawCallbackMethod_GetConsistencyProof<Audit2>;
using Audit4 = v1::AuditService::WithRawCallbackMethod_StreamTiles<Audit3>;
using Audit = v1::AuditService::WithRawCallbackMethod_GetTileEdge<Audit4>;

using Directory1 = v1::DirectoryService::WithRawCallbackMethod_GetOrganisation<v1::DirectoryService::Service>;
using Directory2 = v1::DirectoryService::WithRawCallbackMethod_ListOrganisations<Directory1>;
using Directory3 = v1::DirectoryService::WithRawCallbackMethod_ListKeys<Directory2>;
using Directory4 = v1::DirectoryService::WithRawCallbackMethod_ListSites<Directory3>;
using Directory5 = v1::DirectoryService::WithRawCallbackMethod_ListBrands<Directory4>;
using Directory = v1::DirectoryService::WithRawCallbackMethod_ListYieldStandards<Directory5>;

using Proof1 = v1::ProofService::WithRawCallbackMethod_GetSubjectProof<v1::ProofService::Service>;
using Proof2 = v1::ProofService::WithRawCallbackMethod_GetHistoryProof<Proof1>;
using Proof = v1::ProofService::WithRawCallbackMethod_GetAccountProof<Proof2>;

using Witness1 = v1::WitnessService::WithRawCallbackMethod_GetCosignedCheckpoint<v1::WitnessService::Service>;
using Witness2 = v1::WitnessService::WithRawCallbackMethod_GetCosignedReceipt<Witness1>;
using Witness = v1::WitnessService::WithRawCallbackMethod_ListWitnesses<Witness2>;

using Seal1 = v1::SealService::WithRawCallbackMethod_RevealSealed<v1::SealService::Service>;
using Seal2 = v1::SealService::WithRawCallbackMethod_FindSealed<Seal1>;
using Seal = v1::SealService::WithRawCallbackMethod_EraseSealed<Seal2>;

using Balance1 = v1::BalanceService::WithRawCallbackMethod_StreamTrialBalance<v1::BalanceService::Service>;
using Balance2 = v1::BalanceService::WithRawCallbackMethod_GetBalanceSheet<Balance1>;
using Balance3 = v1::BalanceService::WithRawCallbackMethod_GetBalanceHistory<Balance2>;
using Balance4 = v1::BalanceService::WithRawCallbackMethod_GetMaturityLadder<Balance3>;
using Balance5 = v1::BalanceService::WithRawCallbackMethod_GetRecovery<Balance4>;
using Balance6 = v1::BalanceService::WithRawCallbackMethod_GetClosedLoop<Balance5>;
using Balance7 = v1::BalanceService::WithRawCallbackMethod_GetUntraced<Balance6>;
using Balance8 = v1::BalanceService::WithRawCallbackMethod_StreamContractTotals<Balance7>;
using Balance = v1::BalanceService::WithRawCallbackMethod_StreamAncestry<Balance8>;

using Report1 = v1::ReportService::WithRawCallbackMethod_ListStock<v1::ReportService::Service>;
using Report2 = v1::ReportService::WithRawCallbackMethod_ListExpiries<Report1>;
using Report3 = v1::ReportService::WithRawCallbackMethod_ListArrears<Report2>;
using Report4 = v1::ReportService::WithRawCallbackMethod_ListReturnsDue<Report3>;
using Report5 = v1::ReportService::WithRawCallbackMethod_ListMileage<Report4>;
using Report6 = v1::ReportService::WithRawCallbackMethod_ListHulks<Report5>;
using Report7 = v1::ReportService::WithRawCallbackMethod_ListOpenBatches<Report6>;
using Report8 = v1::ReportService::WithRawCallbackMethod_ListLots<Report7>;
using Report9 = v1::ReportService::WithRawCallbackMethod_ListTicketGaps<Report8>;
using Report10 = v1::ReportService::WithRawCallbackMethod_ListYields<Report9>;
using Report11 = v1::ReportService::WithRawCallbackMethod_ListFlags<Report10>;
using Report12 = v1::ReportService::WithRawCallbackMethod_ListReversals<Report11>;
using Report13 = v1::ReportService::WithRawCallbackMethod_ListVariances<Report12>;
using Report14 = v1::ReportService::WithRawCallbackMethod_ListRefused<Report13>;
using Report15 = v1::ReportService::WithRawCallbackMethod_ListErasures<Report14>;
using Report16 = v1::ReportService::WithRawCallbackMethod_ListHolderAssays<Report15>;
using Report17 = v1::ReportService::WithRawCallbackMethod_GetYieldComparison<Report16>;
using Report = v1::ReportService::WithRawCallbackMethod_StreamReport<Report17>;
}  // namespace raw

// A method that reads: Name(context, request, response).
#define INGOT_READ_METHOD(Name)                                                                            \
  grpc::ServerUnaryReactor* Name(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,    \
                                 grpc::ByteBuffer* response) override {                                    \
    return ReadCall<v1::Name##Request, v1::Name##Response>::Start(backend_, *context, *request, response); \
  }

// The same, of a method that also answers for an earlier state.
#define INGOT_STATE_METHOD(Name)                                                                          \
  grpc::ServerUnaryReactor* Name(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,   \
                                 grpc::ByteBuffer* response) override {                                   \
    return ReadCall<v1::Name##Request, v1::Name##Response>::Start(backend_, *context, *request, response, \
                                                                  Past::kTaken);                          \
  }

class LedgerServiceImpl final : public raw::Ledger {
 public:
  explicit LedgerServiceImpl(const Backend& backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override {
    return SubmitCall::Start(backend_, *context, *request, response);
  }
  SubmitStream::Reactor* SubmitStream(grpc::CallbackServerContext* context) override {
    return rpc::SubmitStream::Start(backend_, *context);
  }
  INGOT_READ_METHOD(GetReceipt)
  INGOT_READ_METHOD(GetEntry)
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamEntries(grpc::CallbackServerContext* context,
                                                            const grpc::ByteBuffer* request) override {
    return PageStream<query::EntryPages>::Start(backend_, *context, *request);
  }

 private:
  const Backend& backend_;
};

class QueryServiceImpl final : public raw::Query {
 public:
  explicit QueryServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_STATE_METHOD(GetVehicle)
  INGOT_STATE_METHOD(GetVehicleHistory)
  INGOT_STATE_METHOD(ListVehicles)
  INGOT_STATE_METHOD(GetContract)
  INGOT_STATE_METHOD(GetLot)
  INGOT_STATE_METHOD(GetBatch)
  INGOT_STATE_METHOD(GetHeat)
  INGOT_STATE_METHOD(GetClaim)
  INGOT_STATE_METHOD(GetAccounts)

 private:
  const Backend& backend_;
};

class AuditServiceImpl final : public raw::Audit {
 public:
  explicit AuditServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(GetCheckpoint)
  INGOT_READ_METHOD(GetInclusionProof)
  INGOT_READ_METHOD(GetConsistencyProof)
  INGOT_READ_METHOD(GetTileEdge)
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamTiles(grpc::CallbackServerContext* context,
                                                          const grpc::ByteBuffer* request) override {
    return PageStream<query::TilePages>::Start(backend_, *context, *request);
  }

 private:
  const Backend& backend_;
};

class DirectoryServiceImpl final : public raw::Directory {
 public:
  explicit DirectoryServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(GetOrganisation)
  INGOT_READ_METHOD(ListOrganisations)
  INGOT_READ_METHOD(ListKeys)
  INGOT_READ_METHOD(ListSites)
  INGOT_READ_METHOD(ListBrands)
  INGOT_READ_METHOD(ListYieldStandards)

 private:
  const Backend& backend_;
};

class WitnessServiceImpl final : public raw::Witness {
 public:
  explicit WitnessServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(GetCosignedCheckpoint)
  INGOT_READ_METHOD(GetCosignedReceipt)
  INGOT_READ_METHOD(ListWitnesses)

 private:
  const Backend& backend_;
};

class SealServiceImpl final : public raw::Seal {
 public:
  explicit SealServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(RevealSealed)
  INGOT_READ_METHOD(FindSealed)
  // Writes, and holds its worker until the erasure is done: one erasure runs at a time.
  INGOT_READ_METHOD(EraseSealed)

 private:
  const Backend& backend_;
};

class ProofServiceImpl final : public raw::Proof {
 public:
  explicit ProofServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(GetSubjectProof)
  INGOT_READ_METHOD(GetHistoryProof)
  INGOT_READ_METHOD(GetAccountProof)

 private:
  const Backend& backend_;
};

class BalanceServiceImpl final : public raw::Balance {
 public:
  explicit BalanceServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_STATE_METHOD(GetBalanceSheet)
  INGOT_STATE_METHOD(GetBalanceHistory)
  INGOT_STATE_METHOD(GetMaturityLadder)
  INGOT_STATE_METHOD(GetRecovery)
  INGOT_STATE_METHOD(GetClosedLoop)
  INGOT_STATE_METHOD(GetUntraced)
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamTrialBalance(grpc::CallbackServerContext* context,
                                                                 const grpc::ByteBuffer* request) override {
    return PageStream<query::TrialPages>::Start(backend_, *context, *request, Past::kTaken);
  }
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamContractTotals(grpc::CallbackServerContext* context,
                                                                   const grpc::ByteBuffer* request) override {
    return PageStream<query::ContractTotalsPages>::Start(backend_, *context, *request, Past::kTaken);
  }
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamAncestry(grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request) override {
    return PageStream<query::AncestryPages>::Start(backend_, *context, *request, Past::kTaken);
  }

 private:
  const Backend& backend_;
};

class ReportServiceImpl final : public raw::Report {
 public:
  explicit ReportServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_STATE_METHOD(ListStock)
  INGOT_STATE_METHOD(ListExpiries)
  INGOT_STATE_METHOD(ListArrears)
  INGOT_STATE_METHOD(ListReturnsDue)
  INGOT_STATE_METHOD(ListMileage)
  INGOT_STATE_METHOD(ListHulks)
  INGOT_STATE_METHOD(ListOpenBatches)
  INGOT_STATE_METHOD(ListLots)
  INGOT_STATE_METHOD(ListTicketGaps)
  INGOT_STATE_METHOD(ListYields)
  INGOT_STATE_METHOD(ListFlags)
  INGOT_STATE_METHOD(ListReversals)
  INGOT_STATE_METHOD(ListVariances)
  INGOT_STATE_METHOD(ListRefused)
  INGOT_STATE_METHOD(ListErasures)
  INGOT_STATE_METHOD(ListHolderAssays)
  INGOT_STATE_METHOD(GetYieldComparison)
  grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamReport(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request) override {
    return PageStream<query::ReportPages>::Start(backend_, *context, *request, Past::kTaken);
  }

 private:
  const Backend& backend_;
};

#undef INGOT_READ_METHOD
#undef INGOT_STATE_METHOD

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_SERVICES_H_
