"""The whole route table of the ITR Internal API, in the order of its document."""

from server.api.itr import (
    audit_trail,
    companies,
    credits,
    entities,
    files,
    generated_reports,
    groups_of_sessions,
    login,
    logins,
    mail,
    models,
    passwords,
    people,
    persons,
    session_tests,
    sessions,
    settings,
    site,
    taking,
    tests,
    tokens,
    translations,
)
from server.api.itr.lines import READ, REMOVED, SAVED, TEXT, WRITE, listing, stored
from server.http.routing import Answer, Route, route

SIGNED_IN = Answer(models.SignedIn, "text/html")

REPORTS = entities.GENERATED_REPORTS
REPORT = models.detail_of(REPORTS)
REPORT_INPUT = models.input_of(REPORTS)

# Entities that need no more than the table.
PLAIN: tuple[Route, ...] = (
    *stored(entities.AUDIT, post=audit_trail.post_entry, delete=audit_trail.delete_entry),
    listing("/audittrail/object/{id}", entities.AUDIT, audit_trail.list_of_object, summary="The trail of an object."),
    listing("/audittrail/session/{id}", entities.AUDIT, audit_trail.list_of_session, summary="The trail of a session."),
    listing("/audittrail/objecttype/{type:int}", entities.AUDIT, audit_trail.list_of_type, summary="The trail of a type of object."),
    *stored(entities.BATTERIES),
    *stored(entities.EDUCATIONS),
    listing("/generatedreports", REPORTS),
    route("GET", "/generatedreports/{linked_id}", generated_reports.list_of_object, scopes=READ,
          answers={200: models.LISTS[REPORTS.name] | REPORT, 403: TEXT, 404: TEXT}, summary="Reports of an object, or one report."),
    route("POST", "/generatedreports/{linked_id}", generated_reports.post_one, scopes=WRITE, body=REPORT_INPUT, answers=SAVED,
          summary="Create or change a report."),
    route("DELETE", "/generatedreports/{linked_id}", generated_reports.delete_of_object, scopes=WRITE, answers=REMOVED,
          summary="Remove the reports of an object, or one report."),
    route("GET", "/generatedreports/{linked_id}/{id}", generated_reports.get_of_object, scopes=READ,
          answers={200: REPORT, 403: TEXT, 404: TEXT}, summary="Read a report of an object."),
    route("POST", "/generatedreports/{linked_id}/{id}", generated_reports.post_of_object, scopes=WRITE, body=REPORT_INPUT, answers=SAVED,
          summary="Create or change a report of an object."),
    route("DELETE", "/generatedreports/{linked_id}/{id}", generated_reports.delete_of_one, scopes=WRITE, answers=REMOVED,
          summary="Remove a report of an object."),
    *stored(entities.GROUPS),
    *stored(entities.NATIONALITIES),
    *stored(entities.ORGANISATIONS),
    *persons.ROUTES,
    *sessions.ROUTES,
    *groups_of_sessions.ROUTES,
    *session_tests.ROUTES,
    *taking.ROUTES,
    listing("/sessiontestsview", entities.SESSION_TEST_OVERVIEWS),
    listing("/sessionsview", entities.SESSION_OVERVIEWS),
    listing("/groupsessionsview", entities.GROUP_OVERVIEWS),
    *stored(entities.REPORT_DEFINITIONS),
    *stored(entities.CREDIT_GRANTS, listed=credits.list_grants, get=credits.get_grant, post=credits.post_grant),
    *stored(entities.CREDIT_USAGES),
    route("GET", "/creditusagespermonth", credits.list_usages_per_month, scopes=READ,
          answers={200: list[models.MonthOfUsages] | list[models.NothingUsed], 404: TEXT}, summary="Credits used per month."),
    route("GET", "/creditusagespermonthforall/{year:int}", credits.list_usages_per_month_for_all, scopes=READ,
          answers={200: list[models.MonthOfCompany], 404: TEXT}, summary="Credits used per month by every company."),
    *stored(entities.GATHERED_DATA),
    *stored(entities.RIGHTS_TEMPLATES),
    *stored(entities.SCREEN_TEMPLATES),
    *stored(entities.TESTS, get=tests.get_test, optional=tests.KEPT_FROM_CANDIDATES),
    *settings.ROUTES,
    *translations.ROUTES,
    *files.ROUTES,
    *mail.ROUTES,
)  # fmt: skip

ROUTES: tuple[Route, ...] = (
    # Overview and login
    route("GET", "/test", site.test, scopes=(), auth="none", answers={200: TEXT}, summary="Test page."),
    route("GET", "/test401", site.test401, scopes=(), auth="none", answers={401: TEXT}, summary="Always 401."),
    route("GET", "/copyright", site.copyright_text, scopes=(), auth="none", answers={200: TEXT}, summary="Copyright of this installation."),
    route("GET", "/companyname", site.company_name, scopes=(), auth="none", answers={200: TEXT}, summary="Name of this installation."),
    route("GET", "/companylogo", site.company_logo, scopes=(), auth="none", answers={200: TEXT}, summary="Address of the logo."),
    route("GET", "/version", site.version, scopes=(), auth="none", answers={200: TEXT}, summary="Version of the server."),
    route("GET", "/login", login.login, scopes=(), auth="none", rate="login", headers=models.DoorHeaders,
          answers={200: SIGNED_IN, 401: TEXT}, summary="Sign in."),
    route("GET", "/login/qrcode", login.login_qrcode, scopes=(), auth="none", rate="login", headers=models.SignInHeaders,
          answers={200: TEXT, 401: TEXT}, summary="Secret for an authenticator."),
    route("POST", "/login/mfacode", login.login_mfacode, scopes=(), auth="none", rate="login", headers=models.CodeHeaders,
          answers={200: SIGNED_IN, 401: TEXT}, summary="Sign in with a code."),
    route("POST", "/sendresetpassword", passwords.send_reset, scopes=(), auth="none", rate="login", headers=models.UserHeaders,
          answers={200: TEXT, 404: TEXT},
          summary="Mail a link for a new password."),
    route("POST", "/resetpassword", passwords.reset, scopes=(), auth="none", rate="login", headers=models.ResetHeaders,
          answers={200: TEXT, 404: TEXT}, summary="Set a new password with a link's token."),
    route("POST", "/checktoken", login.check_token, scopes=(), operation="session", answers={200: TEXT, 404: TEXT}, summary="Is it valid?"),
    route("POST", "/logout", login.logout, scopes=(), operation="session", answers={200: TEXT, 404: TEXT}, summary="Sign out."),
    # People
    *logins.ROUTES,
    *companies.ROUTES,
    *tokens.ROUTES,
    *people.ROUTES,
    # Details
    *PLAIN,
)  # fmt: skip
