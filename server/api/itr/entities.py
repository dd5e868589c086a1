"""The stored entities of assessment as data: each relation with its columns, how the document spells them, who may do what.

Taken line by line from the document's §5. A column is written `WireName column_name kind`, the kind with `(n)` for a longest
text, `!` for one that a new row has to bring, `?` for one that may be null, `-` for one that nobody outside knows. Kinds are
those of `server/domain/rows.py`; `json` is a text that is exchanged as JSON. Nouns with rules of their own wrap the generic
steps of `lists` and `details` (docs/api/itr.md, "For nouns with rules").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from server.domain.rows import Column, Relation

COLUMN = re.compile(r"(?P<wire>\w+) (?P<name>\w+) (?P<kind>[a-z0-9]+)(?:\((?P<length>\d+)\))?(?P<marks>[!?-]*)")

# Who may see the master's rows in a list: everybody, users of the office, master users, nobody.
ALL, OFFICE_USERS, MASTER_USERS, NOBODY = "any", "office_user", "master_user", ""


@dataclass(frozen=True)
class Entity:
    """One line of the table. `levels`: method (list, get, post, delete) → level of `rights`; what is missing is not offered.

    `own`: the column that names the user whom a row belongs to. `falls_back`: a single row may be the master's. `in_master`:
    the rows live there only. `company`: the column with the company that the interface shows, where the database keeps
    another one as owner; in a company's own rows it is always that company.
    """

    name: str
    relation: Relation
    wire: Mapping[str, str]
    listed: tuple[str, ...]
    levels: Mapping[str, str]
    master: str = NOBODY
    own: str = ""
    falls_back: bool = False
    in_master: bool = False
    company: str = ""
    # Of a column, how it is called outside.
    spelling: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[str, ...]:
        """Wire names of a single row, sorted."""
        return tuple(sorted(self.wire))

    def columns(self, *names: str) -> list[str]:
        return [self.wire[name] for name in names]


ENTITIES: dict[str, Entity] = {}


def entity(name: str, relation: str, columns: str, *, listed: str, searched: str, order: str, levels: str = "", master: str = NOBODY,
           archive: str = "", own: str = "", owner: str = "owner_id", identity: str = "ID", master_has_all: bool = False,
           falls_back: bool = False, in_master: bool = False, company: str = "") -> Entity:  # fmt: skip
    """A line of the table, kept in `ENTITIES`. `levels` are words such as `list=office`."""
    wire, described = {}, {}
    for text in columns.replace("\n", " ").split(","):
        match = COLUMN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{name}: {text!r} describes no column")
        marks = match["marks"]
        length = int(match["length"]) if match["length"] else None
        described[match["name"]] = Column(match["name"], match["kind"], length, "?" in marks, "!" in marks)
        if "-" not in marks:
            wire[match["wire"]] = match["name"]
    made = Entity(
        name=name,
        relation=Relation(
            relation, MappingProxyType(described), identity=wire[identity], owner=owner, archive=wire[archive] if archive else "",
            searched=tuple(wire[each] for each in searched.split()), order=tuple(wire[each] for each in order.split()),
            master_has_all=master_has_all,
        ),
        wire=MappingProxyType(wire), listed=tuple(wire) if listed == "*" else tuple(listed.split()),
        levels=dict(pair.split("=") for pair in levels.split()), master=master, own=wire[own] if own else "", falls_back=falls_back,
        in_master=in_master, company=wire[company] if company else "",
        spelling=MappingProxyType({column: each for each, column in wire.items()}),
    )  # fmt: skip
    if any(each not in wire for each in made.listed):
        raise ValueError(f"{name} lists what is no column")
    ENTITIES[name] = made
    return made


IN_THE_OFFICE = "list=office get=office post=office delete=office"

AUDIT = entity(
    "audittrail", "assessment_audit",
    """ID id uuid!, ObjectID object_id uuid!, CompanyID of_company_id uuid!, UserID user_id uuid!, ObjectType object_type int4,
    OldData old_data text, NewData new_data text, AuditMessage audit_message text(250), MessageID message_id int2,
    CreateDate created_at instant, SessionID session_id uuid?, _server is_by_server bool-""",
    listed="ID ObjectID CompanyID UserID ObjectType AuditMessage MessageID CreateDate SessionID NewData",
    searched="ObjectType OldData NewData AuditMessage", order="CreateDate", master=MASTER_USERS, company="CompanyID",
    levels="list=office get=office post=office delete=master_user",
)  # fmt: skip

BATTERIES = entity(
    "batteries", "batteries",
    """ID id uuid!, BatteryName battery_name text(200)!, Description description text, InvoiceCode invoice_code text(20),
    BeforeBatteryScript before_battery_script text, AfterBatteryScript after_battery_script text,
    ReportMailAdress report_mail_address text(200), BatteryCosts battery_costs int2, BatteryReports battery_reports json,
    BatteryTests battery_tests json, Active is_active bool, NotifyAfterBatteryCompletes notifies_when_complete bool,
    MailReportsWhenBatteryCompletes mails_reports_when_complete bool, MailReportToCandidate mails_report_to_candidate bool,
    BatteryType battery_type int2?, PluginData plugin_data json, Remarks remarks text?, ManagedByUserID managed_by_user_id uuid""",
    listed="""ID BatteryName InvoiceCode ReportMailAdress BatteryCosts Active NotifyAfterBatteryCompletes MailReportsWhenBatteryCompletes
    MailReportToCandidate BatteryType ManagedByUserID""",
    searched="BatteryName Description InvoiceCode ReportMailAdress Remarks", order="BatteryName", archive="Active", master=OFFICE_USERS,
    levels=IN_THE_OFFICE,
)  # fmt: skip

EDUCATIONS = entity(
    "educations", "educations",
    """ID id uuid!, Name name text(200)!, EducationGroup education_group text(200), Remarks remarks text, Active is_active bool,
    EducationType education_type int2, PluginData plugin_data text""",
    listed="ID Name EducationGroup Active EducationType", searched="Name EducationGroup Remarks", order="Name", master=OFFICE_USERS,
    levels=IN_THE_OFFICE,
)  # fmt: skip

GENERATED_REPORTS = entity(
    "generatedreports", "generated_reports",
    """ID id uuid!, ReportID report_id uuid!, LinkedObjectID linked_object_id uuid!, ReportText report_text text,
    ReportTitle report_title text(200), PluginData plugin_data json""",
    listed="ID ReportID LinkedObjectID ReportTitle", searched="ReportTitle ReportText", order="ReportTitle",
    levels="list=office get=office post=office delete=office",
)  # fmt: skip

GROUPS = entity(
    "groups", "person_groups",
    """ID id uuid!, Description description text(200), Remarks remarks text, PluginData plugin_data json,
    UserDefinedFields user_defined_fields text, Active is_active bool, ManagedByUserID managed_by_user_id uuid,
    GroupType group_type int2""",
    listed="ID Description UserDefinedFields Active ManagedByUserID GroupType", searched="Description UserDefinedFields Remarks",
    order="Description", own="ManagedByUserID", levels=IN_THE_OFFICE,
)  # fmt: skip

NATIONALITIES = entity(
    "nationalities", "nationalities",
    """ID id uuid!, NationalityName nationality_name text(200), NationalityCode nationality_code text(10)!,
    Translations translations text, Remarks remarks text, NationalityType nationality_type int2, PluginData plugin_data text""",
    listed="ID NationalityName NationalityCode Translations NationalityType",
    searched="NationalityName NationalityCode Translations Remarks", order="NationalityName", master=OFFICE_USERS, levels=IN_THE_OFFICE,
)  # fmt: skip

ORGANISATIONS = entity(
    "organisations", "organisations",
    """ID id uuid!, Name name text(200), Address address text, Logo logo text(200), ContactPerson contact_person text(200),
    ContactPhone contact_phone text(200), ContactEMail contact_email text(200), Remarks remarks text!, Active is_active bool,
    PluginData plugin_data json, OrganisationType organisation_type int2""",
    listed="ID Name Address Logo ContactPerson ContactPhone ContactEMail Active OrganisationType",
    searched="Name Address Logo ContactPerson ContactPhone ContactEMail Remarks", order="Name", master=MASTER_USERS, levels=IN_THE_OFFICE,
)  # fmt: skip

PERSONS = entity(
    "persons", "persons",
    """ID id uuid!, EMail email text(200), FirstName first_name text(200), Initials initials text(200), LastName last_name text(200),
    TitlesBefore titles_before text(200), TitlesAfter titles_after text(200), EducationID education_id uuid,
    UserDefinedFields user_defined_fields text, OrganisationID organisation_id uuid, NationalityID nationality_id uuid,
    Remarks remarks text, PreferredLanguage preferred_language text(10), Sex sex int4, DateOfLastTest last_test_at instant,
    BirthDate birth_on date, Active is_active bool, CompanyID company_id uuid, PluginData plugin_data json,
    ManagedByUserID managed_by_user_id uuid, Age age int4, PersonType person_type int2""",
    listed="""ID EMail FirstName Initials LastName TitlesBefore TitlesAfter EducationID UserDefinedFields OrganisationID NationalityID
    PreferredLanguage Sex DateOfLastTest BirthDate Age CompanyID Active ManagedByUserID PersonType""",
    searched="""EMail FirstName Initials LastName TitlesBefore TitlesAfter EducationID UserDefinedFields PreferredLanguage Sex Remarks""",
    order="EMail", archive="Active", own="ManagedByUserID", owner="company_id", company="CompanyID",
    levels="list=office get=any post=any delete=office_user",
)  # fmt: skip

SESSIONS = entity(
    "sessions", "assessment_sessions",
    """ID id uuid!, GroupSessionID group_session_id uuid!, GroupID group_id uuid!, PersonID person_id uuid!,
    SessionType session_type int2, Description description text(200), Goal goal text(200), UsedBatteryIDs used_battery_ids text,
    UserDefinedFields user_defined_fields text, Remarks remarks text, SessionState session_state text,
    AllowedStartDateTime allowed_from instant, AllowedEndDateTime allowed_until instant, StartedAt started_at instant,
    EndedAt ended_at instant, Status status int4, Active is_active bool,
    EMailNotificationAdresses email_notification_addresses text(200), EnforceSessionEndDateTime enforces_end bool,
    ManagedByUserID managed_by_user_id uuid, EmailNotificationIncludeResults email_notifications_include_results bool,
    PluginData plugin_data json, CreateDate created_at instant, ShortLoginCode short_login_code text(40)""",
    listed="""ID GroupSessionID GroupID PersonID SessionType Description Goal UsedBatteryIDs UserDefinedFields SessionState
    AllowedStartDateTime AllowedEndDateTime StartedAt EndedAt Status Active EMailNotificationAdresses EnforceSessionEndDateTime
    EmailNotificationIncludeResults ManagedByUserID CreateDate""",
    searched="Description Goal SessionState Status EMailNotificationAdresses Remarks", order="Description", archive="Active",
    own="ManagedByUserID", levels="list=any get=any post=any delete=office",
)  # fmt: skip

SESSION_TESTS = entity(
    "sessiontests", "session_tests",
    """ID id uuid!, SessionID session_id uuid!, TestID test_id uuid!, PersID person_id uuid!, Sequence sequence int2,
    TestLanguage test_language text(10)!, Results results json, Scores scores json, NormID1 norm_id_1 uuid?, NormID2 norm_id_2 uuid?,
    NormID3 norm_id_3 uuid?, TestStart started_at instant, TestEnd ended_at instant,
    PercentageOfQuestionsAnswered percentage_of_questions_answered int4, TotalTestTime total_test_time int8, Status status int4,
    CurrentPage current_page int4, TotalPages total_pages int4, HowTheTestIsTaken how_the_test_is_taken int4,
    WarningMessage warning_message text(200), WarningTime warning_at instant, Billed is_billed bool, PluginData plugin_data json""",
    listed="""ID SessionID TestID PersID Sequence TestLanguage NormID1 NormID2 NormID3 TestStart TestEnd PercentageOfQuestionsAnswered
    TotalTestTime Status HowTheTestIsTaken WarningMessage WarningTime CurrentPage TotalPages""",
    searched="HowTheTestIsTaken WarningMessage", order="SessionID Sequence", levels=IN_THE_OFFICE,
)  # fmt: skip

PERSON_COLUMNS = """EMail email text, FirstName first_name text, LastName last_name text, Initials initials text,
    TitlesBefore titles_before text, TitlesAfter titles_after text, PreferredLanguage preferred_language text, Sex sex int4,
    BirthDate birth_on date, Age age int4, PersonType person_type int2,"""

SESSION_OVERVIEWS = entity(
    "sessionsview", "session_overviews",
    "ID id uuid, Description description text," + PERSON_COLUMNS + """active is_active bool, AllowedStartDateTime allowed_from instant,
    AllowedEndDateTime allowed_until instant, StartedAt started_at instant, EndedAt ended_at instant, CreateDate created_at instant,
    Status status int4, SessionType session_type int2, PersonID person_id uuid, GroupSessionID group_session_id uuid,
    GroupID group_id uuid, SessionState session_state text, Goal goal text, ManagedByUserID managed_by_user_id uuid,
    UserDefinedFields user_defined_fields text, EducationID education_id uuid, OrganisationID organisation_id uuid,
    NationalityID nationality_id uuid, DateOfLastTest last_test_at instant, personactive is_person_active bool""",
    listed="""ID Description EMail FirstName LastName Initials active AllowedStartDateTime AllowedEndDateTime StartedAt EndedAt
    CreateDate""",
    searched="Description EMail FirstName LastName Initials", order="Description", archive="active", own="ManagedByUserID",
    levels="list=office",
)  # fmt: skip

SESSION_TEST_OVERVIEWS = entity(
    "sessiontestsview", "session_test_overviews",
    "ID id uuid, Description description text," + PERSON_COLUMNS + """Active is_active bool, AllowedStartDateTime allowed_from instant,
    AllowedEndDateTime allowed_until instant, StartedAt started_at instant, EndedAt ended_at instant, CreateDate created_at instant,
    SessionID session_id uuid, TestID test_id uuid, PersID person_id uuid, Sequence sequence int2, TestLanguage test_language text,
    NormID1 norm_id_1 uuid?, NormID2 norm_id_2 uuid?, NormID3 norm_id_3 uuid?, TestStart test_started_at instant,
    TestEnd test_ended_at instant, PercentageOfQuestionsAnswered percentage_of_questions_answered int4,
    TotalTestTime total_test_time int8, Status status int4, CurrentPage current_page int4, TotalPages total_pages int4,
    HowTheTestIsTaken how_the_test_is_taken int4, WarningMessage warning_message text, WarningTime warning_at instant,
    Billed is_billed bool, SessionType session_type int2, sessionstatus session_status int4""",
    listed="""ID Description EMail FirstName Initials Active AllowedStartDateTime AllowedEndDateTime StartedAt EndedAt CreateDate""",
    searched="Description EMail FirstName Initials", order="Description", archive="Active", levels="list=office",
)  # fmt: skip

GROUP_OVERVIEWS = entity(
    "groupsessionsview", "group_session_overviews",
    """ID id uuid, Description description text, active is_active bool, AllowedStartDateTime allowed_from instant,
    AllowedEndDateTime allowed_until instant, readycount ready_count int8, inprogresscount in_progress_count int8,
    donecount done_count int8, SessionType session_type int2, Status status int4, CreateDate created_at instant,
    ManagedByUserID managed_by_user_id uuid, GroupID group_id uuid, Goal goal text, SessionState session_state text,
    StartedAt started_at instant, EndedAt ended_at instant, UserDefinedFields user_defined_fields text""",
    listed="ID Description active AllowedStartDateTime AllowedEndDateTime readycount inprogresscount donecount",
    searched="Description", order="Description", archive="active", own="ManagedByUserID", levels="list=office",
)  # fmt: skip

GROUP_MEMBERS = entity(
    "groupmembers", "group_members",
    "ID id uuid," + PERSON_COLUMNS + """EducationID education_id uuid, OrganisationID organisation_id uuid,
    NationalityID nationality_id uuid, DateOfLastTest last_test_at instant, CompanyID company_id uuid, Active is_active bool,
    ManagedByUserID managed_by_user_id uuid, UserDefinedFields user_defined_fields text, Remarks remarks text,
    parentsessionid parent_session_id uuid, sessionid session_id uuid, sessiontype session_type int2,
    sessionstatus session_status int4, CreateDate created_at instant""",
    listed="""ID EMail FirstName Initials LastName TitlesBefore TitlesAfter EducationID OrganisationID NationalityID PreferredLanguage Sex
    DateOfLastTest BirthDate Age CompanyID Active ManagedByUserID sessionid sessiontype sessionstatus CreateDate""",
    searched="EMail FirstName Initials LastName TitlesBefore TitlesAfter PreferredLanguage Sex", order="EMail", archive="Active",
    own="ManagedByUserID", levels="list=office",
)  # fmt: skip

REPORT_DEFINITIONS = entity(
    "reportdefinitions", "report_definitions",
    """ID id uuid!, TestID test_id uuid, ReportType report_type int2, Description description text(200), Explanation explanation text,
    InvoiceCode invoice_code text(50), CostsInTicks costs_in_ticks int2, Remarks remarks text, ReportLanguage report_language text(50),
    Active is_active bool, DefaultReport is_default bool, BeforeReportScript before_report_script text,
    AfterReportScript after_report_script text, PerCandidateReportScript per_candidate_report_script text,
    ReportText report_text text, ReportGraphs report_graphs json, PluginData plugin_data json, TestIDs test_ids text,
    Generation generation int4""",
    listed="ID ReportType Description InvoiceCode CostsInTicks ReportLanguage DefaultReport Active TestID TestIDs",
    searched="ReportType Description InvoiceCode CostsInTicks ReportLanguage Remarks Explanation", order="Description",
    master=OFFICE_USERS, falls_back=True, levels="list=office get=any post=report_author delete=report_author",
)  # fmt: skip

COMPANIES = entity(
    "companies", "companies",
    """ID id uuid!, CompanyName company_name text(200)!, CompanyCountry company_country text(200)!,
    InternationalVATNr international_vat_nr text(200)!, VATPercentage vat_percentage float8, MailAddress mail_address text,
    VisitingAddress visiting_address text, InvoiceAddress invoice_address text, AdministrativeID administrative_id text(200),
    CompanyLogo company_logo text(200)!, ContactPerson contact_person text(200)!, ContactPhone contact_phone text(50)!,
    ContactEMail contact_email text(200)!, TestTakingDiscount test_taking_discount int4,
    CostsPerTestInUnits costs_per_test_in_units int4, YearlyLicenseDiscount yearly_license_discount int4,
    YearlyLicenseFee yearly_license_fee int4!, InvoiceCurrency invoice_currency text(50)!,
    CurrentCreditLevel current_credit_level int8, LowCreditWarningLevel low_credit_warning_level int8,
    ConcurrentOpenSessions concurrent_open_sessions int4, CompanyVariables company_variables text,
    AdditionalPersonFields additional_person_fields json, AdditionalGroupFields additional_group_fields json,
    AdditionalSessionFields additional_session_fields json, AllowNegativeCredits allow_negative_credits bool, Active is_active bool,
    LicenseStartDate license_starts_at instant, LicenseEndDate license_ends_at instant, NoPublicTests no_public_tests bool,
    ExitURL exit_url text(255)?, PluginData plugin_data json, Generation generation int4, CCEMail cc_email text(200),
    MFAEnabled mfa_enabled bool, PricePerCreditUnit price_per_credit_unit float8""",
    listed="""ID CompanyName CompanyCountry InternationalVATNr VATPercentage MailAddress VisitingAddress InvoiceAddress CompanyLogo
    ContactPerson ContactPhone ContactEMail TestTakingDiscount CostsPerTestInUnits YearlyLicenseDiscount YearlyLicenseFee InvoiceCurrency
    CurrentCreditLevel ConcurrentOpenSessions AllowNegativeCredits Active LicenseStartDate LicenseEndDate NoPublicTests ExitURL
    PricePerCreditUnit""",
    searched="""CompanyName CompanyCountry InternationalVATNr MailAddress VisitingAddress InvoiceAddress ContactPerson ContactPhone
    ContactEMail""",
    order="CompanyName", owner="", in_master=True, master=MASTER_USERS,
    levels="list=master_user get=any post=master_user delete=master_user",
)  # fmt: skip

CREDIT_GRANTS = entity(
    "creditgrants", "credit_grants",
    """ID id uuid!, UserID user_id uuid!, CompanyID company_id uuid!, GrantedWhen granted_at instant, Remarks remarks text,
    UserDescription user_description text(200), CreditsGranted credits_granted int2, Paid is_paid bool""",
    listed="ID UserID CompanyID GrantedWhen UserDescription Paid CreditsGranted Remarks",
    searched="UserDescription CreditsGranted Remarks", order="GrantedWhen", owner="", in_master=True, master=MASTER_USERS,
    levels="list=office get=office post=master_user delete=master_user",
)  # fmt: skip

CREDIT_USAGES = entity(
    "creditusages", "credit_usages",
    """ID id uuid!, UserID user_id uuid!, CompanyID of_company_id uuid!, InvoiceCode invoice_code text(50)!,
    OriginalTicks original_ticks int2!, DiscountedTicks discounted_ticks int2!, TotalTicks total_ticks int2!,
    UsageDateTime used_at instant!, SessionID session_id uuid, UserName user_name text(200)!, SessionName session_name text(200)!""",
    listed="*", searched="InvoiceCode OriginalTicks DiscountedTicks TotalTicks SessionName UserName", order="UsageDateTime",
    master=MASTER_USERS, company="CompanyID", levels="list=office get=office post=master_user delete=master_user",
)  # fmt: skip

GATHERED_DATA = entity(
    "datagathering", "gathered_data",
    """ID id uuid!, CompanyID of_company_id uuid!, SessionID session_id uuid!, TestID test_id uuid!, PersonData person_data text,
    GroupData group_data text, SessionData session_data text, TestData test_data text, PluginData plugin_data json,
    SessionDescription session_description text(200), TestDescription test_description text(200),
    CompanyDescription company_description text(200), GroupDescription group_description text(200),
    SessionEndData session_ended_at instant""",
    listed="*", searched="ID", order="ID", master=MASTER_USERS, company="CompanyID",
    levels="list=researcher get=researcher post=researcher delete=researcher",
)  # fmt: skip

RIGHTS_TEMPLATES = entity(
    "rightstemplates", "rights_templates",
    """ID id uuid!, Description description text(200), Comments comments text, Contents contents text, PluginData plugin_data json""",
    listed="ID Description", searched="Description Comments Contents", order="Description", master=OFFICE_USERS,
    levels="list=office get=office post=organisation_supervisor delete=organisation_supervisor",
)  # fmt: skip

LOGINS = entity(
    "logins", "login_rows",
    """ID id uuid!, CompanyID company_id uuid, Email email text(200), UserOpeningsScreen user_openings_screen text(200),
    UserName display_name text(200), UserRights user_rights text, UserParameters user_parameters text,
    PreferredLanguage preferred_language text(10), MailAddress mail_address text, VisitingAddress visiting_address text,
    InvoiceAddress invoice_address text, InformationAddress information_address text, Remarks remarks text,
    PasswordExpirationDate password_expires_at instant, StartDateLicense license_starts_at instant,
    EndDateLicense license_ends_at instant, LastLoginDateTime last_login_at instant, LastRefreshDateTime last_refresh_at instant,
    IsMasterUser is_master_user bool, IsTestTakingUser is_test_taking_user bool, IsOfficeUser is_office_user bool,
    IsOrganisationSupervisor is_organisation_supervisor bool, IsTestAuthor is_test_author bool, IsReportAuthor is_report_author bool,
    IsTestScreenTemplateAuthor is_test_screen_template_author bool, IsTranslator is_translator bool,
    MayOrderCredits may_order_credits bool, MayWorkWithBatteriesOnly may_work_with_batteries_only bool,
    DoNotRenewLicense do_not_renew_license bool, Active is_active bool, UserCulture user_culture text(20),
    SessionPool session_pool int4, MayWorkWithOwnObjectsOnly may_work_with_own_objects_only bool,
    SecurityTemplateID security_template_id uuid?, HasPersonalCreditPool has_personal_credit_pool bool,
    CurrentPersonalCreditLevel current_personal_credit_level int4, PluginData plugin_data json,
    IsPasswordManager is_password_manager bool, IsResearcher is_researcher bool,
    HasTestingOfficeAccess has_testing_office_access bool, HasEducationalOfficeAccess has_educational_office_access bool""",
    listed="""ID CompanyID Email UserName MailAddress VisitingAddress InvoiceAddress InformationAddress LastLoginDateTime EndDateLicense
    StartDateLicense UserOpeningsScreen PreferredLanguage PasswordExpirationDate IsMasterUser IsTestTakingUser IsOrganisationSupervisor
    IsTestAuthor IsReportAuthor IsTestScreenTemplateAuthor IsResearcher IsTranslator IsPasswordManager MayOrderCredits
    MayWorkWithBatteriesOnly DoNotRenewLicense Active UserCulture SessionPool MayWorkWithOwnObjectsOnly SecurityTemplateID
    HasPersonalCreditPool HasTestingOfficeAccess HasEducationalOfficeAccess CurrentPersonalCreditLevel""",
    searched="""Email UserName MailAddress VisitingAddress InvoiceAddress InformationAddress Remarks CurrentPersonalCreditLevel""",
    order="Email", owner="company_id", master=MASTER_USERS, master_has_all=True, falls_back=True,
    levels="list=office get=any post=office delete=office",
)  # fmt: skip

# `id` is the number of the row: the token itself is never shown.
TOKENS = entity(
    "tokens", "session_tokens",
    """ID id int8, UserID user_id uuid, CompanyID company_id uuid?, TokenValidated validated_at instant,
    IsTestTakingUser is_test_taking_user bool""",
    listed="UserID CompanyID TokenValidated IsTestTakingUser", searched="UserID", order="CompanyID UserID", owner="", in_master=True,
    master=MASTER_USERS, levels="list=master_user get=master_user post=master_user delete=master_user",
)  # fmt: skip

SETTINGS = entity(
    "systemsettings", "system_settings",
    """ParameterName name text(50)!, ParValue value text?, ParProtected is_protected bool""",
    listed="ParameterName ParValue", searched="ParameterName ParValue", order="ParameterName", identity="ParameterName",
    master=MASTER_USERS, levels="list=office get=office_user post=office_user delete=master_user",
)  # fmt: skip

SCREEN_TEMPLATES = entity(
    "screentemplates", "screen_templates",
    """ID id uuid!, HTMLContent html_content text, HTMLContentPnP html_content_pnp text, PluginData plugin_data json,
    Description description text(200), TemplateType template_type int2, Explanation explanation text, Remarks remarks text,
    ScreenDefinitionFrozen is_frozen bool, ScreenDefinitionIsReleased is_released bool, TemplateVariables template_variables json,
    get_value_snippet get_value_snippet text, set_value_snippet set_value_snippet text, init_value_snippet init_value_snippet text,
    generator_snippet generator_snippet text, generator_pnp_snippet generator_pnp_snippet text,
    validation_snippet validation_snippet text, isanswered_snippet is_answered_snippet text,
    generator_summary_snippet generator_summary_snippet text, HTMLContentSummary html_content_summary text,
    get_value_as_html_snippet get_value_as_html_snippet text, custom_template_actions_snippet custom_template_actions_snippet text""",
    listed="""ID Description Explanation Remarks TemplateVariables HTMLContent HTMLContentPnP HTMLContentSummary get_value_snippet
    set_value_snippet TemplateType init_value_snippet generator_snippet generator_pnp_snippet generator_summary_snippet
    get_value_as_html_snippet validation_snippet isanswered_snippet custom_template_actions_snippet PluginData""",
    searched="Description Explanation Remarks", order="Description", master=ALL, falls_back=True,
    levels="list=any get=any post=test_screen_template_author delete=test_screen_template_author",
)  # fmt: skip

TESTS = entity(
    "tests", "tests",
    """ID id uuid!, TestName test_name text(50), Description description text(200), Explanation explanation text,
    CatalogInformation catalog_information text, Copyrights copyrights text, Costs costs int2, TestType test_type int2,
    AuthorInfo author_info text, InvoiceCode invoice_code text(50), Remarks remarks text, TestStartDate starts_at instant,
    TestEndDate ends_at instant, TestDefinitionFrozen is_frozen bool, TestDefinitionIsReleased is_released bool,
    TestDefinitionIsOpenSource is_open_source bool, TestDefinitionIsCommercial is_commercial bool,
    TestDefinitionIsExternal is_external bool, TestDefinitionIsBanned is_banned bool, Active is_active bool,
    SupportsTestTaking supports_test_taking bool, SupportsTestScoring supports_test_scoring bool,
    SupportsOnlyRenorming supports_only_renorming bool, IsRestartable is_restartable bool, Supports360Degrees supports_360_degrees bool,
    CandidateCanDo360Too candidate_can_do_360_too bool, ShowTestClosureScreen shows_closure_screen bool,
    TotalTimeAvailableForThisTest total_time_available_for_this_test int2!,
    MinPercentageOfAnswersRequired min_percentage_of_answers_required int4,
    TotalNumberOfExperiments total_number_of_experiments int2, BeforeScript before_script text, AfterScript after_script text,
    BeforeNormingScript before_norming_script text, AfterNormingScript after_norming_script text, ScoringScript scoring_script text,
    Pre360 pre_360_script text, Per360 per_360_script text, Post360 post_360_script text, RequiredParsPerson required_pars_person json,
    RequiredParsSession required_pars_session json, RequiredParsGroup required_pars_group json,
    RequiredParsOrganisation required_pars_organisation json, PluginData plugin_data json, screens screens json, scales scales json,
    norms norms json, documents documents json, scoreRules score_rules json, graphs graphs json, media media json, files files json,
    LanguageSupport language_support text(200), Generation generation int4, TestDefinitionIsProtected is_protected bool""",
    listed="""ID TestName Description Costs InvoiceCode Active TestType SupportsTestTaking SupportsTestScoring SupportsOnlyRenorming
    IsRestartable Supports360Degrees CandidateCanDo360Too ShowTestClosureScreen TotalTimeAvailableForThisTest
    MinPercentageOfAnswersRequired TotalNumberOfExperiments LanguageSupport Generation""",
    searched="TestName Description Costs TestType Generation CatalogInformation Remarks", order="TestName", master=ALL, falls_back=True,
    levels="list=office get=any post=test_author delete=test_author",
)  # fmt: skip
