// Bytes of a file that a spreadsheet wrote, as UTF-8.
#ifndef INGOT_CLIENTS_CLI_TABULAR_TEXT_DECODER_H_
#define INGOT_CLIENTS_CLI_TABULAR_TEXT_DECODER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace ingot::cli {

// Takes a file in pieces of any size. A byte order mark decides: EF BB BF is UTF-8, FF FE and FE FF are UTF-16 in
// either order ("Unicode Text" of Excel); without one the text is UTF-8. Not thread-safe.
class TextDecoder {
 public:
  // Appends to `out` what `bytes` make, as far as they are complete. INVALID_ARGUMENT where they are no text of that
  // encoding (another code page, a NUL, half a surrogate pair); then the decoder is of no further use.
  absl::Status Push(std::string_view bytes, std::string* out);
  // The file ends. INVALID_ARGUMENT where it ends inside a character.
  absl::Status Finish(std::string* out);

  // Whether the file began with a byte order mark.
  bool marked() const { return marked_; }

 private:
  enum class Encoding { kUnknown, kUtf8, kUtf16Little, kUtf16Big };
  absl::Status Decode(bool last, std::string* out);
  absl::Status DecodeUtf8(bool last, std::string* out);
  absl::Status DecodeUtf16(bool last, std::string* out);

  Encoding encoding_ = Encoding::kUnknown;
  bool marked_ = false;
  // Bytes that are not decoded yet: at most what one Push brought and a few before.
  std::string rest_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_TEXT_DECODER_H_
