#include "ledger/crypto/sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace ingot::crypto {
namespace {

struct HashVector {
  std::string message;
  std::string_view digest;
};

// NIST's examples for FIPS 180-4, and the empty message of its CAVP short-message file.
std::vector<HashVector> PublishedVectors() {
  return {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrst"
       "u",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
}

TEST(Sha256Test, PublishedVectors) {
  for (const HashVector& vector : PublishedVectors()) EXPECT_EQ(ToHex(Sha256(vector.message)), vector.digest);
}

TEST(Sha256Test, PartsAreConcatenated) {
  const std::string_view expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(ToHex(Sha256({"abc"})), expected);
  EXPECT_EQ(ToHex(Sha256({"a", "bc"})), expected);
  EXPECT_EQ(ToHex(Sha256({"", "a", "", "b", "c", ""})), expected);
}

TEST(Sha256HasherTest, OneHasherServesManyMessages) {
  Sha256Hasher hasher;
  for (int round = 0; round < 2; ++round) {
    for (const HashVector& vector : PublishedVectors()) {
      const size_t half = vector.message.size() / 2;
      hasher.Update(std::string_view(vector.message).substr(0, half));
      hasher.Update(std::string_view(vector.message).substr(half));
      EXPECT_EQ(ToHex(hasher.Finish()), vector.digest);
    }
  }
  Sha256Hasher moved = std::move(hasher);
  moved.Update("abc");
  EXPECT_EQ(ToHex(moved.Finish()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, ThreadsDoNotDisturbEachOther) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 2000; ++round) {
        ASSERT_EQ(ToHex(Sha256({"a", "b", "c"})), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace ingot::crypto
