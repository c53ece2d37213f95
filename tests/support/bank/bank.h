// A running Aluminium Bank: a real ingotd in a process of its own, and organisations with certificates and keys, which
// talk to it over mTLS as any client does.
#ifndef INGOT_TESTS_SUPPORT_BANK_BANK_H_
#define INGOT_TESTS_SUPPORT_BANK_BANK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/ledger_audit.h"
#include "ingot/v1/event.pb.h"
#include "tests/support/bank/books.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

// An organisation to enrol.
struct Member {
  std::string id;
  std::string country;
  std::vector<v1::Role> roles;
};

class Bank {
 public:
  static constexpr char kOperator[] = "bank";
  static constexpr char kAuditor[] = "aurora";

  // Starts the server and enrols the auditor. Aborts the program where that fails.
  Bank();

  // One submission for all; a certificate and a key each. Aborts with the refusal.
  void Enrol(const std::vector<Member>& members);

  // The day of what happens next, at 8 o'clock UTC; each submission is a minute later. Before the first call: today.
  void On(int year, int month, int day);
  v1::Date Today() const;
  int64_t now_us() const { return now_us_; }

  // Signs the events as one submission of the organisation, fills in what they leave open, and submits it. Thread-safe
  // for different organisations.
  absl::StatusOr<v1::Receipt> Submit(const std::string& organisation, std::vector<TestEvent> events);
  // "OK", or the refusal as "REASON field" with the field below the first event.
  std::string Try(const std::string& organisation, std::vector<TestEvent> events);
  std::string Try(const std::string& organisation, TestEvent event);
  // The last entry of what Try got accepted, as its receipt holds it, and where it stands.
  const v1::Entry& last_entry() const { return last_entry_; }
  uint64_t last_seq() const { return last_seq_; }

  // Of all accounts, as the auditor reads them.
  Books ReadBooks();
  // Everything verified, from entry 0 on, by the auditor. Aborts where the ledger can't be read.
  client::AuditReport Audit();

  // 1, 2, 3 ... of a series, for numbers that are used once.
  int Next(const std::string& series) { return ++series_[series]; }

  Party& party(const std::string& organisation) { return parties_.at(organisation); }
  client::LedgerClient& auditor() { return *parties_.at(kAuditor).client; }
  std::string LogText() const;

 private:
  void OpenMember(const std::string& id);

  TempDir folder_;
  ServerProcess server_;
  std::map<std::string, Party> parties_;
  std::map<std::string, int> series_;
  int64_t now_us_;
  v1::Entry last_entry_;
  uint64_t last_seq_ = 0;
};

// "REASON field" with the field below the first event.
std::string RefusalText(const absl::Status& status);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_BANK_BANK_H_
