// Proofs published by others.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "tests/unit/ledger/merkle/reference.h"

namespace ingot::merkle {
namespace {

using reference::CtNodes;
using reference::CtRoots;

Hash FromHex(std::string_view hex) { return HashFromHex(hex).value(); }

std::vector<std::string> Hexes(const Proof& proof) {
  std::vector<std::string> texts;
  for (const Hash& hash : proof) texts.push_back(ToHex(hash));
  return texts;
}

// The tree of the Certificate Transparency project, from its published nodes.
class PublishedNodes : public NodeReader {
 public:
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override {
    const auto nodes = CtNodes();
    if (level >= nodes.size() || index >= nodes[level].size()) return absl::NotFoundError("not published");
    return HashFromHex(nodes[level][index]);
  }
};

Hash FromBase64(std::string_view text) { return HashFromBytes(*Base64Decode(text)).value(); }

struct Case {
  uint64_t first;
  uint64_t size;
  std::vector<std::string> proof;
};

std::string At(unsigned level, size_t index) { return CtNodes()[level][index]; }

// PATH(first, D[size]) as the Certificate Transparency project's tests have it.
std::vector<Case> InclusionCases() {
  return {{0, 1, {}},
          {0, 8, {At(0, 1), At(1, 1), At(2, 1)}},
          {5, 8, {At(0, 4), At(1, 3), At(2, 0)}},
          {2, 3, {At(1, 0)}},
          {1, 5, {At(0, 0), At(1, 1), At(0, 4)}}};
}

// PROOF(first, D[size]), likewise.
std::vector<Case> ConsistencyCases() {
  return {{1, 1, {}},
          {1, 8, {At(0, 1), At(1, 1), At(2, 1)}},
          {6, 8, {At(1, 2), At(1, 3), At(2, 0)}},
          {2, 5, {At(1, 1), At(0, 4)}}};
}

TEST(PublishedProofsTest, Inclusion) {
  const PublishedNodes nodes;
  for (const Case& test : InclusionCases()) {
    const absl::StatusOr<Proof> proof = InclusionProof(nodes, test.first, test.size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(Hexes(*proof), test.proof);
    EXPECT_TRUE(
        VerifyInclusion(test.first, test.size, FromHex(At(0, test.first)), *proof, FromHex(CtRoots()[test.size])).ok());
  }
}

TEST(PublishedProofsTest, Consistency) {
  const PublishedNodes nodes;
  for (const Case& test : ConsistencyCases()) {
    const absl::StatusOr<Proof> proof = ConsistencyProof(nodes, test.first, test.size);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_EQ(Hexes(*proof), test.proof);
    EXPECT_TRUE(
        VerifyConsistency(test.first, test.size, FromHex(CtRoots()[test.first]), FromHex(CtRoots()[test.size]), *proof)
            .ok());
  }
}

// golang/mod, sumdb/tlog/note_test.go: RecordHash("hello world").
TEST(PublishedProofsTest, LeafOfHelloWorld) {
  EXPECT_EQ(Base64Encode(AsBytes(LeafHash("hello world"))), "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=");
}

// Answers of the Certificate Transparency log Google Argon 2020 (golang/mod, sumdb/tlog/testdata/argon2020).
TEST(PublishedProofsTest, ConsistencyOfARealLog) {
  const char* const proof_base64[] = {
      "80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg=", "FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=",
      "Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k=", "eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=",
      "QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw=", "XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=",
      "SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg=", "WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=",
      "QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc=", "Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=",
      "mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU=", "q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=",
      "jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI=", "GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=",
      "x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I=", "6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=",
      "Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0=", "DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=",
      "2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU=", "3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=",
      "s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY=", "z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=",
      "GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=", "pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=",
      "f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=", "WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=",
      "f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=", "NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=",
      "C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=", "nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=",
  };
  Proof proof;
  for (const char* text : proof_base64) proof.push_back(FromBase64(text));
  const Hash old_root = FromBase64("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=");
  const Hash new_root = FromBase64("dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM=");
  EXPECT_EQ(VerifyConsistency(3'654'490, 961'984'013, old_root, new_root, proof), absl::OkStatus());
  EXPECT_FALSE(VerifyConsistency(3'654'491, 961'984'013, old_root, new_root, proof).ok());
  EXPECT_FALSE(VerifyConsistency(3'654'490, 961'984'013, new_root, old_root, proof).ok());
  proof.pop_back();
  EXPECT_FALSE(VerifyConsistency(3'654'490, 961'984'013, old_root, new_root, proof).ok());
}

}  // namespace
}  // namespace ingot::merkle
