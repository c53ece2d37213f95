// The four services: each method starts a reactor.
#ifndef INGOT_SERVER_RPC_SERVICES_H_
#define INGOT_SERVER_RPC_SERVICES_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "ingot/v1/audit_service.grpc.pb.h"
#include "ingot/v1/directory_service.grpc.pb.h"
#include "ingot/v1/ledger_service.grpc.pb.h"
#include "ingot/v1/query_service.grpc.pb.h"
#include "server/query/pages.h"
#include "server/rpc/backend.h"
#include "server/rpc/page_stream.h"
#include "server/rpc/submit_call.h"
#include "server/rpc/submit_stream.h"
#include "server/rpc/unary.h"

namespace ingot::rpc {

// A method that reads: Name(context, request, response).
#define INGOT_READ_METHOD(Name)                                                                            \
  grpc::ServerUnaryReactor* Name(grpc::CallbackServerContext* context, const v1::Name##Request* request,   \
                                 v1::Name##Response* response) override {                                  \
    return ReadCall<v1::Name##Request, v1::Name##Response>::Start(backend_, *context, *request, response); \
  }

class LedgerServiceImpl final : public v1::LedgerService::CallbackService {
 public:
  explicit LedgerServiceImpl(const Backend& backend) : backend_(backend) {}

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context, const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) override {
    return SubmitCall::Start(backend_, *context, *request, response);
  }
  SubmitStream::Reactor* SubmitStream(grpc::CallbackServerContext* context) override {
    return rpc::SubmitStream::Start(backend_, *context);
  }
  INGOT_READ_METHOD(GetReceipt)
  INGOT_READ_METHOD(GetEntry)
  grpc::ServerWriteReactor<v1::StreamEntriesResponse>* StreamEntries(grpc::CallbackServerContext* context,
                                                                     const v1::StreamEntriesRequest* request) override {
    return PageStream<query::EntryPages>::Start(backend_, *context, *request);
  }

 private:
  const Backend& backend_;
};

class QueryServiceImpl final : public v1::QueryService::CallbackService {
 public:
  explicit QueryServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(GetVehicle)
  INGOT_READ_METHOD(GetVehicleHistory)
  INGOT_READ_METHOD(ListVehicles)
  INGOT_READ_METHOD(GetContract)
  INGOT_READ_METHOD(GetLot)
  INGOT_READ_METHOD(GetBatch)
  INGOT_READ_METHOD(GetAccounts)

 private:
  const Backend& backend_;
};

class AuditServiceImpl final : public v1::AuditService::CallbackService {
 public:
  explicit AuditServiceImpl(const Backend& backend) : backend_(backend) {}

  INGOT_READ_METHOD(GetCheckpoint)
  INGOT_READ_METHOD(GetInclusionProof)
  INGOT_READ_METHOD(GetConsistencyProof)
  grpc::ServerWriteReactor<v1::StreamTilesResponse>* StreamTiles(grpc::CallbackServerContext* context,
                                                                 const v1::StreamTilesRequest* request) override {
    return PageStream<query::TilePages>::Start(backend_, *context, *request);
  }

 private:
  const Backend& backend_;
};

class DirectoryServiceImpl final : public v1::DirectoryService::CallbackService {
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

#undef INGOT_READ_METHOD

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_SERVICES_H_
