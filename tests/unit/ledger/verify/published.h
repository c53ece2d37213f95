// Keys, notes and a proof that others published or made.
#ifndef INGOT_TESTS_UNIT_LEDGER_VERIFY_PUBLISHED_H_
#define INGOT_TESTS_UNIT_LEDGER_VERIFY_PUBLISHED_H_

#include <string_view>

namespace ingot::verify {

// golang/mod, sumdb/note/note_test.go.
inline constexpr std::string_view kPeterVkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
inline constexpr std::string_view kEnochVkey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
inline constexpr std::string_view kGoNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

// sum.golang.org, as kept in transparency-dev/formats, log/checkpoint_test.go.
inline constexpr std::string_view kSumVkey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
inline constexpr std::string_view kSumNote =
    "go.sum database tree\n"
    "6476701\n"
    "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n"
    "\n"
    "\u2014 sum.golang.org "
    "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n";

// Signed with Peter's key by golang.org/x/mod (sumdb/note) and transparency-dev/formats (cosignature/v1).
inline constexpr std::string_view kPeterCosignerVkey =
    "PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
inline constexpr std::string_view kCosignedNote =
    "ledger.example/ingot\n"
    "5\n"
    "Tjvv+c8RfM7x+2MWMVGaO8oSyprvyhYSv85ME6hiZNQ=\n"
    "\n"
    "\u2014 PeterNeumann "
    "x08go5LN3v09cbyRAuqt+/lOIDX8Lb7EycWs0gnZqnfliOK6ma2u6BHc7YXStpuzu82A0wLwGw9i45Z8cwSTDzoXDQM=\n"
    "\u2014 PeterNeumann "
    "GLl4CwAAAABrA0gR2MApDkmBmBeqkDE4b/QMo1DRwfnzQdl3tsddvMI9/NW/agYWqKPxc8vIKVJTyOCCY3zlOm+kwPELNUXZg80ACw==\n";

// Record 3 of "leaf 0" to "leaf 6": tree and proof by golang.org/x/mod (sumdb/tlog), text by transparency-dev/formats.
inline constexpr std::string_view kTlogProof =
    "c2sp.org/tlog-proof@v1\n"
    "extra ZXh0cmEgaW5mb3JtYXRpb24=\n"
    "index 3\n"
    "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=\n"
    "/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM=\n"
    "AVcbVXvHBnJlDUZ8e62DN+CafzVKcgUfI7Q6eCwPSOY=\n"
    "\n"
    "ledger.example/ingot\n"
    "7\n"
    "WmH8K1T5z6cXdPJDIUPdQMbLKxGUf69lp9PaXLZRmcg=\n"
    "\n"
    "\u2014 PeterNeumann x08go2hfxaQ0BvZ9GsHBnVuyc2VHilkc6sDaMG2JMms9plbqFsKehGQjgTKppAtAs2w9g1vrF+4HzlxakY4X0qdOBQM=\n"
    "\u2014 PeterNeumann "
    "GLl4CwAAAABrA0i07gFKdLRWk+xnhAN3Wqe5Ty2o5L2RMabiy9VLWhYu92IKi1XWqHufZCyQzjCBjUrKuhYQi+jaKidk3TztDW5gDw==\n";

}  // namespace ingot::verify

#endif  // INGOT_TESTS_UNIT_LEDGER_VERIFY_PUBLISHED_H_
