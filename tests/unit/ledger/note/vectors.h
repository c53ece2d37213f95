// Keys and notes published by others.
#ifndef INGOT_TESTS_UNIT_LEDGER_NOTE_VECTORS_H_
#define INGOT_TESTS_UNIT_LEDGER_NOTE_VECTORS_H_

#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/note/note.h"

namespace ingot::note {

// golang/mod, sumdb/note/note_test.go.
inline constexpr std::string_view kPeterVkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
inline constexpr std::string_view kEnochVkey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
// The last part of PRIVATE+KEY+PeterNeumann+c74f20a3+...: type and seed.
inline constexpr std::string_view kPeterSecret = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

inline constexpr std::string_view kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
inline constexpr std::string_view kPeterLine =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
inline constexpr std::string_view kEnochLine =
    "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

// Signed with kPeterSecret by golang.org/x/mod v0.36.0 (sumdb/note) and github.com/transparency-dev/formats v0.1.1
// (note.NewSignerForCosignatureV1, note.VKeyToCosignatureV1).
inline constexpr std::string_view kPeterCosignerVkey =
    "PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
inline constexpr std::string_view kCheckpointText =
    "ledger.example/ingot\n"
    "5\n"
    "Tjvv+c8RfM7x+2MWMVGaO8oSyprvyhYSv85ME6hiZNQ=\n";
inline constexpr std::string_view kCheckpointLine =
    "\u2014 PeterNeumann "
    "x08go5LN3v09cbyRAuqt+/lOIDX8Lb7EycWs0gnZqnfliOK6ma2u6BHc7YXStpuzu82A0wLwGw9i45Z8cwSTDzoXDQM=\n";
inline constexpr std::string_view kCosignatureLine =
    "\u2014 PeterNeumann "
    "GLl4CwAAAABrA0gR2MApDkmBmBeqkDE4b/QMo1DRwfnzQdl3tsddvMI9/NW/agYWqKPxc8vIKVJTyOCCY3zlOm+kwPELNUXZg80ACw==\n";
inline constexpr int64_t kCosignatureTime = 0x6b034811;

inline VerifierKey Vkey(std::string_view text) { return VerifierKey::Parse(text).value(); }

inline crypto::PrivateKey PeterKey() {
  return crypto::PrivateKey::FromSeed(Base64Decode(kPeterSecret)->substr(1)).value();
}

// A key of a test's own.
inline crypto::PrivateKey TestKey(char fill) { return crypto::PrivateKey::FromSeed(std::string(32, fill)).value(); }

inline VerifierKey KeyOf(std::string_view name, const crypto::PrivateKey& key,
                         SignatureType type = SignatureType::kEd25519) {
  return VerifierKey::Create(name, type, key.public_key()).value();
}

}  // namespace ingot::note

#endif  // INGOT_TESTS_UNIT_LEDGER_NOTE_VECTORS_H_
