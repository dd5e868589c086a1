"""How ITR spells rows: the columns of its document, in its spelling."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server.db import Row
from server.domain.stored_json import parsed

MASTER = 1
NEVER = datetime(2000, 1, 1, 5, tzinfo=UTC)
FOREVER = datetime(2100, 1, 1, 8, tzinfo=UTC)
ZERO = UUID(int=0)

# Wire name → column of the companies' list.
COMPANY = {
    "ID": "id", "CompanyName": "company_name", "CompanyCountry": "company_country", "InternationalVATNr": "international_vat_nr",
    "VATPercentage": "vat_percentage", "MailAddress": "mail_address", "VisitingAddress": "visiting_address",
    "InvoiceAddress": "invoice_address", "CompanyLogo": "company_logo", "ContactPerson": "contact_person",
    "ContactPhone": "contact_phone", "ContactEMail": "contact_email", "TestTakingDiscount": "test_taking_discount",
    "CostsPerTestInUnits": "costs_per_test_in_units", "YearlyLicenseDiscount": "yearly_license_discount",
    "YearlyLicenseFee": "yearly_license_fee", "InvoiceCurrency": "invoice_currency", "CurrentCreditLevel": "current_credit_level",
    "ConcurrentOpenSessions": "concurrent_open_sessions", "AllowNegativeCredits": "allow_negative_credits", "Active": "is_active",
    "LicenseStartDate": "license_starts_at", "LicenseEndDate": "license_ends_at", "NoPublicTests": "no_public_tests",
    "ExitURL": "exit_url", "PricePerCreditUnit": "price_per_credit_unit",
}  # fmt: skip

# Wire name → column of a login; APIKey and PluginData are spelled below.
LOGIN = {
    "ID": "id", "CompanyID": "company_id", "UserName": "display_name", "UserOpeningsScreen": "user_openings_screen",
    "UserRights": "user_rights", "UserParameters": "user_parameters", "PreferredLanguage": "preferred_language",
    "MailAddress": "mail_address", "VisitingAddress": "visiting_address", "InvoiceAddress": "invoice_address",
    "InformationAddress": "information_address", "Remarks": "remarks", "PasswordExpirationDate": "password_expires_at",
    "StartDateLicense": "license_starts_at", "EndDateLicense": "license_ends_at", "LastLoginDateTime": "last_login_at",
    "LastRefreshDateTime": "last_refresh_at", "IsMasterUser": "is_master_user", "IsTestTakingUser": "is_test_taking_user",
    "IsOfficeUser": "is_office_user", "IsOrganisationSupervisor": "is_organisation_supervisor", "IsTestAuthor": "is_test_author",
    "IsReportAuthor": "is_report_author", "IsTestScreenTemplateAuthor": "is_test_screen_template_author",
    "IsTranslator": "is_translator", "MayOrderCredits": "may_order_credits",
    "MayWorkWithBatteriesOnly": "may_work_with_batteries_only", "DoNotRenewLicense": "do_not_renew_license", "Active": "is_active",
    "UserCulture": "user_culture", "SessionPool": "session_pool", "MayWorkWithOwnObjectsOnly": "may_work_with_own_objects_only",
    "SecurityTemplateID": "security_template_id", "HasPersonalCreditPool": "has_personal_credit_pool",
    "CurrentPersonalCreditLevel": "current_personal_credit_level", "IsPasswordManager": "is_password_manager",
    "IsResearcher": "is_researcher", "HasTestingOfficeAccess": "has_testing_office_access",
    "HasEducationalOfficeAccess": "has_educational_office_access",
}  # fmt: skip

# What a candidate, who has no login, is shown in its place.
CANDIDATE = {
    "UserOpeningsScreen": "", "UserRights": "", "UserParameters": "", "MailAddress": "", "VisitingAddress": "", "InvoiceAddress": "",
    "InformationAddress": "", "Remarks": "", "PasswordExpirationDate": FOREVER, "StartDateLicense": NEVER, "EndDateLicense": FOREVER,
    "LastLoginDateTime": NEVER, "LastRefreshDateTime": NEVER, "IsMasterUser": False, "IsTestTakingUser": True, "IsOfficeUser": False,
    "IsOrganisationSupervisor": False, "IsTestAuthor": False, "IsReportAuthor": False, "IsTestScreenTemplateAuthor": False,
    "IsTranslator": False, "MayOrderCredits": False, "MayWorkWithBatteriesOnly": False, "DoNotRenewLicense": False, "Active": True,
    "UserCulture": "en", "SessionPool": 1, "MayWorkWithOwnObjectsOnly": False, "SecurityTemplateID": ZERO,
    "HasPersonalCreditPool": False, "CurrentPersonalCreditLevel": 0, "IsPasswordManager": False, "IsResearcher": False,
    "HasTestingOfficeAccess": False, "HasEducationalOfficeAccess": False, "APIKey": "", "PluginData": {},
}  # fmt: skip


def spelled(row: Row | Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {wire: row[column] for wire, column in names.items()}


def login(row: Row, api_key: str) -> dict[str, Any]:
    return spelled(row, LOGIN) | {"Email": row["email"] or "", "APIKey": api_key, "PluginData": parsed(row["plugin_data"])}


def candidate(person: Row) -> dict[str, Any]:
    name = " ".join(part for part in (person["first_name"], person["last_name"]) if part)
    return CANDIDATE | {"ID": person["id"], "CompanyID": person["company_id"], "Email": person["email"],
                        "UserName": name or person["email"], "PreferredLanguage": person["preferred_language"]}  # fmt: skip


def company_row(row: Row) -> dict[str, Any]:
    """A row of the companies' list; companies live in the master."""
    return spelled(row, COMPANY) | {"id": row["id"], "dbsource": MASTER}


def without_offset(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat()
