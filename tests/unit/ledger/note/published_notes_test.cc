// Notes signed by others.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"
#include "tests/unit/ledger/note/vectors.h"

namespace ingot::note {
namespace {

TEST(PublishedNotesTest, SignsAsGoDoes) {
  const crypto::PrivateKey key = PeterKey();
  const Signer signers[] = {{"PeterNeumann", key}};
  EXPECT_EQ(Sign(kText, signers).value(), Cat(kText, "\n", kPeterLine));
}

TEST(PublishedNotesTest, OpensWhatGoSigned) {
  const std::string note = Cat(kText, "\n", kPeterLine, kEnochLine);
  const VerifierKey peter = Vkey(kPeterVkey);
  const VerifierKey enoch = Vkey(kEnochVkey);
  const VerifiedSignature by_peter{"PeterNeumann", 0xc74f20a3, SignatureType::kEd25519, std::nullopt};
  const VerifiedSignature by_enoch{"EnochRoot", 0xaf0cfe78, SignatureType::kEd25519, std::nullopt};

  const absl::StatusOr<OpenedNote> one = Open(note, std::vector{peter});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->text, kText);
  EXPECT_EQ(one->signatures, std::vector{by_peter});

  const absl::StatusOr<OpenedNote> both = Open(note, std::vector{enoch, peter});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->signatures, (std::vector{by_peter, by_enoch}));

  EXPECT_EQ(Open(note, {}).status().code(), absl::StatusCode::kPermissionDenied);
}

// Answers of sum.golang.org, as kept in transparency-dev/formats, log/checkpoint_test.go, and elsewhere.
TEST(PublishedNotesTest, OpensGoChecksumDatabaseCheckpoints) {
  const std::vector<VerifierKey> keys = {Vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")};
  struct Case {
    uint64_t size;
    std::string_view root, signature;
  };
  const Case cases[] = {
      {6476701, "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=",
       "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw="},
      {15067302, "gJyioq6dwR9n+NjEWORfYmH+ubeYm3kH42BBQ0bTpYI=",
       "Az3grp1rvWOs5NKlr/xR4GLN/CDyzzakmt1o61uSxYKpK1SerqOP2ClbX/peKUZjYnyomH5Xz7GZG3TpB7OeKn4E2ww="},
      {19777102, "+g50vJoV4VVGa6aiQF3LYGUZHEP4pvGkW38vlR7WKtU=",
       "Az3griMTLHyRzj7jMuyEt85a2JnegVME6Lx3xLEBdzTd3FMDiD5y3bHV24rcl0yijOtWxV0zyygwTdo/rnaennuoqgU="},
      {31700353, "qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=",
       "Az3grnmrIUEDFqHzAElIQCPNoRFRAAdFo47fooyWKMHb89k11GJh5zHIfNCOBmwn/C3YI8oW9/C8DJ87F61QqspBYwM="}};
  for (const Case& test : cases) {
    const std::string note =
        Cat("go.sum database tree\n", test.size, "\n", test.root, "\n\n\u2014 sum.golang.org ", test.signature, "\n");
    const absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(note, "go.sum database tree", keys);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->checkpoint.size, test.size);
    EXPECT_EQ(Base64Encode(AsBytes(opened->checkpoint.root)), test.root);
    EXPECT_EQ(opened->signatures.size(), 1u);
    std::string changed = note;
    ++changed[21];  // the first digit of the size
    EXPECT_EQ(OpenCheckpoint(changed, "go.sum database tree", keys).status().code(),
              absl::StatusCode::kPermissionDenied);
  }
}

TEST(PublishedNotesTest, CosignsAsGoDoes) {
  EXPECT_EQ(SignatureLine(kCheckpointText, "PeterNeumann", PeterKey()).value(), kCheckpointLine);
  EXPECT_EQ(CosignatureLine(kCheckpointText, "PeterNeumann", PeterKey(), kCosignatureTime).value(), kCosignatureLine);
}

TEST(PublishedNotesTest, OpensWhatGoCosigned) {
  const std::string note = Cat(kCheckpointText, "\n", kCheckpointLine, kCosignatureLine);
  const absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(
      note, "ledger.example/ingot", std::vector{Vkey(kPeterVkey)}, std::vector{Vkey(kPeterCosignerVkey)});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.size, 5u);
  ASSERT_EQ(opened->signatures.size(), 1u);
  EXPECT_EQ(opened->signatures[0].time, std::nullopt);
  ASSERT_EQ(opened->cosignatures.size(), 1u);
  EXPECT_EQ(opened->cosignatures[0].time, kCosignatureTime);
  EXPECT_EQ(opened->cosignatures[0].key_id, 0x18b9780bu);
}

// golang/mod, sumdb/tlog/note_test.go: FormatTree.
TEST(PublishedNotesTest, FormatsATreeAsGoDoes) {
  const std::string_view text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n";
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(text);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->size, 123456789012u);
  EXPECT_EQ(FormatCheckpoint(*checkpoint).value(), text);
}

}  // namespace
}  // namespace ingot::note
