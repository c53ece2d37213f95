#include "tests/unit/ledger/merkle/reference.h"

#include "absl/status/status.h"
#include "ledger/base/bytes.h"
#include "ledger/crypto/sha256.h"

namespace ingot::merkle::reference {
namespace {

Hash HashOfLeaf(const std::string& data) { return crypto::Sha256(std::string(1, '\0') + data); }

Hash HashOfChildren(const Hash& left, const Hash& right) {
  return crypto::Sha256(std::string(1, '\1') + ToBytes(left) + ToBytes(right));
}

// "the largest power of two smaller than n"
size_t K(size_t n) {
  size_t k = 1;
  while (2 * k < n) k = 2 * k;
  return k;
}

std::vector<Hash> Concatenated(std::vector<Hash> a, const std::vector<Hash>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// SUBPROOF(m, D[n], b)
std::vector<Hash> Subproof(size_t m, const Data& d, bool complete) {
  const size_t n = d.size();
  if (m == n) return complete ? std::vector<Hash>{} : std::vector<Hash>{Mth(d)};
  const size_t k = K(n);
  if (m <= k) return Concatenated(Subproof(m, Slice(d, 0, k), complete), {Mth(Slice(d, k, n))});
  return Concatenated(Subproof(m - k, Slice(d, k, n), false), {Mth(Slice(d, 0, k))});
}

// Contribution of the subtree over leaves [first, first + d.size()).
std::vector<Hash> Outside(size_t b, size_t e, const Data& d, size_t first) {
  bool any = false;
  bool all = true;
  for (size_t i = first; i < first + d.size(); ++i) {
    const bool inside = b <= i && i < e;
    any = any || inside;
    all = all && inside;
  }
  if (!any) return {Mth(d)};
  if (all) return {};
  const size_t k = K(d.size());
  return Concatenated(Outside(b, e, Slice(d, 0, k), first), Outside(b, e, Slice(d, k, d.size()), first + k));
}

}  // namespace

Data Slice(const Data& data, size_t b, size_t e) {
  return Data(data.begin() + static_cast<std::ptrdiff_t>(b), data.begin() + static_cast<std::ptrdiff_t>(e));
}

Hash Mth(const Data& d) {
  const size_t n = d.size();
  if (n == 0) return crypto::Sha256("");
  if (n == 1) return HashOfLeaf(d[0]);
  const size_t k = K(n);
  return HashOfChildren(Mth(Slice(d, 0, k)), Mth(Slice(d, k, n)));
}

std::vector<Hash> Path(size_t m, const Data& d) {
  const size_t n = d.size();
  if (n == 1) return {};
  const size_t k = K(n);
  if (m < k) return Concatenated(Path(m, Slice(d, 0, k)), {Mth(Slice(d, k, n))});
  return Concatenated(Path(m - k, Slice(d, k, n)), {Mth(Slice(d, 0, k))});
}

std::vector<Hash> ConsistencyProof(size_t m, const Data& d) { return Subproof(m, d, true); }

std::vector<Hash> RangeProof(size_t b, size_t e, const Data& d) { return Outside(b, e, d, 0); }

Data Leaves(size_t n) {
  Data data;
  for (size_t i = 0; i < n; ++i) data.push_back("leaf " + std::to_string(i));
  return data;
}

std::vector<Hash> LeafHashes(const Data& data) {
  std::vector<Hash> hashes;
  for (const std::string& leaf : data) hashes.push_back(HashOfLeaf(leaf));
  return hashes;
}

ReferenceNodes::ReferenceNodes(const Data& data) {
  for (size_t width = 1; width <= data.size(); width *= 2) {
    std::vector<Hash> level;
    for (size_t first = 0; first + width <= data.size(); first += width) {
      level.push_back(Mth(Slice(data, first, first + width)));
    }
    levels_.push_back(level);
  }
}

absl::StatusOr<Hash> ReferenceNodes::Node(unsigned level, uint64_t index) const {
  if (level >= levels_.size() || index >= levels_[level].size()) return absl::NotFoundError("not in the tree");
  return levels_[level][index];
}

Data CtLeaves() {
  Data data;
  for (const char* hex :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    data.push_back(*HexDecode(hex));
  }
  return data;
}

std::vector<std::vector<std::string>> CtNodes() {
  return {{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
           "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
           "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
           "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
           "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
           "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
           "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
           "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"},
          {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
           "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
           "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
           "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"},
          {"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
           "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"},
          {"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
}

std::vector<std::string> CtRoots() {
  return {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
}

}  // namespace ingot::merkle::reference
