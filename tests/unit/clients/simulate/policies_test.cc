// Insurers speak of policies that they wrote, of a vehicle that has them: also where a contract was signed for the
// wrong VIN, and where a vehicle came to another country.
#include <map>
#include <string>
#include <utility>

#include "clients/simulate/simulation.h"
#include "gtest/gtest.h"

namespace ingot::simulate {
namespace {

// Insurers by policy, by vehicle.
class Policies {
 public:
  void Note(const v1::Event& event) {
    const std::string& insurer = event.actor().organisation_id();
    if (event.has_insured()) {
      written_[event.insured().vin()][event.insured().policy_id()] = insurer;
    } else if (event.has_insurance_lapsed()) {
      Expect(event.insurance_lapsed().vin(), event.insurance_lapsed().policy_id(), insurer);
    } else if (event.has_insurance_claimed()) {
      Expect(event.insurance_claimed().vin(), event.insurance_claimed().policy_id(), insurer);
    } else if (event.has_contract_moved()) {
      Move(event.contract_moved().from_vin(), event.contract_moved().to_vin());
    }
  }

  int spoken_of() const { return spoken_of_; }
  int moved() const { return moved_; }

 private:
  void Expect(const std::string& vin, const std::string& policy, const std::string& insurer) {
    ++spoken_of_;
    const auto policies = written_.find(vin);
    ASSERT_NE(policies, written_.end()) << vin << " is not insured";
    const auto found = policies->second.find(policy);
    ASSERT_NE(found, policies->second.end()) << vin << " has no policy " << policy;
    EXPECT_EQ(found->second, insurer) << vin;
  }
  void Move(const std::string& from, const std::string& to) {
    ++moved_;
    const auto policies = written_.extract(from);
    if (!policies.empty()) written_[to].merge(policies.mapped());
  }

  std::map<std::string, std::map<std::string, std::string>> written_;
  int spoken_of_ = 0;
  int moved_ = 0;
};

TEST(PoliciesTest, AnInsurerSpeaksOfItsOwn) {
  Parameters parameters;
  parameters.vehicles = 24'000;
  parameters.years = 12;
  Simulation simulation(parameters);
  Policies policies;
  Submission submission;
  while (simulation.Next(submission)) {
    for (const Item& item : submission.items) policies.Note(item.event);
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(policies.spoken_of(), 1'000);
  EXPECT_GT(policies.moved(), 10);
}

}  // namespace
}  // namespace ingot::simulate
