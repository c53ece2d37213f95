// Random sealing, erasing and restarting against a model that is obvious: a part can be read exactly if its subject was
// not erased since it was sealed.
#include <map>
#include <random>

#include "tests/unit/server/seal/sealed_node.h"

namespace ingot {
namespace {

constexpr int kSteps = 240;
constexpr int kSubjects = 9;
constexpr uint32_t kSeed = 20'261'129;

class ErasurePropertyTest : public testing::SealedNodeTest {
 protected:
  // What stands about each part, in the ledger and in the vault.
  void ExpectModel(const std::map<uint64_t, bool>& readable) {
    for (const auto& [seq, expected] : readable) {
      EXPECT_EQ(Readable(seq), expected) << "entry " << seq;
      EXPECT_EQ(ErasedBy(seq) == 0, expected) << "entry " << seq;
    }
  }
};

TEST_F(ErasurePropertyTest, APartIsReadableUntilItsSubjectIsErased) {
  std::mt19937 random(kSeed);
  std::map<uint64_t, bool> readable;
  std::map<std::string, std::vector<uint64_t>> parts;
  for (int step = 0; step < kSteps; ++step) {
    const std::string customer = Cat("K-", random() % kSubjects);
    const std::string organisation = random() % 3 == 0 ? "rental" : "hansa";
    std::vector<uint64_t>& theirs = parts[Cat(organisation, " ", customer)];
    const uint32_t what = random() % 20;
    if (what < 14) {
      const uint64_t seq = Seal(customer, Cat("B-P ", random() % 4), organisation);
      theirs.push_back(seq);
      readable[seq] = true;
    } else if (what < 19) {
      const std::string by = random() % 4 == 0 ? "operator" : organisation;
      const bool known = !theirs.empty();
      EXPECT_EQ(Erase(by, Erasing(customer, organisation)), known ? "OK" : "NOT_FOUND customer_ref");
      EXPECT_EQ(erased_.parts(), theirs.size());
      for (const uint64_t seq : theirs) readable[seq] = false;
      theirs.clear();
    } else {
      node_.Stop();
      node_.MustStart();
    }
    if (step % 40 == 0) ExpectModel(readable);
  }
  ExpectModel(readable);
  for (const auto& [name, expected] : parts) {
    const size_t space = name.find(' ');
    EXPECT_EQ(Found("audit", ByCustomer(name.substr(space + 1), name.substr(0, space))), expected) << name;
  }
}

}  // namespace
}  // namespace ingot
