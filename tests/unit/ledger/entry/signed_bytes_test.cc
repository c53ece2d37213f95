// Bytes that are signed and hashed, against values computed from docs/FORMAT.md by another program (Python's hashlib
// and struct).
#include <numeric>
#include <string>

#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/entry/submission.h"

namespace ingot::entry {
namespace {

// The bytes first, first + 1, ...
std::string Counting(uint8_t first, size_t size) {
  std::string bytes(size, '\0');
  std::iota(bytes.begin(), bytes.end(), static_cast<char>(first));
  return bytes;
}

Hash LedgerId() {
  Hash id;
  std::iota(id.begin(), id.end(), uint8_t{0});
  return id;
}

TEST(SignedBytesTest, SubmissionHeader) {
  v1::SubmissionHeader header;
  header.set_organisation_id("hansa");
  header.set_key_id(Counting(32, 32));
  header.set_idempotency_key(Counting(64, 16));
  header.set_expires_at_us(1'772'352'000'123'456);
  header.set_count(3);
  header.set_events_root(Counting(96, 32));
  EXPECT_EQ(HexEncode(SigningMessage(LedgerId(), header)),
            "696e676f742f76312f7375626d697373696f6e00000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f05"
            "68616e7361202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e"
            "4f00064bf1db62624000000003606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f");
}

TEST(SignedBytesTest, ProofOfPossession) {
  EXPECT_EQ(HexEncode(PossessionMessage(LedgerId(), "hansa", Counting(32, 32))),
            "696e676f742f76312f6b65792d706f7373657373696f6e00000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c"
            "1d1e1f0568616e7361202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f");
}

TEST(SignedBytesTest, ConsentToAReversal) {
  EXPECT_EQ(HexEncode(ReversalMessage(LedgerId(), 0x0102030405060708, v1::REVERSAL_REASON_INCORRECT_DATA, "hansa")),
            "696e676f742f76312f726576657273616c00000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0102"
            "030405060708020568616e7361");
}

TEST(SignedBytesTest, EventsRoot) {
  EXPECT_EQ(ToHex(EventsRoot({"one"})), "d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9");
  EXPECT_EQ(ToHex(EventsRoot({"one", "two", "three"})),
            "5aac771c899ac292e74bf1afe2e6e302f8b55883b2d1bf197b46a6bea6dabca9");
}

TEST(SignedBytesTest, DetachedCommitments) {
  v1::DetachedPart part;
  part.set_salt(std::string(32, '\x07'));
  part.set_body("body");
  EXPECT_EQ(ToHex(DetachedCommitment(DetachedKind::kTerms, LedgerId(), "hansa", part)),
            "a7e6db1081fbd0716f5db9680bd9d0df9866507eb1edb237b5456b552ccb5472");
  EXPECT_EQ(ToHex(DetachedCommitment(DetachedKind::kSealed, LedgerId(), "hansa", part)),
            "9b75db7c82b6767aa08dd32eacf30aa395554e83c0881db17ecf915ce947b2ac");
}

}  // namespace
}  // namespace ingot::entry
