#include "tests/support/server/desk.h"

#include <cstdlib>

#include "clients/cpp/files.h"
#include "ledger/base/strings.h"
#include "ledger/vehicle/vin.h"

namespace ingot::testing {

const char kDeskBrand[] = R"([{"brandRegistered":{"brandId":"maker/van","name":"Van"}}])";

CommandResult ExpectIngot(int code, const ServerProcess& server, std::string_view organisation,
                          std::vector<std::string> arguments) {
  if (!organisation.empty()) {
    arguments.insert(arguments.begin(), {"--profile", server.ProfilePath(std::string(organisation))});
  }
  CommandResult result = RunIngot(arguments);
  EXPECT_EQ(result.exit_code, code) << ::testing::PrintToString(arguments) << "\n" << result.out << result.err;
  return result;
}

void EnrolAt(const ServerProcess& server, const std::string& id, const std::string& role) {
  const absl::StatusOr<client::Profile> bank = client::LoadProfile(server.ProfilePath("bank"));
  ASSERT_TRUE(bank.ok()) << bank.status();
  ExpectIngot(0, server, "", {"cert", "issue", "--dir", server.folder(), id, "--server", bank->server});
  ExpectIngot(0, server, "bank",
              {"org", "enrol", id, "--name", id, "--country", "DE", "--roles", role, "--key",
               Cat(server.folder(), "/orgs/", id, "/signing.key")});
}

uint64_t CheckpointSizeIn(std::string_view json) {
  constexpr std::string_view kField = "\"checkpoint\":\"";
  // The second line of a note.
  size_t at = json.find(kField);
  if (at == std::string_view::npos) return 0;
  at = json.find("\\n", at + kField.size());
  return at == std::string_view::npos ? 0 : std::strtoull(std::string(json.substr(at + 2, 20)).c_str(), nullptr, 10);
}

void DeskTest::SetUp() { ASSERT_TRUE(server_.Start()) << "see " << server_.log_path(); }

std::string DeskTest::Path(std::string_view name) const { return Cat(folder_.path(), "/", name); }

void DeskTest::Write(std::string_view name, std::string_view text) const {
  ASSERT_TRUE(client::WriteFile(Path(name), text, 0600, client::Existing::kReplace).ok());
}

CommandResult DeskTest::Submit(std::string_view organisation, std::string_view events, int code) const {
  Write("events.json", events);
  return Expect(code, organisation, {"submit", "--now", Path("events.json")});
}

int64_t DeskTest::Size() const { return MemberNumber(Expect(0, "bank", {"checkpoint", "--json"}).out, "size"); }

std::string DeskVin(int n) {
  std::string vin = "W09000000T0000000";
  const std::string digits = std::to_string(n);
  vin.replace(vin.size() - digits.size(), digits.size(), digits);
  vin[vehicle::kCheckCharacterIndex] = vehicle::CheckCharacterOf(vin);
  return vin;
}

std::string BirthsInMay(int first, int last) {
  std::string births;
  for (int n = first; n <= last; ++n) {
    births += Cat(births.empty() ? "[" : ",", R"({"event":{"occurredAt":"2026-05-0)", n,
                  R"(T10:00:00+02:00","vehicleRegistered":{"vin":")", DeskVin(n),
                  R"(","brandId":"maker/van","modelId":"maker/v1","category":"VEHICLE_CATEGORY_N1","market":"DE",)",
                  R"("bodyBasis":"MASS_BASIS_WEIGHED","body":[{"family":"ALLOY_FAMILY_6XXX","grams":"156000"}],)",
                  R"("kerbMassG":"1890000"}}})");
  }
  return births + "]";
}

}  // namespace ingot::testing
