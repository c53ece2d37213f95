// ingot brand list, ingot site list, ingot standard list.
#include <memory>
#include <utility>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/listing.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/table.h"
#include "ledger/base/status.h"

namespace ingot::cli {
namespace {

using DirectoryStub = v1::DirectoryService::Stub;

std::string ListedBrands(const v1::ListBrandsResponse& response) {
  Table table({{"brand"}, {"name"}, {"organisation"}});
  for (const v1::BrandState& brand : response.brands()) {
    table.Row({brand.brand_id(), brand.name(), brand.organisation_id()});
  }
  return table.empty() ? "No brands.\n" : table.Format();
}

std::string ListedSites(const v1::ListSitesResponse& response) {
  Table sites({{"site"}, {"name"}, {"country"}, {"permit"}, {"expires"}, {"flags"}});
  for (const v1::SiteState& site : response.sites()) {
    sites.Row({site.site_id(), site.name(), site.country(), site.permit().number(),
               DateText(site.permit().expires_on()), FlagsText(site.flags())});
  }
  if (response.instruments().empty()) return sites.empty() ? "No sites.\n" : sites.Format();
  Table instruments({{"instrument"},
                     {"site"},
                     {"division kg", Align::kRight},
                     {"capacity kg", Align::kRight},
                     {"certificate"},
                     {"expires"},
                     {"last ticket", Align::kRight}});
  for (const v1::InstrumentState& instrument : response.instruments()) {
    instruments.Row({instrument.instrument_id(), instrument.site_id(), Kilograms(instrument.division_g()),
                     Kilograms(instrument.capacity_g()), instrument.certificate_number(),
                     DateText(instrument.expires_on()), std::to_string(instrument.last_ticket_number())});
  }
  return Cat(sites.empty() ? "" : sites.Format() + "\n", instruments.Format());
}

std::string ListedStandards(const v1::ListYieldStandardsResponse& response) {
  Table table({{"standard"}, {"process"}, {"expected loss", Align::kRight}, {"band"}});
  for (const v1::YieldStandardState& state : response.standards()) {
    const v1::YieldStandardPublished& standard = state.standard();
    table.Row({standard.standard_id(), EnumText(standard.process()), PerCent(standard.expected_loss_ppm()),
               Cat(PerCent(standard.band_low_ppm()), " to ", PerCent(standard.band_high_ppm()))});
  }
  return table.empty() ? "No standards.\n" : table.Format();
}

}  // namespace

void AddDirectoryCommands(CLI::App& app, Context& context) {
  const auto brands = std::make_shared<PageOptions>();
  CLI::App* const brand = AddGroup(app, "brand", "Brands");
  CLI::App* const list_brands = AddCommand(*brand, "list", "Brands of all makers", {"ingot brand list"});
  AddPageOptions(list_brands, brands.get());
  SetAction(list_brands, context, [&context, brands]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    return PrintPages<DirectoryStub, v1::ListBrandsRequest, v1::ListBrandsResponse>(
        context, *ledger, ledger->channel().directory(), &DirectoryStub::ListBrands, {}, *brands,
        [](const auto& response) { return response.brands_size(); }, ListedBrands);
  });

  struct SiteOptions {
    std::string organisation;
    PageOptions page;
  };
  const auto sites = std::make_shared<SiteOptions>();
  CLI::App* const site = AddGroup(app, "site", "Sites and their weighing instruments");
  CLI::App* const list_sites = AddCommand(*site, "list", "Your sites (auditors and the operator: any organisation's)",
                                          {"ingot site list", "ingot site list --organisation ruhr-metall"});
  list_sites->add_option("--organisation", sites->organisation, "Of this organisation");
  AddPageOptions(list_sites, &sites->page);
  SetAction(list_sites, context, [&context, sites]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::ListSitesRequest request;
    request.set_organisation_id(sites->organisation);
    return PrintPages<DirectoryStub, v1::ListSitesRequest, v1::ListSitesResponse>(
        context, *ledger, ledger->channel().directory(), &DirectoryStub::ListSites, request, sites->page,
        [](const auto& response) { return response.sites_size(); }, ListedSites);
  });

  const auto standards = std::make_shared<PageOptions>();
  CLI::App* const standard = AddGroup(app, "standard", "Yield standards");
  CLI::App* const list_standards =
      AddCommand(*standard, "list", "Published expected losses of processes", {"ingot standard list"});
  AddPageOptions(list_standards, standards.get());
  SetAction(list_standards, context, [&context, standards]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    return PrintPages<DirectoryStub, v1::ListYieldStandardsRequest, v1::ListYieldStandardsResponse>(
        context, *ledger, ledger->channel().directory(), &DirectoryStub::ListYieldStandards, {}, *standards,
        [](const auto& response) { return response.standards_size(); }, ListedStandards);
  });
}

}  // namespace ingot::cli
