"""The whole route table of the ITR Internal API, in the order of its document."""

from server.api.itr import login, logins, models, passwords, site
from server.http.routing import Answer, Route, route

TEXT = Answer(str, "text/html")
SIGNED_IN = Answer(models.SignedIn, "text/html")

ROUTES: tuple[Route, ...] = (
    # Overview and login
    route("GET", "/test", site.test, scopes=(), auth="none", answers={200: TEXT}, summary="Test page."),
    route("GET", "/test401", site.test401, scopes=(), auth="none", answers={401: TEXT}, summary="Always 401."),
    route("GET", "/copyright", site.copyright_text, scopes=(), auth="none", answers={200: TEXT}, summary="Copyright of this installation."),
    route("GET", "/companyname", site.company_name, scopes=(), auth="none", answers={200: TEXT}, summary="Name of this installation."),
    route("GET", "/companylogo", site.company_logo, scopes=(), auth="none", answers={200: TEXT}, summary="Address of the logo."),
    route("GET", "/version", site.version, scopes=(), auth="none", answers={200: TEXT}, summary="Version of the server."),
    route("GET", "/login", login.login, scopes=(), auth="none", rate="login", answers={200: SIGNED_IN, 401: TEXT}, summary="Sign in."),
    route("GET", "/login/qrcode", login.login_qrcode, scopes=(), auth="none", rate="login", answers={200: TEXT, 401: TEXT},
          summary="Secret for an authenticator."),
    route("POST", "/login/mfacode", login.login_mfacode, scopes=(), auth="none", rate="login", answers={200: SIGNED_IN, 401: TEXT},
          summary="Sign in with a code."),
    route("POST", "/sendresetpassword", passwords.send_reset, scopes=(), auth="none", rate="login", answers={200: TEXT, 404: TEXT},
          summary="Mail a link for a new password."),
    route("POST", "/resetpassword", passwords.reset, scopes=(), auth="none", rate="login", answers={200: TEXT, 404: TEXT},
          summary="Set a new password with a link's token."),
    route("POST", "/checktoken", login.check_token, scopes=(), operation="session", answers={200: TEXT, 404: TEXT}, summary="Is it valid?"),
    route("POST", "/logout", login.logout, scopes=(), operation="session", answers={200: TEXT, 404: TEXT}, summary="Sign out."),
    # Details
    route("GET", "/logins/currentuser", logins.get_current, scopes=("assessment.read",), operation="candidate",
          answers={200: models.Login}, summary="The own login."),
    route("GET", "/logins/currentuser/companies", logins.list_companies, scopes=("assessment.read",), operation="companies",
          answers={200: list[models.CompanyRow]}, summary="Companies that the own login can enter."),
    route("POST", "/logins/currentuser/changepassword", logins.change_password, scopes=("assessment.write",), operation="credentials",
          rate="slow", answers={200: TEXT, 404: TEXT}, body=logins.ChangedPassword, summary="Change the own password."),
)  # fmt: skip
