// What the services stand on.
#ifndef INGOT_SERVER_RPC_BACKEND_H_
#define INGOT_SERVER_RPC_BACKEND_H_

#include "server/commitment/latest.h"
#include "server/cosign/board.h"
#include "server/head/published.h"
#include "server/notary/notary.h"
#include "server/past/past_states.h"
#include "server/pipeline/pipeline.h"
#include "server/rpc/streams.h"
#include "server/seal/sealing.h"
#include "server/work/worker_pool.h"
#include "storage/refused/refused_reader.h"

namespace ingot::rpc {

// All outlive the services and every call. Thread-safe.
struct Backend {
  pipeline::Pipeline& pipeline;
  const head::Published& published;
  past::PastStates& past;
  const notary::Notary& notary;
  const cosign::Board& board;
  const commitment::Latest& commitment;
  // Null where the server keeps no vault.
  const seal::Sealing* sealing;
  const storage::RefusedReader& refused;
  // Reads of RocksDB: unary queries, and pages of streams.
  work::WorkerPool& reads;
  OpenStreams& streams;
};

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_BACKEND_H_
